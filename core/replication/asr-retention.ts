import type { RetentionPolicy, ThinningRule } from './policy.ts'

const HOUR = 3_600_000_000
const DAY = 24 * HOUR
/** All points are kept for so long. */
const FULL_US = 2 * HOUR
/** Longer policies thin more from here on. */
const WEEK_DAYS = 7
/** The longest retention there is, for managed disks. */
export const MAXIMUM_RETENTION_DAYS = 15

/**
 * How Azure Site Recovery thins the points of a retention of 0 … 15 days. All are kept for two hours. Older ones: one
 * an hour for a retention of one day; one every two hours for 2 … 7 days; the same up to the seventh day, and then one every
 * four hours, for 8 … 15 days. 0 days: the newest point only. Source: its documentation of recovery points, which does not say which
 * point of an hour stays; as it advises an interval of app-consistent points below the retention, one of those, if there
 * is one, is inferred.
 * @throws RangeError for another number of days
 */
export function asrRetention(days: number): RetentionPolicy {
  if (!(Number.isSafeInteger(days) && days >= 0 && days <= MAXIMUM_RETENTION_DAYS))
    throw new RangeError(`asrRetention: days must be a whole number from 0 to ${MAXIMUM_RETENTION_DAYS}, got ${days}`)
  if (days === 0) return { thinning: [], maximumPoints: 1 }
  return { thinning: [{ untilAgeUs: FULL_US, everyUs: 0 }, ...older(days)], maximumPoints: null, prefers: 'app-consistent' }
}

function older(days: number): readonly ThinningRule[] {
  if (days === 1) return [{ untilAgeUs: DAY, everyUs: HOUR }]
  const firstWeek = { untilAgeUs: Math.min(days, WEEK_DAYS) * DAY, everyUs: 2 * HOUR }
  return days <= WEEK_DAYS ? [firstWeek] : [firstWeek, { untilAgeUs: days * DAY, everyUs: 4 * HOUR }]
}
