import { covers, isMissing, modelOf, rankOf } from './item-entry.ts'
import type { Entry, ItemState } from './item-entry.ts'
import type { MachineStart } from './machine-start.ts'
import { NETWORK_ITEM_NAMES } from './network-items.ts'
import type { Dependencies, Dependency, MachineStage, NetworkItem } from './network-items.ts'
import type { Operators } from './people.ts'
import { strikes } from './recovery-context.ts'
import type { RecoveryContext } from './recovery-context.ts'
import type { RecoveryPlan } from './recovery-plan.ts'
import type { StepEnd } from './step-book.ts'

export interface ItemBoardOptions {
  readonly context: RecoveryContext
  readonly dependencies: Dependencies
  readonly operators: Operators
  readonly plan: RecoveryPlan
  readonly machines: readonly MachineStart[]
  /** The steps that the recovery as a whole waited for before it began. */
  readonly trigger: () => readonly string[]
  readonly onItem: (item: NetworkItem, machine: string | null) => void
}

/** What the estate needs beside its machines, and how far that is: carried, scripted, done by hand, or forgotten. */
export class ItemBoard {
  readonly #options: ItemBoardOptions
  readonly #entries: readonly Entry[]

  constructor(options: ItemBoardOptions) {
    this.#options = options
    const { dependencies } = options
    const byOrder = (a: Dependency, b: Dependency): number =>
      NETWORK_ITEM_NAMES.indexOf(a.item) - NETWORK_ITEM_NAMES.indexOf(b.item)
    this.#entries = [...dependencies].sort(byOrder).map((dependency) => this.#entryOf(dependency))
  }

  /** What keeps clients from the service, by key. */
  get missing(): readonly string[] {
    return this.#entries.filter((entry) => isMissing(entry) && modelOf(entry).reachability).map(({ key }) => key)
  }

  /** What is not done, by key, whether or not clients miss it. */
  get undone(): readonly string[] {
    return this.#entries.filter(isMissing).map(({ key }) => key)
  }

  /** The steps that saw to what clients need, or to everything. */
  doneBy(everything: boolean): readonly string[] {
    return this.#entries.flatMap((entry) => (entry.doneBy !== null && (everything || modelOf(entry).reachability) ? [entry.doneBy] : []))
  }

  /** A machine has another address: what was carried for it is not, if anything depends on that. */
  readdressed(machine: string): void {
    for (const entry of this.#entries)
      if (entry.dependency.item === 'private-ip' && (entry.dependency.machine ?? machine) === machine && entry.state === 'carried')
        entry.state = this.#fate(entry.dependency)
  }

  /** A script or a person of the plan is to see to an item: why that cannot be yet, or null. */
  obstacle(item: NetworkItem, machine: string | undefined): string | null {
    const early = this.#of(item, machine).find((entry) => this.#waitedFor(entry, modelOf(entry).needs) === null)
    return early ? `${early.key}: what it needs is not there yet` : null
  }

  /** The step has seen to it. */
  settle(item: NetworkItem, machine: string | undefined, step: string): void {
    for (const entry of this.#of(item, machine)) this.#done(entry, step)
  }

  /** No script will see to an item (null: to any) after all, as these steps have shown. */
  leaveToPeople(shownBy: readonly string[], item: NetworkItem | null, machine?: string): void {
    for (const entry of this.#entries) {
      if (!entry.scripted || (item !== null && !covers({ does: item, machine }, entry.dependency))) continue
      entry.scripted = false
      entry.leftBy = shownBy
    }
    this.evaluate()
  }

  /** Gives people and scripts what they can begin with. Called whenever something has come about. */
  evaluate(): void {
    for (const entry of this.#entries) {
      if (entry.scripted || (entry.state !== 'open' && entry.state !== 'forgotten')) continue
      const after = this.#waitedFor(entry, modelOf(entry).byHandFrom)
      if (after === null) continue
      const waitedFor = [...after, ...entry.leftBy]
      if (entry.state === 'forgotten') this.#overlook(entry, waitedFor)
      else if (entry.prepared) this.#byScript(entry, waitedFor)
      else this.#byHand(entry, waitedFor)
    }
  }

  #entryOf(dependency: Dependency): Entry {
    const { context, plan } = this.#options
    const { item, machine } = dependency
    const carriage = modelOf({ dependency })[context.sameRegion ? 'carriedInRegion' : 'carried'][context.method.kind]
    const kept = carriage === 'if-free' && context.policy.privateAddress === 'kept-if-free'
    const prepared = carriage === 'if-prepared' && dependency.prepared === true
    const untouched = prepared ? 'open' : this.#fate(dependency)
    const actions = plan.groups.flatMap(({ before = [], after = [] }) => [...before, ...after])
    return {
      dependency,
      key: machine === undefined ? item : `${item}/${machine}`,
      prepared,
      state: carriage === 'carried' || kept ? 'carried' : untouched,
      doneBy: null,
      scripted: actions.some((action) => covers(action, dependency)),
      leftBy: [],
      attempts: 0,
    }
  }

  #fate({ item, machine, forgotten = false }: Dependency): ItemState {
    const { context, operators } = this.#options
    return forgotten || strikes(context, `forgets/${item}/${machine ?? ''}`, operators.forgetOneIn) ? 'forgotten' : 'open'
  }

  #of(item: NetworkItem, machine: string | undefined): readonly Entry[] {
    return this.#entries.filter((entry) => isMissing(entry) && covers({ does: item, machine }, entry.dependency))
  }

  /** The steps that the entry waited for, or null as long as it waits. */
  #waitedFor({ dependency, key }: Entry, stage: MachineStage): readonly string[] | null {
    const { machines, trigger } = this.#options
    const first = this.#entries.filter((other) => {
      const { machine } = other.dependency
      const concerns = dependency.machine === undefined || machine === undefined || machine === dependency.machine
      return other.key !== key && concerns && modelOf({ dependency }).afterItems.includes(other.dependency.item)
    })
    if (first.some(({ state }) => state === 'open' || state === 'working')) return null
    const steps = first.flatMap(({ doneBy }) => doneBy ?? [])
    if (stage === 'trigger') return [...trigger(), ...steps]
    const concerned = machines.filter(({ machine }) => machine.id === (dependency.machine ?? machine.id))
    const reached = concerned.map(({ reachedBy }) => reachedBy.get(stage))
    return reached.every((step) => step !== undefined) ? [...reached, ...steps] : null
  }

  #byScript(entry: Entry, after: readonly string[]): void {
    const { item, machine = null } = entry.dependency
    const { what: name, script: duration } = modelOf(entry)
    const id = `script/${entry.key}`
    entry.state = 'working'
    this.#options.context.book.timed({ id, name, machine, item, by: 'script', duration, after }, () => {
      if (entry.state === 'working') this.#done(entry, id)
    })
  }

  #byHand(entry: Entry, after: readonly string[]): void {
    const { people } = this.#options.context
    const { item, machine = null, byHand = modelOf(entry).byHand } = entry.dependency
    const attempt = ++entry.attempts === 1 ? '' : `#${entry.attempts}`
    const id = `by-hand/${entry.key}${attempt}`
    entry.state = 'working'
    const spec = { id, name: modelOf(entry).what, machine, item, duration: byHand, after }
    const ended = (): StepEnd => {
      const wrong = strikes(this.#options.context, `${id}/wrong`, this.#options.operators.wrongOneIn)
      return wrong ? { outcome: 'failed', detail: 'done wrong' } : { outcome: 'done' }
    }
    people.request(spec, ended, ({ outcome }) => {
      if (entry.state !== 'working') return
      if (outcome === 'done') return this.#done(entry, id)
      this.#byHand(entry, [id])
    }, rankOf(item))
  }

  #overlook(entry: Entry, after: readonly string[]): void {
    const { item, machine = null } = entry.dependency
    // Once is enough: the entry stays as it is.
    if (entry.attempts++ > 0) return
    const name = modelOf(entry).what
    this.#options.context.book.skip({ id: `by-hand/${entry.key}`, name, machine, item, by: 'person', after }, 'nobody thinks of it')
  }

  #done(entry: Entry, step: string): void {
    entry.state = 'done'
    entry.doneBy = step
    this.#options.onItem(entry.dependency.item, entry.dependency.machine ?? null)
  }
}
