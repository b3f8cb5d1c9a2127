import { DAY_US, dateOf } from './calendar.ts'
import type { BackupPolicy, VaultRetention } from './policy.ts'

/** What retention looks at. */
export interface Shelved {
  readonly cutAtUs: number
  /** Whether the point lies in the snapshot tier. */
  readonly snapshot: boolean
  /** Whether it lies in the vault. */
  readonly vault: boolean
}

/** In which tiers a point stays. In none: it is gone. */
export interface KeptTiers {
  readonly snapshot: boolean
  readonly vault: boolean
}

/** How many days the vault keeps a point: the most generous of the rules that select its date. */
export function keepDaysOf(cutAtUs: number, { daily, weekly, monthly, yearly }: VaultRetention): number {
  const { month, dayOfMonth, weekday } = dateOf(cutAtUs)
  let days = daily.keepDays
  if (weekly?.weekday === weekday) days = Math.max(days, weekly.keepDays)
  if (monthly?.dayOfMonth === dayOfMonth) days = Math.max(days, monthly.keepDays)
  if (yearly?.month === month && yearly.dayOfMonth === dayOfMonth) days = Math.max(days, yearly.keepDays)
  return days
}

/**
 * Where each point stays, of points with the newest last. The newest of each tier always stays, however old it is: so
 * a policy of n snapshots shows n + 1 of them at times (Azure Backup documentation).
 */
export function keptTiers(
  points: readonly Shelved[],
  nowUs: number,
  { snapshots, retention }: Pick<BackupPolicy, 'snapshots' | 'retention'>,
): KeptTiers[] {
  const newestSnapshot = points.findLastIndex(({ snapshot }) => snapshot)
  const newestInVault = points.findLastIndex(({ vault }) => vault)
  const within = (cutAtUs: number, days: number): boolean => nowUs - cutAtUs < days * DAY_US
  return points.map(({ cutAtUs, snapshot, vault }, index) => ({
    snapshot: snapshot && (index === newestSnapshot || within(cutAtUs, snapshots.keepDays)),
    vault: vault && (index === newestInVault || within(cutAtUs, keepDaysOf(cutAtUs, retention))),
  }))
}
