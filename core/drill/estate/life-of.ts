/** The life of a failover, from times that are known. */
import { FailoverLifeCycle, unprotectedUs } from '../../failover/index.ts'
import type { LifeCycleEffects, LifeCycleMoment } from '../../failover/index.ts'

export interface FailoverLife {
  readonly moments: readonly LifeCycleMoment[]
  readonly unprotectedUs: number | null
}

export interface FailoverTimes {
  /** All in the history. */
  readonly disasterUs: number
  readonly triggeredUs: number
  /** Null: never. */
  readonly platformUpUs: number | null
  /** Nobody reaches the source to shut it down, and it serves on. */
  readonly sourceLivesOn: boolean
}

export const NO_LIFE: FailoverLife = { moments: [], unprotectedUs: null }

/** Of a source that nobody reaches any more there is nothing to stop, and its points are as they were when it was lost. */
const UNREACHABLE: LifeCycleEffects = { shutDown: () => 'failed', stopReplication: () => {}, discardPoints: () => {} }

/** A life up to the end of an unplanned failover, to be gone on with. @param clock is set to each of the times */
export function failedOver(
  { disasterUs, triggeredUs, platformUpUs, sourceLivesOn }: FailoverTimes,
  clock: { nowUs: number },
  effects = UNREACHABLE,
): FailoverLifeCycle {
  clock.nowUs = disasterUs
  const cycle = new FailoverLifeCycle({ nowUs: () => clock.nowUs, effects })
  if (!sourceLivesOn) cycle.lose('home')
  clock.nowUs = triggeredUs
  cycle.unplanned()
  if (platformUpUs === null) return cycle
  clock.nowUs = platformUpUs
  cycle.completed()
  return cycle
}

/** Of a failover in earnest. @param untilUs until when it is looked at */
export function lifeOf(times: FailoverTimes, untilUs: number): FailoverLife {
  return seenUntil(failedOver(times, { nowUs: 0 }), untilUs)
}

/** Of a test: replication goes on. */
export function lifeOfTest(beganUs: number, endedUs: number): FailoverLife {
  const clock = { nowUs: beganUs }
  const cycle = new FailoverLifeCycle({ nowUs: () => clock.nowUs, effects: UNREACHABLE })
  cycle.testFailover()
  clock.nowUs = endedUs
  cycle.cleanUpTest()
  return seenUntil(cycle, endedUs)
}

export function seenUntil({ moments }: FailoverLifeCycle, untilUs: number): FailoverLife {
  return { moments: [...moments], unprotectedUs: unprotectedUs(moments, untilUs) }
}
