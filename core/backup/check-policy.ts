import { checkDuration } from '../sim/duration.ts'
import { DAY_US } from './calendar.ts'
import type { BackupPolicy, VaultRetention } from './policy.ts'
import { slotsPerDay } from './schedule.ts'

type Demand = (holds: boolean, field: string, rule: string, value: unknown) => void

const SCRIPT_TIMEOUT_MAXIMUM_US = 1_800_000_000
const DAYS_PER_WEEK = 7
const MONTHS = 12
const LAST_DAY_OF_MONTH = 31

const whole = (value: number): boolean => Number.isSafeInteger(value) && value >= 0
const between = (value: number, minimum: number, maximum: number): boolean =>
  whole(value) && value >= minimum && value <= maximum

/**
 * Refuses what no policy can be, and what the product of this policy does not allow (`limits`).
 * @throws RangeError naming the field and its value
 */
export function checkBackupPolicy(policy: BackupPolicy): void {
  const demand: Demand = (holds, field, rule, value) => {
    if (!holds) throw new RangeError(`BackupPolicy.${field}: must be ${rule}, got ${String(value)}`)
  }
  checkSchedule(policy, demand)
  checkSnapshots(policy, demand)
  checkConsistency(policy, demand)
  checkRetention(policy, demand)
  checkDurations(policy, demand)
}

function checkSchedule({ schedule, limits }: BackupPolicy, demand: Demand): void {
  const { firstAtUs, everyUs, windowUs, weekdays } = schedule
  demand(between(firstAtUs, 0, DAY_US - 1), 'schedule.firstAtUs', 'a time of day', firstAtUs)
  demand(whole(everyUs) && everyUs > 0, 'schedule.everyUs', 'a positive whole number', everyUs)
  demand(between(windowUs, 1, DAY_US), 'schedule.windowUs', 'more than 0 and at most a day', windowUs)
  const slots = slotsPerDay(schedule)
  const { scheduledPerDay } = limits
  demand(slots <= scheduledPerDay, 'schedule.everyUs', `at most ${scheduledPerDay} backups a day`, `${slots} a day`)
  if (weekdays === null) return
  demand(weekdays.length > 0, 'schedule.weekdays', 'at least one day, or null', '[]')
  for (const weekday of weekdays)
    demand(between(weekday, 0, DAYS_PER_WEEK - 1), 'schedule.weekdays', 'days from 0 to 6', weekday)
}

function checkSnapshots({ schedule, snapshots, limits }: BackupPolicy, demand: Demand): void {
  const { minimum, maximum } = limits.snapshotDays
  const { keepDays } = snapshots
  demand(between(keepDays, minimum, maximum), 'snapshots.keepDays', `${minimum} … ${maximum}`, keepDays)
  const fixed = limits.weeklySnapshotDays
  if (schedule.weekdays !== null)
    demand(keepDays === fixed, 'snapshots.keepDays', `${fixed} for chosen weekdays`, keepDays)
}

function checkConsistency({ consistency }: BackupPolicy, demand: Demand): void {
  const { scriptTimeoutUs, retry, limits } = consistency
  const inTime = between(scriptTimeoutUs, 1, SCRIPT_TIMEOUT_MAXIMUM_US)
  demand(inTime, 'consistency.scriptTimeoutUs', 'more than 0 and at most 1,800 s', scriptTimeoutUs)
  demand(whole(retry.delayUs), 'consistency.retry.delayUs', 'a whole number ≥ 0', retry.delayUs)
  demand(whole(retry.retries), 'consistency.retry.retries', 'a whole number ≥ 0', retry.retries)
  for (const field of ['flushTimeoutUs', 'holdWritesTimeoutUs'] as const) {
    const limitUs = limits[field]
    demand(whole(limitUs) && limitUs > 0, `consistency.limits.${field}`, 'a positive whole number', limitUs)
  }
}

function checkRetention({ retention, limits }: BackupPolicy, demand: Demand): void {
  const { minimum, maximum } = limits.keepDays
  for (const [rule, days] of Object.entries(keepDaysByRule(retention)))
    demand(between(days, minimum, maximum), `retention.${rule}.keepDays`, `${minimum} … ${maximum}`, days)
  const { weekly, monthly, yearly } = retention
  if (weekly)
    demand(between(weekly.weekday, 0, DAYS_PER_WEEK - 1), 'retention.weekly.weekday', '0 … 6', weekly.weekday)
  for (const [rule, date] of Object.entries({ monthly, yearly })) {
    if (!date) continue
    const { dayOfMonth } = date
    demand(between(dayOfMonth, 1, LAST_DAY_OF_MONTH), `retention.${rule}.dayOfMonth`, '1 … 31', dayOfMonth)
  }
  if (yearly) demand(between(yearly.month, 1, MONTHS), 'retention.yearly.month', '1 … 12', yearly.month)
  const { points } = limits
  demand(pointsHeld(retention) <= points, 'retention', `of at most ${points} points`, pointsHeld(retention))
}

function keepDaysByRule(retention: VaultRetention): Record<string, number> {
  const rules = Object.entries(retention) as [string, { readonly keepDays: number } | null][]
  return Object.fromEntries(rules.flatMap(([rule, value]) => (value ? [[rule, value.keepDays]] : [])))
}

/** How many points the vault holds at most, roughly: no point is counted less than once. */
function pointsHeld({ daily, weekly, monthly, yearly }: VaultRetention): number {
  const DAYS_PER_MONTH = 28
  const DAYS_PER_YEAR = 365
  return daily.keepDays + Math.ceil((weekly?.keepDays ?? 0) / DAYS_PER_WEEK) +
    Math.ceil((monthly?.keepDays ?? 0) / DAYS_PER_MONTH) + Math.ceil((yearly?.keepDays ?? 0) / DAYS_PER_YEAR)
}

function checkDurations({ startDelay, peakQueue, commit, transfer, restore }: BackupPolicy, demand: Demand): void {
  checkDuration('BackupPolicy.startDelay', startDelay)
  checkDuration('BackupPolicy.peakQueue.delay', peakQueue.delay)
  checkDuration('BackupPolicy.commit', commit)
  const oneIn = {
    'peakQueue.oneIn': peakQueue.oneIn,
    'transfer.failOneIn': transfer.failOneIn,
    'restore.peakOneIn': restore.peakOneIn,
  }
  for (const [field, value] of Object.entries(oneIn)) demand(whole(value), field, 'a whole number ≥ 0', value)
  const rates = {
    'transfer.initial': transfer.initial,
    'transfer.incremental': transfer.incremental,
    'restore.copy': restore.copy,
  }
  for (const [field, { bitsPerSecond }] of Object.entries(rates))
    demand(bitsPerSecond > 0, `${field}.bitsPerSecond`, 'positive', bitsPerSecond)
  const { copy: _copy, peakOneIn: _peakOneIn, ...models } = restore
  for (const [field, model] of Object.entries(models)) checkDuration(`BackupPolicy.restore.${field}`, model)
}
