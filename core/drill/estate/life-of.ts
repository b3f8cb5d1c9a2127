/** The life of a failover, from times that are known. */
import { FailoverLifeCycle, unprotectedUs } from '../../failover/index.ts'
import type { ActionOutcome, FailoverPolicy, LifeCycleEffects, LifeCycleMoment, Refusal } from '../../failover/index.ts'

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
  /** What the product's failover does and allows. */
  readonly policy: FailoverPolicy
}

/** Of a failover that came to its end. */
export type FailedOverTimes = Pick<FailoverTimes, 'disasterUs' | 'triggeredUs' | 'policy'> & { readonly platformUpUs: number }

export const NO_LIFE: FailoverLife = { moments: [], unprotectedUs: null }

/** Of a source that nobody reaches any more there is nothing to stop, and its points are as they were when it was lost. */
const UNREACHABLE: LifeCycleEffects = { shutDown: () => 'failed', stopReplication: () => {}, discardPoints: () => {} }

/** Why the product gives an unplanned failover up before it begins; null: it does not. */
export function refusalOf({ sourceLivesOn, policy }: Pick<FailoverTimes, 'sourceLivesOn' | 'policy'>): Refusal | null {
  const { begun } = begin({ disasterUs: 0, triggeredUs: 0, sourceLivesOn, policy }, { nowUs: 0 }, UNREACHABLE)
  return begun.ok ? null : begun.reason
}

/**
 * A life up to the end of an unplanned failover, to be gone on with.
 * @param clock is set to each of the times
 * @throws Error when the product refuses the failover, see {@link refusalOf}
 */
export function failedOver({ platformUpUs, ...times }: FailoverTimes, clock: { nowUs: number }, effects = UNREACHABLE): FailoverLifeCycle {
  const { cycle, begun } = begin(times, clock, effects)
  if (!begun.ok) throw new Error(`failedOver: an unplanned failover is refused: ${begun.reason}`)
  if (platformUpUs === null) return cycle
  clock.nowUs = platformUpUs
  cycle.completed()
  return cycle
}

function begin(
  { disasterUs, triggeredUs, sourceLivesOn, policy }: Omit<FailoverTimes, 'platformUpUs'>,
  clock: { nowUs: number },
  effects: LifeCycleEffects,
): { readonly cycle: FailoverLifeCycle; readonly begun: ActionOutcome } {
  clock.nowUs = disasterUs
  const cycle = new FailoverLifeCycle({ nowUs: () => clock.nowUs, effects, policy })
  if (!sourceLivesOn) cycle.lose('home')
  clock.nowUs = triggeredUs
  return { cycle, begun: cycle.unplanned() }
}

/** Of a failover in earnest. @param untilUs until when it is looked at */
export function lifeOf(times: FailoverTimes, untilUs: number): FailoverLife {
  return seenUntil(failedOver(times, { nowUs: 0 }), untilUs)
}

/** Of one that has been through a failover before, or was in the middle of it when it was lost: that life, and what followed. */
export function lifeAfter({ moments }: FailoverLifeCycle, times: FailedOverTimes, untilUs: number): FailoverLife {
  const { disasterUs, triggeredUs, platformUpUs, policy } = times
  const clock = { nowUs: disasterUs }
  const cycle = new FailoverLifeCycle({ nowUs: () => clock.nowUs, effects: UNREACHABLE, policy, past: moments })
  cycle.lose('home')
  clock.nowUs = triggeredUs
  if (cycle.state !== 'failing-over' && !cycle.unplanned().ok) throw new Error(`lifeAfter: no unplanned failover is possible in the state ${cycle.state}`)
  clock.nowUs = platformUpUs
  cycle.completed()
  return seenUntil(cycle, untilUs)
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
