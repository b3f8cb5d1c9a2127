import type { Configuration } from './configuration.ts'
import { keyOf } from './configuration.ts'
import { canonical } from './canonical.ts'
import type { Rules } from './rules.ts'
import { advance, expand } from './rules.ts'
import type { Entry, Timeline } from './timeline.ts'

/**
 * The honest search over one history, kept from check to check: what depends on the history is
 * worked out once, so that a check costs what is in doubt at its cut and not what lies before it.
 */

/** So many configurations are kept before the layers are thinned out. */
const MOST_CONFIGURATIONS_KEPT = 16_384
/** So many configurations per answer are ordinary; only those beyond count towards the limit over a whole history. */
const ORDINARY_CONFIGURATIONS = 64

type Configurations<State, Operation, Result> = readonly Configuration<State, Operation, Result>[]

/** The state of the search before one answer. */
export interface Layer<State, Operation, Result> {
  /** Every configuration with exactly the earlier answers, some with pending operations ahead. */
  readonly before: Configurations<State, Operation, Result>
  /** How many more than the ordinary configurations the search went through on its way here. */
  readonly extraordinary: number
  /** With pending operations taken in, and this layer's answer missing; null until it is needed. */
  expanded: Configurations<State, Operation, Result> | null
  /** `expanded` by the canonical text of the projected state; null until it is needed. */
  byText: ReadonlyMap<string, Configurations<State, Operation, Result>> | null
}

/** Every answer is null where more configurations are possible than the limit allows to explore. */
export class Search<State, Operation, Result> {
  readonly #timeline: Timeline<Operation, Result>
  readonly #rules: Rules<State, Operation, Result>
  readonly #project: ((state: State) => unknown) | undefined
  readonly #layers = new Map<number, Layer<State, Operation, Result>>()
  #kept = 0
  #stride = 1
  /** Beyond this layer there are too many configurations. */
  #lastLayer = Infinity
  /** The layer that cannot even be expanded; there is at most one, since none comes after it. */
  #crowdedLayer: number | null = null

  constructor(
    timeline: Timeline<Operation, Result>,
    rules: Rules<State, Operation, Result>,
    project: ((state: State) => unknown) | undefined,
  ) {
    this.#timeline = timeline
    this.#rules = rules
    this.#project = project
    const initial = { state: rules.model.initial, ahead: [], lastPosition: -Infinity, damages: [], key: null }
    this.#keep(0, { before: [initial], extraordinary: 0, expanded: null, byText: null })
  }

  /** What can stand before answer `index`. */
  before(index: number): Configurations<State, Operation, Result> | null {
    const layer = this.#layer(index)
    return layer === null ? null : layer.before
  }

  /** What can be there if answer `index` is the first that is missing. */
  reachable(index: number): Configurations<State, Operation, Result> | null {
    const layer = this.#layer(index)
    return layer === null ? null : this.#expand(index, layer)
  }

  /** Of {@link reachable} the configurations whose projected state has the canonical text `text`. */
  matching(index: number, text: string): Configurations<State, Operation, Result> | null {
    const layer = this.#layer(index)
    if (layer === null) return null
    const expanded = this.#expand(index, layer)
    if (expanded === null) return null
    layer.byText ??= this.#byText(expanded)
    return layer.byText.get(text) ?? []
  }

  /** The canonical text of what an application in this configuration would show. */
  textOf(configuration: Configuration<State, Operation, Result>): string {
    return this.#project === undefined ? keyOf(configuration) : canonical(this.#project(configuration.state))
  }

  #byText(
    configurations: Configurations<State, Operation, Result>,
  ): ReadonlyMap<string, Configurations<State, Operation, Result>> {
    const groups = new Map<string, Configuration<State, Operation, Result>[]>()
    for (const configuration of configurations) {
      const text = this.textOf(configuration)
      const group = groups.get(text)
      if (group === undefined) groups.set(text, [configuration])
      else group.push(configuration)
    }
    return groups
  }

  #layer(index: number): Layer<State, Operation, Result> | null {
    if (index > this.#lastLayer) return null
    let at = index
    let layer = this.#layers.get(at)
    while (layer === undefined) layer = this.#layers.get(--at)
    for (; at < index; at += 1) {
      const expanded = this.#expand(at, layer)
      const answer = this.#timeline.answers[at]
      const next: Configurations<State, Operation, Result> | null =
        expanded === null ? null : advance(this.#rules, layer.before, expanded, answer)
      if (expanded === null || next === null) {
        this.#lastLayer = at
        return null
      }
      const extraordinary: number = layer.extraordinary + Math.max(0, expanded.length - ORDINARY_CONFIGURATIONS)
      layer = { before: next, extraordinary, expanded: null, byText: null }
      this.#keep(at + 1, layer)
    }
    return layer
  }

  #expand(
    index: number,
    layer: Layer<State, Operation, Result>,
  ): Configurations<State, Operation, Result> | null {
    if (index === this.#crowdedLayer) return null
    if (layer.expanded === null) {
      const next: Entry<Operation, Result> | undefined = this.#timeline.answers[index]
      const limit = this.#rules.limit - layer.extraordinary
      const expanded = expand({ ...this.#rules, limit }, layer.before, this.#timeline.pendingAt(index), next)
      if (expanded === null) {
        this.#crowdedLayer = index
        return null
      }
      layer.expanded = expanded
      this.#kept += expanded.length
    }
    return layer.expanded
  }

  #keep(index: number, layer: Layer<State, Operation, Result>): void {
    this.#layers.set(index, layer)
    this.#kept += layer.before.length
    if (this.#kept <= MOST_CONFIGURATIONS_KEPT) return
    this.#thin(index)
    // Half must be free again, or every further layer would thin out once more.
    while (this.#kept > MOST_CONFIGURATIONS_KEPT / 2 && this.#layers.size > 2) {
      this.#stride *= 2
      this.#thin(index)
    }
  }

  /** Leaves every n-th layer, from which those between can be worked out again, and the newest one. */
  #thin(newest: number): void {
    this.#kept = 0
    for (const [index, layer] of this.#layers) {
      if (index !== newest && index % this.#stride !== 0) {
        this.#layers.delete(index)
        continue
      }
      if (index !== newest) {
        layer.expanded = null
        layer.byText = null
      }
      this.#kept += layer.before.length + (layer.expanded?.length ?? 0)
    }
  }
}
