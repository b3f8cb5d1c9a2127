/**
 * What a failed failover rests on: a recovery point holds a prefix of the writes, so no write can be missing
 * from the middle of it, unless its disks were cut at different instants. That pair is named.
 */
import type { LogStep, WriteEntry } from '../block/write-log.ts'
import type { Finding } from './findings.ts'
import { memoryCause } from './memory-cause.ts'
import type { Locate } from './options.ts'
import type { Cause, CauseWrite } from './result.ts'
import type { Evidence } from './source-run.ts'

interface DiskEnd {
  /** The last write of the disk that the point holds, and the first that it does not. */
  readonly last: WriteEntry | undefined
  readonly next: WriteEntry | undefined
}

export function pointCause(evidence: Evidence, finding: Finding, locate: Locate | undefined): Cause | null {
  const { crash, cutSeq } = finding
  const told = (sentence: string, writes: readonly CauseWrite[] = []): Cause => ({
    sentence,
    writes,
    disks: [...new Set(writes.map(({ disk }) => disk))],
    epochs: [],
    nearestPassing: null,
    examined: 0,
  })
  const inMemory = cutSeq === null ? null : memoryCause(evidence.run.site, finding, cutSeq, locate)
  if (inMemory) return told(inMemory.sentence, inMemory.writes)
  if (crash.kind === 'disaster') return told(`the copy holds ${PREFIX}; no write is missing from the middle of it`)
  if (crash.kind !== 'recovery-point') return null
  const point = evidence.run.protection?.replication.points.find(({ id }) => id === crash.point)
  if (!point) return null
  const ends = evidence.run.site.diskIds.map((_, disk) => endOf(evidence, disk, point.cutVector[disk]))
  const skew = skewedPair(ends)
  const describe = (entry: WriteEntry, state: CauseWrite['state']): CauseWrite => ({
    name: `W${entry.submitSeq}`,
    label: entry.label,
    disk: evidence.run.site.diskIds[entry.disk]!,
    state,
    operation: entry.operation,
    line: lineOf(evidence, entry, locate),
  })
  if (skew) {
    const [inside, outside] = [describe(skew.inside, 'survived'), describe(skew.outside, 'lost')]
    const head = `${nameOf(inside)} is in ${crash.point}, ${nameOf(outside)} is not, although it completed before`
    return told(`${head}: the disks were cut at different instants`, [inside, outside])
  }
  const lasts = ends.flatMap(({ last }) => (last ? [describe(last, 'survived')] : []))
  return told(`${crash.point} holds ${PREFIX}: up to ${lasts.map(nameOf).join(', ') || 'before any'}`, lasts)
}

const PREFIX = 'exactly the writes that had completed at its cut, flushed or not'

const nameOf = ({ name, label, disk }: CauseWrite): string => `${name} "${label}" of ${disk}`

function lineOf({ run }: Evidence, entry: WriteEntry, locate: Locate | undefined): string | null {
  const origin = run.site.log.origins?.get(entry.submitSeq)
  return (origin && locate?.(origin)) ?? null
}

/** @param count writes of the disk that the point holds; undefined for a disk that is not replicated */
function endOf({ run }: Evidence, disk: number, count: number | undefined): DiskEnd {
  let last: WriteEntry | undefined
  let next: WriteEntry | undefined
  const { log } = run.site
  if (count === undefined) return { last, next }
  for (let seq = log.base; seq < log.end; seq++) {
    const step = log.step(seq)
    if (!isCompletedWrite(step, seq) || step.disk !== disk) continue
    if (step.diskPosition === count) last = step
    if (step.diskPosition === count + 1) next = step
  }
  return { last, next }
}

function isCompletedWrite(step: LogStep, seq: number): step is WriteEntry {
  return step.kind !== 'mark' && step.kind !== 'reset' && step.kind !== 'flush' && step.completeSeq === seq
}

/** A write inside that completed after one outside; the outermost such pair. Null for one cut over all disks. */
function skewedPair(ends: readonly DiskEnd[]): { inside: WriteEntry; outside: WriteEntry } | null {
  let inside: WriteEntry | undefined
  let outside: WriteEntry | undefined
  for (const { last, next } of ends) {
    if (last && (!inside || last.completeSeq! > inside.completeSeq!)) inside = last
    if (next && (!outside || next.completeSeq! < outside.completeSeq!)) outside = next
  }
  return inside && outside && inside.completeSeq! > outside.completeSeq! ? { inside, outside } : null
}
