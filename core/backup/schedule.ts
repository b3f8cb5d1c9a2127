import { DAY_US, dateOf, dayOf } from './calendar.ts'
import type { BackupSchedule } from './policy.ts'

/** One time at which a backup is due. */
export interface Slot {
  readonly atUs: number
  /** It is the last of its day (a day begins with its first backup): what it yields goes to the vault. */
  readonly last: boolean
}

const DAYS_PER_WEEK = 7

/** How many backups a day has. */
export function slotsPerDay({ everyUs, windowUs }: BackupSchedule): number {
  return Math.ceil(windowUs / everyUs)
}

/** The first slot after an instant. */
export function slotAfter(schedule: BackupSchedule, afterUs: number): Slot {
  const slots = slotsPerDay(schedule)
  // The window of the day before may reach into this one; a week later every weekday has been seen.
  for (let day = dayOf(afterUs) - 1; day <= dayOf(afterUs) + DAYS_PER_WEEK; day++) {
    if (day < 0 || !hasBackups(schedule, day)) continue
    const firstUs = day * DAY_US + schedule.firstAtUs
    const slot = Math.max(0, Math.floor((afterUs - firstUs) / schedule.everyUs) + 1)
    if (slot < slots) return { atUs: firstUs + slot * schedule.everyUs, last: slot === slots - 1 }
  }
  throw new RangeError('slotAfter: the schedule has no weekday')
}

function hasBackups({ weekdays }: BackupSchedule, day: number): boolean {
  return weekdays === null || weekdays.includes(dateOf(day * DAY_US).weekday)
}
