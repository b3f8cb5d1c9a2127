/** The write log around one of its steps: each request with its epoch, and what has become of it by then. */
import type { DurabilityCursor } from '../../block/durability.ts'
import { storesAll } from '../../block/write-log.ts'
import type { FlushEntry, LogEntry, WriteEntry } from '../../block/write-log.ts'
import { allPending } from '../../crash/picks.ts'
import { countUpTo } from '../../oracle/timeline.ts'
import { MOST_ROWS } from './look.ts'
import type { LookWrite, WriteState } from './look.ts'
import type { RunMap } from './run-map.ts'
import type { RunView } from './run-view.ts'

/** Requests that are pending, all of them as long as they are not too many, and the last ones before the step. */
export function writesAt({ evidence, map, locate }: RunView, cursor: DurabilityCursor): LookWrite[] {
  const { log, diskIds } = evidence.run.site
  const { seq } = cursor
  const pending = new Set<LogEntry>(allPending(cursor).map(({ entry }) => entry))
  const end = countUpTo(map.requests, seq)
  const steps = new Set([...pending].filter(({ submitSeq }) => submitSeq >= log.base).map(({ submitSeq }) => submitSeq).slice(-MOST_ROWS))
  for (let index = end - 1; index >= 0 && steps.size < MOST_ROWS; index--) steps.add(map.requests[index]!)
  const rowOf = (entry: LogEntry): LookWrite => {
    const { submitSeq, kind, disk, label, operation, submitAt, completeSeq, completeAt } = entry
    const origin = locate && log.origins?.get(submitSeq)
    return {
      seq: submitSeq,
      name: `W${submitSeq}`,
      disk: diskIds[disk]!,
      epoch: map.epochs[submitSeq - log.base]!,
      kind: kind as LookWrite['kind'],
      label,
      operation,
      lba: kind === 'flush' ? 0 : entry.lba,
      sectors: kind === 'flush' ? 0 : entry.sectors,
      fua: kind !== 'flush' && entry.fua,
      submittedUs: submitAt,
      completedUs: completeSeq !== null && completeSeq <= seq ? completeAt : null,
      state: stateAt(map, entry, seq, pending),
      line: (origin && locate(origin)) ?? null,
    }
  }
  return [...steps].sort((one, other) => one - other).flatMap((step) => {
    const entry = log.step(step)
    return entry.kind === 'mark' || entry.kind === 'reset' || entry.kind === 'damage' ? [] : [rowOf(entry)]
  })
}

function stateAt(map: RunMap, entry: LogEntry, seq: number, pending: ReadonlySet<LogEntry>): WriteState {
  if (entry.completeSeq === null || entry.completeSeq > seq) return 'in-flight'
  if (entry.failed) return 'failed'
  if (entry.kind === 'flush') return entry.lying ? 'lying' : 'durable'
  if (entry.storedFrom >= entry.storedTo) return 'lost'
  if (!storesAll(entry)) return 'torn'
  if (pending.has(entry)) return 'volatile'
  return isGivenUp(map, entry, seq) ? 'lost' : 'durable'
}

/** A failed flush gave it up before any other made it durable. */
function isGivenUp({ givingUp, good }: RunMap, { disk, fua, completeSeq }: WriteEntry, seq: number): boolean {
  if (fua || givingUp[disk]!.length === 0) return false
  const covers = ({ submitSeq, completeSeq: ended }: FlushEntry): boolean => submitSeq >= completeSeq! && ended! <= seq
  const gaveUp = givingUp[disk]!.find(covers)
  const kept = good[disk]!.find(covers)
  return gaveUp !== undefined && (kept === undefined || gaveUp.completeSeq! < kept.completeSeq!)
}
