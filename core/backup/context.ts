import type { WriteLog } from '../block/write-log.ts'
import type { SnapshotService } from '../machine/quiesce.ts'
import { traceEvent } from '../replication/context.ts'
import type { DurationModel } from '../sim/duration.ts'
import { drawDurationUs } from '../sim/duration.ts'
import type { Kernel } from '../sim/kernel.ts'
import type { RandomStream } from '../sim/random.ts'
import { hashText } from '../sim/hash.ts'
import type { LogChains } from './log-chains.ts'
import type { BackupPolicy, TransferRate } from './policy.ts'
import type { BackupStatistics } from './statistics.ts'
import type { BackupVault } from './vault.ts'

/** What an operator is told. `degraded`: there is a backup, and it is less consistent than the policy asked for. */
export interface BackupEvent {
  readonly atUs: number
  readonly machine: string
  readonly kind: 'backup-failed' | 'backup-degraded' | 'backup-skipped' | 'transfer-failed'
  readonly reason: string
}

/** What all parts of one backup share. */
export interface BackupContext {
  /** Part of the names of its random streams. */
  readonly name: string
  readonly kernel: Kernel
  readonly log: WriteLog
  readonly policy: BackupPolicy
  readonly vault: BackupVault
  readonly snapshots: SnapshotService
  readonly chains: LogChains | null
  readonly statistics: BackupStatistics
  readonly events: BackupEvent[]
}

/** Tells the operator. */
export function tell(context: BackupContext, machine: string, kind: BackupEvent['kind'], reason: string): void {
  context.events.push({ atUs: context.kernel.now, machine, kind, reason })
  traceEvent(context, kind, machine, 0, hashText(reason))
}

/** The stream of one kind of draw for one machine. */
export function streamOf({ kernel, name }: BackupContext, what: string, machine: string): RandomStream {
  return kernel.streams.named(`backup/${name}/${what}/${machine}`)
}

/** One duration for one machine. */
export function drawUs(context: BackupContext, what: string, machine: string, model: DurationModel): number {
  return drawDurationUs(model, streamOf(context, what, machine))
}

/** Whether this is the one in so many. 0: never, and nothing is drawn. */
export function oneIn(context: BackupContext, what: string, machine: string, many: number): boolean {
  return many > 0 && streamOf(context, what, machine).chance(1, many)
}

const BITS_PER_BYTE = 8
const MICROSECONDS_PER_SECOND = 1_000_000

/** How long some bytes take, in whole µs. */
export function transferUs(bytes: number, { bitsPerSecond }: TransferRate): number {
  return Math.ceil((bytes * BITS_PER_BYTE) / (bitsPerSecond / MICROSECONDS_PER_SECOND))
}
