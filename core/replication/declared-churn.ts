/**
 * What a machine changes beside what the simulation writes: a rate, stated by whoever knows the machine. Its disks are
 * smaller in the simulation than they are, and so is what is written to them; limits and lines have to carry all of it.
 */
export interface DeclaredChurn {
  /** Written in a day, on average; 0: nothing beside the simulation. */
  readonly bytesPerDay: number
  /** Of its writes; limits of replica disks depend on it. */
  readonly averageIoBytes: number
  /** Null: it changes evenly, day and night. */
  readonly busyHour: BusyHour | null
}

/** An hour of each day with a share of its own; the rest of the day shares the rest. */
export interface BusyHour {
  /** Of the virtual day, 0 to 23. */
  readonly startsAtHour: number
  /** Of what is written in a day; 0 to 100. */
  readonly percentOfDay: number
}

export const NO_CHURN: DeclaredChurn = { bytesPerDay: 0, averageIoBytes: 1, busyHour: null }

const HOUR_US = 3_600_000_000
const HOURS_PER_DAY = 24
const DAY_US = HOURS_PER_DAY * HOUR_US
const PERCENT = 100

/** @throws RangeError that names the field and its value */
export function checkDeclaredChurn({ bytesPerDay, averageIoBytes, busyHour }: DeclaredChurn): void {
  if (!(Number.isFinite(bytesPerDay) && bytesPerDay >= 0)) throw new RangeError(`DeclaredChurn.bytesPerDay: must be ≥ 0, got ${bytesPerDay}`)
  if (!(Number.isFinite(averageIoBytes) && averageIoBytes > 0))
    throw new RangeError(`DeclaredChurn.averageIoBytes: must be positive, got ${averageIoBytes}`)
  if (busyHour) checkBusyHour('DeclaredChurn.busyHour', busyHour)
}

/** @throws RangeError that names the field and its value */
export function checkBusyHour(where: string, { startsAtHour, percentOfDay }: BusyHour): void {
  if (!(Number.isSafeInteger(startsAtHour) && startsAtHour >= 0 && startsAtHour < HOURS_PER_DAY))
    throw new RangeError(`${where}.startsAtHour: must be a whole number from 0 to 23, got ${startsAtHour}`)
  if (!(percentOfDay >= 0 && percentOfDay <= PERCENT))
    throw new RangeError(`${where}.percentOfDay: must be 0 to 100, got ${percentOfDay}`)
}

/** Bytes from the virtual time 0 up to an instant; never falls. */
export function churnUntil({ bytesPerDay, busyHour }: DeclaredChurn, atUs: number): number {
  if (!busyHour) return (bytesPerDay * atUs) / DAY_US
  const days = Math.floor(atUs / DAY_US)
  const sinceMidnightUs = atUs - days * DAY_US
  const busyUs = Math.min(HOUR_US, Math.max(0, sinceMidnightUs - busyHour.startsAtHour * HOUR_US))
  const busyShare = busyHour.percentOfDay / PERCENT
  const ofDay = (busyShare * busyUs) / HOUR_US + ((1 - busyShare) * (sinceMidnightUs - busyUs)) / (DAY_US - HOUR_US)
  return bytesPerDay * (days + ofDay)
}

/** Bytes per second at an instant, and until {@link nextTurnUs}. */
export function churnRateAt({ bytesPerDay, busyHour }: DeclaredChurn, atUs: number): number {
  const secondsPerHour = 3_600
  if (!busyHour) return bytesPerDay / (HOURS_PER_DAY * secondsPerHour)
  const busyBytes = (bytesPerDay * busyHour.percentOfDay) / PERCENT
  const isBusy = Math.floor((atUs % DAY_US) / HOUR_US) === busyHour.startsAtHour
  return isBusy ? busyBytes / secondsPerHour : (bytesPerDay - busyBytes) / ((HOURS_PER_DAY - 1) * secondsPerHour)
}

/** When the rate changes next, after an instant; Infinity: never. */
export function nextTurnUs({ busyHour }: DeclaredChurn, atUs: number): number {
  if (!busyHour) return Infinity
  const midnightUs = Math.floor(atUs / DAY_US) * DAY_US
  const beginUs = midnightUs + busyHour.startsAtHour * HOUR_US
  return [beginUs, beginUs + HOUR_US, beginUs + DAY_US].find((turnUs) => turnUs > atUs)!
}

/** What part of its machine's change is on a disk: as large as its part of the size. */
export function churnShareOf(disk: Sized, ofMachine: readonly Sized[]): number {
  return disk.provisionedBytes / ofMachine.reduce((sum, { provisionedBytes }) => sum + provisionedBytes, 0)
}

interface Sized {
  readonly provisionedBytes: number
}
