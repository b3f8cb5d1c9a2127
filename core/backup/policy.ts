/** All that can be set about backups of machines. Plain JSON: a policy is part of a plan, and products are presets. */
import type { QuiesceDefects, QuiesceLimits } from '../machine/quiesce-failures.ts'
import type { RetryPolicy } from '../replication/policy.ts'
import type { DurationModel } from '../sim/duration.ts'
import type { RestoreDurations } from './restore-durations.ts'

/** When backups are due, by the virtual calendar. */
export interface BackupSchedule {
  /** The first backup of a day, in µs after midnight. */
  readonly firstAtUs: number
  /** From one to the next, in µs. A day or more: one a day. */
  readonly everyUs: number
  /** Backups are due less than this long after the first of the day, in µs; at most a day. */
  readonly windowUs: number
  /** Days that have backups, 0 is Monday. Null: every day. */
  readonly weekdays: readonly number[] | null
}

/** What is tried first. Whatever fails may fall back to less, as the other fields say. */
export type ConsistencyLevel = 'application' | 'file-system' | 'crash'

export interface ConsistencyPolicy {
  /**
   * `application`: the writers of the machine are asked to freeze (VSS; scripts before and after, on Linux).
   * `file-system`: only the file systems are. `crash`: nobody is, as without an agent in the machine.
   */
  readonly level: ConsistencyLevel
  /** A writer or script failed: true takes a file-system-consistent backup instead, false fails. */
  readonly continueBackupOnFailure: boolean
  /** How long a writer or script may take, in µs. Default 30 s, at most 1,800 s (documented). */
  readonly scriptTimeoutUs: number
  /** The file systems could not be brought to rest either: true takes a crash-consistent backup, false fails. */
  readonly crashFallback: boolean
  /**
   * `full`: the application takes this for its full backup, and what other tools back up of its log counts from it.
   * `copy`: it takes no notice. (Documented; that the chain breaks is an inference.)
   */
  readonly vss: 'full' | 'copy'
  /** After a failure that allows it, and while another requester works on the machine. VSS: 10 min, 3 times. */
  readonly retry: RetryPolicy
  /** The other limits of a snapshot set. */
  readonly limits: Omit<QuiesceLimits, 'freezeTimeoutUs'>
}

export interface SnapshotTierPolicy {
  /** How many days a snapshot stays in the region of the machine. */
  readonly keepDays: number
  /** `local`: it is lost with its zone. */
  readonly redundancy: 'local' | 'zone'
}

export interface TransferRate {
  readonly bitsPerSecond: number
  readonly provenance: DurationModel['provenance']
  readonly source: string
}

/** Once a day the last backup of the day goes to the vault. */
export interface TransferPolicy {
  /** Of a first, or a full, copy. */
  readonly initial: TransferRate
  /** Of what has changed since the last copy. */
  readonly incremental: TransferRate
  /** One transfer in so many fails; 0: none. After a failure the next backup is transferred, in full. */
  readonly failOneIn: number
}

/** Of the vault. A point is kept as long as the most generous of the rules that select its date says. */
export interface VaultRetention {
  readonly daily: { readonly keepDays: number }
  /** Points of this weekday, 0 is Monday. */
  readonly weekly: { readonly weekday: number; readonly keepDays: number } | null
  readonly monthly: { readonly dayOfMonth: number; readonly keepDays: number } | null
  readonly yearly: { readonly month: number; readonly dayOfMonth: number; readonly keepDays: number } | null
}

/** What the product allows. */
export interface PolicyLimits {
  readonly scheduledPerDay: number
  readonly onDemandPerDay: number
  readonly snapshotDays: { readonly minimum: number; readonly maximum: number }
  /** A policy of chosen weekdays has exactly this. */
  readonly weeklySnapshotDays: number
  readonly keepDays: { readonly minimum: number; readonly maximum: number }
  readonly points: number
}

/** Delay that comes on top when the service is busy. */
export interface PeakQueue {
  /** One job in so many meets it; 0: none. */
  readonly oneIn: number
  readonly delay: DurationModel
}

/** Mistakes of real products, built in to show that the oracles find them. All are off by default. */
export interface BackupDefects extends QuiesceDefects {
  /** The disks of a crash-consistent backup are not cut at one instant but one after the other, while writes go on. */
  readonly diskByDisk?: boolean
  /** A backup that no writer took part in is called app-consistent because the snapshot succeeded. */
  readonly labelWithoutWriter?: boolean
}

export interface BackupPolicy {
  readonly name: string
  readonly schedule: BackupSchedule
  /** From the scheduled time to the start of the job. Azure: at most 2 h (documented). */
  readonly startDelay: DurationModel
  /** Azure: at most 8 h (documented); how often is not known, so off by default. */
  readonly peakQueue: PeakQueue
  /** How long writes are held while the snapshot is committed. */
  readonly commit: DurationModel
  readonly consistency: ConsistencyPolicy
  readonly snapshots: SnapshotTierPolicy
  readonly transfer: TransferPolicy
  readonly retention: VaultRetention
  readonly restore: RestoreDurations
  readonly limits: PolicyLimits
  readonly defects?: BackupDefects
}
