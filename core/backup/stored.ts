/** How much lies in a vault when a policy has been kept for long. */
import { DAY_US } from './calendar.ts'
import type { VaultRetention } from './policy.ts'
import { keepDaysOf } from './retention.ts'

/** Sizes of one machine. */
export interface StoredWorkload {
  readonly provisionedGiB: number
  readonly changedGiBPerDay: number
}

/**
 * The whole machine once, what changed on each day of the daily points, and for each older point that a weekly, monthly or
 * yearly rule keeps what changed until the next one that is kept, at most the whole machine again. One copy a day, all of
 * them made; by the virtual calendar.
 */
export function vaultGiB({ provisionedGiB, changedGiBPerDay }: StoredWorkload, retention: VaultRetention): number {
  const { daily, weekly, monthly, yearly } = retention
  const longest = Math.max(daily.keepDays, weekly?.keepDays ?? 0, monthly?.keepDays ?? 0, yearly?.keepDays ?? 0)
  let stored = provisionedGiB + changedGiBPerDay * daily.keepDays
  let nextAge = daily.keepDays - 1
  // The oldest possible point is of day 0, the newest of the last one.
  for (let age = daily.keepDays; age < longest; age++) {
    if (keepDaysOf((longest - 1 - age) * DAY_US, retention) <= age) continue
    stored += Math.min(provisionedGiB, changedGiBPerDay * (age - nextAge))
    nextAge = age
  }
  return stored
}
