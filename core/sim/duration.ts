/**
 * How long something takes that is not simulated in detail, and how we know. A figure that an operator reads is worth
 * what its provenance is worth, so no duration of the disaster-recovery world is a bare number.
 */
import type { RandomStream } from './random.ts'

/**
 * `documented`: its maker states it. `measured`: it comes out of the simulated code itself. `assumed`: a guess of ours,
 * or of whoever wrote the estate.
 */
export type Provenance = 'documented' | 'measured' | 'assumed'

/** The minimum, plus an exponential part, never above the maximum. Plain JSON. */
export interface DurationModel {
  readonly minimumUs: number
  /** Mean of the exponential part. 0: always exactly the minimum. */
  readonly meanUs: number
  /** Null: no limit of its own (the exponential part ends at 8 times its mean). */
  readonly maximumUs: number | null
  readonly provenance: Exclude<Provenance, 'measured'>
  /** Where the figure comes from, in a phrase. */
  readonly source: string
}

/** One duration, in whole µs. Draws nothing where the model leaves no choice. */
export function drawDurationUs({ minimumUs, meanUs, maximumUs }: DurationModel, stream: RandomStream): number {
  const drawnUs = minimumUs + stream.exponential(meanUs)
  return maximumUs === null ? drawnUs : Math.min(drawnUs, maximumUs)
}

/**
 * Refuses what no duration can be.
 * @param where names the duration: `PlatformDurations.boot`
 * @throws RangeError naming the field and its value
 */
export function checkDuration(where: string, { minimumUs, meanUs, maximumUs }: DurationModel): void {
  for (const [field, value] of Object.entries({ minimumUs, meanUs })) {
    if (!(Number.isSafeInteger(value) && value >= 0))
      throw new RangeError(`${where}.${field}: must be a whole number of microseconds ≥ 0, got ${value}`)
  }
  if (maximumUs !== null && !(Number.isSafeInteger(maximumUs) && maximumUs >= minimumUs))
    throw new RangeError(`${where}.maximumUs: must be null or at least minimumUs, got ${maximumUs}`)
}

const MICROSECONDS_PER_SECOND = 1_000_000
const SECONDS_PER_MINUTE = 60

/** The usual form: `assumedMinutes(2, 5, 'a runbook of this kind')` is 2 min and, on average, 3 more. */
export function assumedMinutes(minimum: number, mean: number, source: string, maximum?: number): DurationModel {
  return minutes('assumed', minimum, mean, source, maximum)
}

/** See {@link assumedMinutes}. */
export function documentedMinutes(minimum: number, mean: number, source: string, maximum?: number): DurationModel {
  return minutes('documented', minimum, mean, source, maximum)
}

function minutes(
  provenance: DurationModel['provenance'],
  minimum: number,
  mean: number,
  source: string,
  maximum: number | undefined,
): DurationModel {
  const toUs = (value: number): number => Math.round(value * SECONDS_PER_MINUTE * MICROSECONDS_PER_SECOND)
  const maximumUs = maximum === undefined ? null : toUs(maximum)
  return { minimumUs: toUs(minimum), meanUs: toUs(mean) - toUs(minimum), maximumUs, provenance, source }
}
