import type { WriteLog } from '../block/write-log.ts'
import type { Kernel } from '../sim/kernel.ts'
import type { DeclaredChurn } from './declared-churn.ts'
import type { ReplicationDefects, ReplicationPolicy } from './policy.ts'
import type { TellEvent } from './events.ts'
import type { StatisticsRecorder } from './statistics.ts'
import type { TrackedDisk } from './tracked-disk.ts'

/** What all parts of one replication share. */
export interface ReplicationContext {
  /** Part of the names of its random streams. */
  readonly name: string
  readonly kernel: Kernel
  readonly log: WriteLog
  readonly policy: ReplicationPolicy
  readonly defects: ReplicationDefects
  readonly recorder: StatisticsRecorder
  /** By machine; those that are not in it change what the simulation writes, and nothing else. */
  readonly declaredChurn: Readonly<Record<string, DeclaredChurn>>
  /** Tells an operator. */
  readonly tell: TellEvent
  readonly watch?: WatchReplication
}

/** Hears of every event that goes into the trace, when it has happened; must change nothing. */
export type WatchReplication = (kind: string, subject: string, value: number) => void

/** Adds an event to the trace. */
export function traceEvent(
  { kernel: { trace, now }, watch }: Pick<ReplicationContext, 'kernel' | 'watch'>,
  kind: string,
  subject: string,
  value: number,
  digest = 0,
): void {
  watch?.(kind, subject, value)
  if (trace.recording) trace.record(now, trace.label(kind), trace.label(subject), value, digest)
}

const MICROSECONDS_PER_SECOND = 1_000_000

/** How long some bytes take; nothing where there is no limit (null). */
export function durationUs(bytes: number, bytesPerSecond: number | null): number {
  return bytesPerSecond === null ? 0 : Math.ceil((bytes * MICROSECONDS_PER_SECOND) / bytesPerSecond)
}

/** What one bit of the bitmap of this disk stands for. */
export function granularityOf({ policy }: ReplicationContext, { provisionedBytes }: TrackedDisk): number {
  const { largeDisk, bitmapGranularityBytes } = policy
  return largeDisk && provisionedBytes > largeDisk.aboveBytes ? largeDisk.bitmapGranularityBytes : bitmapGranularityBytes
}
