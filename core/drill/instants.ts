/** Looks at instants before and after a failing one: where does the crash begin to pass? */
import type { CrashSpec } from '../crash/crash-spec.ts'
import { describeAnchor } from '../crash/anchors.ts'
import type { PendingWrite } from '../block/durability.ts'
import { pendingOf } from './prober.ts'
import type { Prober } from './prober.ts'
import type { Cause } from './result.ts'
import type { Evidence } from './source-run.ts'

/** Steps of the write log to either side. */
const REACH = 8

/** Writes after the failing instant that are tried. */
const AWAITED = 24

/**
 * The first write after the crash that makes recovery pass once everything up to it is durable, and without which
 * it fails. Null when there is none near, or the crash is a second one.
 */
export async function awaitedWrite(prober: Prober, { anchors, run }: Evidence, crash: CrashSpec): Promise<PendingWrite | null> {
  if (!('at' in crash) || crash.then) return null
  const { log } = run.site
  let tried = 0
  for (let seq = anchors.resolve(crash.at)! + 1; seq < log.end && tried < AWAITED; seq++) {
    const step = log.step(seq)
    if (step.kind === 'mark' || step.kind === 'reset' || step.kind === 'flush' || step.submitSeq !== seq) continue
    tried++
    const everything = { ...crash, kind: 'power-cut', at: anchors.at(seq), picks: { pick: 'newest' } } as const
    if ((await prober.probe(everything)) === 'passes') return isNeeded(prober, everything, seq)
  }
  return null
}

async function isNeeded(prober: Prober, everything: CrashSpec, submitSeq: number): Promise<PendingWrite | null> {
  const cut = await prober.cut(everything)
  if (!cut) return null
  const pending = pendingOf(cut)
  const index = pending.findIndex(({ entry }) => entry.submitSeq === submitSeq)
  const without = index < 0 ? 'otherwise' : await prober.probe(everything, cut.survivors.with(index, []))
  cut.cursor.release()
  return typeof without === 'string' ? null : pending[index]!
}

/** A crash that passes, and what is different there. */
export interface Passing {
  readonly told: NonNullable<Cause['nearestPassing']>
  readonly crash: CrashSpec
}

/** For a crash at an edge of what it may leave; else a moved crash would not leave the same. */
export async function nearestInstant(prober: Prober, { anchors, run }: Evidence, crash: CrashSpec): Promise<Passing | null> {
  if (!('at' in crash) || crash.then || crash.picks.pick === 'listed') return null
  const { log } = run.site
  const seq = anchors.resolve(crash.at)!
  for (let distance = 1; distance <= REACH; distance++) {
    for (const near of [seq - distance, seq + distance]) {
      if (near < run.bootedSeq || near >= log.end) continue
      const at = anchors.at(near)
      if ((await prober.probe({ ...crash, at })) !== 'passes') continue
      const steps = distance === 1 ? 'one step' : `${distance} steps`
      const [from, to] = near < seq ? [near, seq] : [seq, near]
      const change = `the same crash ${steps} ${near < seq ? 'earlier' : 'later'}, ${describeAnchor(at)}`
      return { told: { change, ...writesBetween(run.site.log, from, to) }, crash: { ...crash, at } }
    }
  }
  return null
}

/** Writes that completed in between, which is what tells the two states apart at most. */
function writesBetween(log: Evidence['run']['site']['log'], from: number, to: number): { writes: number; sectors: number } {
  let writes = 0
  let sectors = 0
  for (let seq = from + 1; seq <= to; seq++) {
    const step = log.step(seq)
    if (step.kind === 'mark' || step.kind === 'reset' || step.kind === 'flush' || step.completeSeq !== seq) continue
    writes++
    sectors += step.sectors
  }
  return { writes, sectors }
}
