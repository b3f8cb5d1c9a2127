/**
 * The calendar of the virtual world, for policies that speak of days and months. Time 0 is the midnight at which Monday
 * the 1st of January of year 0 begins; every year has 365 days, and there is one time zone.
 */

const SECOND_US = 1_000_000
export const MINUTE_US = 60 * SECOND_US
export const HOUR_US = 60 * MINUTE_US
export const DAY_US = 24 * HOUR_US

const DAYS_PER_WEEK = 7
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const DAYS_PER_YEAR = MONTH_DAYS.reduce((sum, days) => sum + days, 0)

export interface CalendarDate {
  /** From 0. */
  readonly year: number
  /** 1 … 12. */
  readonly month: number
  /** 1 … 31. */
  readonly dayOfMonth: number
  /** 0 is Monday, 6 is Sunday. */
  readonly weekday: number
}

/** Whole days since time 0. */
export function dayOf(timeUs: number): number {
  return Math.floor(timeUs / DAY_US)
}

/** The date on which an instant falls. */
export function dateOf(timeUs: number): CalendarDate {
  const day = dayOf(timeUs)
  let dayOfYear = day % DAYS_PER_YEAR
  let month = 0
  while (dayOfYear >= MONTH_DAYS[month]!) dayOfYear -= MONTH_DAYS[month++]!
  return {
    year: Math.floor(day / DAYS_PER_YEAR),
    month: month + 1,
    dayOfMonth: dayOfYear + 1,
    weekday: day % DAYS_PER_WEEK,
  }
}
