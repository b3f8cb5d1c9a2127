/** Why a write was not durable at an instant, as the log tells it. */
import type { FlushEntry, WriteEntry, WriteLog } from '../block/write-log.ts'

export interface Until {
  /** Position of the log by which the write should have been durable. */
  readonly seq: number
  /** What happened there: `the acknowledgement`. */
  readonly words: string
}

export interface VolatileWrite {
  readonly write: WriteEntry
  /** Position at which it completed; below the log's base when that was before the log began; null while in flight. */
  readonly completion: number | null
  readonly name: string
  readonly diskId: string
}

/**
 * Such as `no FLUSH of db/wal between its completion and the acknowledgement`.
 */
export function whyVolatile(
  log: WriteLog,
  { write, completion, name, diskId }: VolatileWrite,
  until: Until,
): string {
  if (completion === null || completion > until.seq) return `${name} was still in flight at ${until.words}`
  const before = completion < log.base
  const flushes = flushesOf(log, write.disk, before ? log.base : write.submitSeq, until.seq)
  const covering = flushes.filter(({ submitSeq }) => submitSeq > completion)
  const [broken] = covering.filter(({ lying, failed }) => lying || failed)
  if (broken?.lying) return `the FLUSH of ${diskId} that covers ${name} was answered without being carried out`
  if (broken) return `the FLUSH of ${diskId} that covers ${name} failed`
  if (covering.length > 0) return `the FLUSH of ${diskId} that covers ${name} had not completed by ${until.words}`
  if (flushes.some(({ completeSeq }) => completeSeq !== null && completeSeq <= until.seq))
    return `the FLUSH of ${diskId} was submitted before ${name} completed, so it does not cover it`
  const since = before ? 'the boot' : 'its completion'
  return `no FLUSH of ${diskId} between ${since} and ${until.words}`
}

/** Flushes of a disk that were submitted after `from` and not after `to`. */
function flushesOf(log: WriteLog, disk: number, from: number, to: number): FlushEntry[] {
  const flushes: FlushEntry[] = []
  for (let seq = Math.max(from, log.base); seq <= Math.min(to, log.end - 1); seq++) {
    const step = log.step(seq)
    if (step.kind === 'flush' && step.disk === disk && step.submitSeq === seq) flushes.push(step)
  }
  return flushes
}
