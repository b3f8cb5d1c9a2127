/** Where a recovered site is crashed again, and what each such crash leaves. */
import type { DurabilityCursor, PendingWrite } from '../block/durability.ts'
import { layerOptions } from '../crash/layer-options.ts'
import { LAYER_NAMES, LAYERS, layerStates } from '../crash/layers.ts'
import { allPending } from '../crash/picks.ts'
import type { Choice } from '../crash/picks.ts'
import type { RandomStream } from '../sim/random.ts'
import type { Site } from './site.ts'

/** Instants looked at in one recovery, or one life: all of them when they are few. */
const ALL_INSTANTS = 10
const SOME_INSTANTS = 3

/** Where second crashes strike in a site's own log, and what each leaves. */
export interface SecondCrash {
  readonly step: number
  readonly choices: (cursor: DurabilityCursor) => readonly Choice[]
}

/** Decides on the second crashes between two positions of the recovered site's log, ascending. */
export type ChooseCrashes = (site: Site, from: number, to: number) => readonly SecondCrash[]

/** Every instant of a short stretch, some of a long one, the last one always. */
export function crashChooser(stream: RandomStream): ChooseCrashes {
  return (site, from, to) => {
    if (to <= from) return []
    const steps = new Set<number>([to - 1])
    if (to - from <= ALL_INSTANTS) for (let step = from; step < to; step++) steps.add(step)
    else for (let draw = 1; draw < SOME_INSTANTS; draw++) steps.add(from + stream.below(to - from))
    const ascending = [...steps].sort((one, other) => one - other)
    return ascending.map((step) => ({ step, choices: (cursor) => choicesAt(site, cursor, stream) }))
  }
}

/** Seeded picks of one instant after a recovery. */
const PICKS = 1

/** The edges, and one state between them: where a cache was kept, also what it held mixed with what came after. */
function choicesAt(site: Site, cursor: DurabilityCursor, stream: RandomStream): Choice[] {
  const pending = allPending(cursor)
  if (pending.length === 0) return ['floors']
  const options = layerOptions(site.disks[0]!.profile, stream, PICKS)
  const fine = LAYER_NAMES.filter((layer) => LAYERS[layer].instants === 'all' && layer !== 'prefixes')
  const made = fine.map((layer) => layerStates(layer, cursor, options).filter(({ kind }) => kind === 'power-cut'))
  const layers = made.filter((states) => states.length > 0)
  const cuts = layers.length > 0 ? stream.pick(layers) : []
  return ['floors', 'completed', ...cacheLost(pending), ...(cuts.length > 0 ? [stream.pick(cuts).choice] : [])]
}

/**
 * What the cache held from before is lost while all that the recovery wrote is there: the one state that asks for
 * the flush before a recovery overwrites what only the lost version made superfluous.
 */
function cacheLost(pending: readonly PendingWrite[]): Choice[] {
  const own = pending.filter(({ cachePlace }) => cachePlace === null)
  return own.length > 0 && own.length < pending.length ? [own.map((write) => ({ pending: write, offsets: null }))] : []
}
