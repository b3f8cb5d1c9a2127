import { allowedActions, isProtected, transition } from './life-cycle-table.ts'
import type { FailoverAction, FailoverEvent, FailoverState } from './life-cycle-table.ts'
import { failoverPolicies } from './policy.ts'
import type { FailoverPolicy } from './policy.ts'

/** `home`: where it all began. `away`: the other region. */
export type Side = 'home' | 'away'

/** What the life cycle does to the world. */
export interface LifeCycleEffects {
  /** Tries to shut a side down that is live. `failed`: it goes on. */
  readonly shutDown: (side: Side) => 'down' | 'failed'
  /** Ends the replication that there was, in whichever direction. */
  readonly stopReplication: () => void
  readonly discardPoints: () => void
}

/** What holds from an instant on. */
export interface LifeCycleMoment {
  readonly atUs: number
  readonly state: FailoverState
  /** What led here; null at the beginning. */
  readonly by: FailoverAction | FailoverEvent | 'lost' | null
  /** The sides that serve whoever finds them. The copy of a test failover is in a network of its own and is none. */
  readonly live: readonly Side[]
}

/**
 * Why an action is refused. `not-allowed`: not in this state. `shutdown-failed`: the source has to be down, and is not.
 * `source-gone`: a planned failover needs a source to be planned with. `primary-unreachable`: there is nothing to
 * protect to.
 */
export type Refusal = 'not-allowed' | 'shutdown-failed' | 'source-gone' | 'primary-unreachable'

export type ActionOutcome =
  | { readonly ok: true; readonly state: FailoverState }
  | {
      readonly ok: false
      readonly reason: Refusal
      readonly state: FailoverState
      /** What may be asked for instead. */
      readonly allowed: readonly FailoverAction[]
    }

export interface LifeCycleOptions {
  /** The time of the world, µs. */
  readonly nowUs: () => number
  readonly effects: LifeCycleEffects
  /** Default: Azure Site Recovery's. */
  readonly policy?: FailoverPolicy
  /** Default `protected`. */
  readonly initial?: Extract<FailoverState, 'protected' | 'initial-replication'>
  /** A life at home that this one goes on with, in place of {@link initial}; it stays as it is. Default: none. */
  readonly past?: readonly LifeCycleMoment[]
}

/**
 * Keeps the state of what is protected, and which sides are live; split brain and time without protection follow from
 * its moments. The work of a state (a recovery, a copy back) is somebody else's, who tells of its end by
 * {@link completed} or {@link failed}.
 */
export class FailoverLifeCycle {
  /** Oldest first; never empty. */
  readonly moments: LifeCycleMoment[]
  /** Test failovers that count. */
  tests = 0
  /** The side that clients are to use: the one last failed over to. */
  active: Side = 'home'
  readonly #nowUs: () => number
  readonly #effects: LifeCycleEffects
  readonly #policy: FailoverPolicy
  #planned = false

  constructor({ nowUs, effects, policy = failoverPolicies.asr, initial = 'protected', past }: LifeCycleOptions) {
    this.#nowUs = nowUs
    this.#effects = effects
    this.#policy = policy
    this.moments = past ? [...past] : [{ atUs: nowUs(), state: initial, by: null, live: ['home'] }]
  }

  get state(): FailoverState {
    return this.#last.state
  }

  get live(): readonly Side[] {
    return this.#last.live
  }

  /** A copy in a network of its own; replication goes on. */
  testFailover(): ActionOutcome {
    return this.#go('test-failover', () => {
      if (this.#policy.testCounts === 'at-once') this.tests++
    })
  }

  cleanUpTest(): ActionOutcome {
    return this.#go('clean-up-test', () => {
      if (this.#policy.testCounts === 'after-cleanup') this.tests++
    })
  }

  /** To the other side, without loss: the source is shut down, and everything is sent. Refused if it does not go down. */
  planned(): ActionOutcome {
    const action = this.active === 'home' ? 'planned-failover' : 'planned-failback'
    if (transition(this.state, action) === null) return this.#refuse('not-allowed')
    if (!this.live.includes(this.active)) return this.#refuse('source-gone')
    if (this.#effects.shutDown(this.active) === 'failed') return this.#refuse('shutdown-failed')
    this.#planned = true
    return this.#enter(action, this.#without(this.active))
  }

  /** To the other side with what there is. Replication stops first; a source that does not go down stays live. */
  unplanned(): ActionOutcome {
    const action = this.active === 'home' ? 'unplanned-failover' : 'unplanned-failback'
    if (transition(this.state, action) === null) return this.#refuse('not-allowed')
    const stays = this.live.includes(this.active) && this.#effects.shutDown(this.active) === 'failed'
    if (stays && this.#policy.unplannedShutdown === 'required') return this.#refuse('shutdown-failed')
    this.#planned = false
    this.#effects.stopReplication()
    return this.#enter(action, stays ? this.live : this.#without(this.active))
  }

  /** Another point instead: what came up is taken down again. Only before the commit. */
  changePoint(): ActionOutcome {
    return this.#go('change-point', () => {}, this.#without(this.active))
  }

  /** Settles on the point. */
  commit(): ActionOutcome {
    return this.#go('commit', () => {
      if (this.#policy.commitDeletesPoints) this.#effects.discardPoints()
    })
  }

  /**
   * Replicates in the other direction, over what is on the side that was left, which is switched off for it: whatever
   * it still took from clients is gone.
   */
  reprotect({ primaryReachable }: { readonly primaryReachable: boolean }): ActionOutcome {
    if (transition(this.state, 'reprotect') === null) return this.#refuse('not-allowed')
    if (!primaryReachable) return this.#refuse('primary-unreachable')
    return this.#enter('reprotect', this.live.filter((side) => side === this.active))
  }

  /** Gives up a failover that is under way. What was shut down stays so; replication was stopped, and stays so. */
  cancel(): ActionOutcome {
    const to = transition(this.state, 'cancel')
    if (to === null) return this.#refuse('not-allowed')
    if (this.#policy.cancelLeaves === 'replication-stopped') {
      this.#effects.stopReplication()
      return this.#enter('cancel')
    }
    return this.#moveTo(this.state === 'failing-over' ? 'protected' : 'protected-in-reverse', 'cancel')
  }

  /** Begins anew with a full copy. */
  enableReplication(): ActionOutcome {
    return this.#go('enable-replication', () => {})
  }

  /** The work of the state has ended well: the machines are there, or the copy is made. */
  completed(): ActionOutcome {
    if (transition(this.state, 'completed') === null) return this.#refuse('not-allowed')
    const arriving = ARRIVALS[this.state]
    if (!arriving) return this.#enter('completed')
    // A planned failover has yet to send what is left, so its replication ends only now.
    if (this.#planned) this.#effects.stopReplication()
    this.active = arriving
    return this.#enter('completed', [...this.#without(arriving), arriving])
  }

  /** The work of the state came to nothing. */
  failed(): ActionOutcome {
    const arriving = ARRIVALS[this.state]
    const outcome = this.#go('failed', () => {})
    if (outcome.ok && arriving) this.active = arriving
    return outcome
  }

  /** A side is lost in a disaster. */
  lose(side: Side): void {
    this.#moveTo(this.state, 'lost', this.#without(side))
  }

  get #last(): LifeCycleMoment {
    return this.moments[this.moments.length - 1]!
  }

  #without(side: Side): readonly Side[] {
    return this.live.filter((other) => other !== side)
  }

  #go(by: FailoverAction | FailoverEvent, effect: () => void, live: readonly Side[] = this.live): ActionOutcome {
    if (transition(this.state, by) === null) return this.#refuse('not-allowed')
    effect()
    return this.#enter(by, live)
  }

  #enter(by: FailoverAction | FailoverEvent, live: readonly Side[] = this.live): ActionOutcome {
    return this.#moveTo(transition(this.state, by)!, by, live)
  }

  #moveTo(state: FailoverState, by: LifeCycleMoment['by'], live: readonly Side[] = this.live): ActionOutcome {
    this.moments.push({ atUs: this.#nowUs(), state, by, live })
    return { ok: true, state }
  }

  #refuse(reason: Refusal): ActionOutcome {
    return { ok: false, reason, state: this.state, allowed: allowedActions(this.state) }
  }
}

/** Where one arrives when the work of a state has ended well. */
const ARRIVALS: Readonly<Partial<Record<FailoverState, Side>>> = { 'failing-over': 'away', 'failing-back': 'home' }

/** For how long, of a time, neither side was protected: in µs from the first moment until `untilUs`. */
export function unprotectedUs(moments: readonly LifeCycleMoment[], untilUs: number): number {
  return timeWhere(moments, untilUs, ({ state }) => !isProtected(state))
}

/** For how long both sides were live, so that each may have acknowledged what the other has not. */
export function splitBrainUs(moments: readonly LifeCycleMoment[], untilUs: number): number {
  return timeWhere(moments, untilUs, ({ live }) => live.length > 1)
}

function timeWhere(moments: readonly LifeCycleMoment[], untilUs: number, holds: (moment: LifeCycleMoment) => boolean): number {
  return moments.reduce((sum, moment, index) => {
    const endUs = Math.min(untilUs, moments[index + 1]?.atUs ?? untilUs)
    return holds(moment) ? sum + Math.max(0, endUs - moment.atUs) : sum
  }, 0)
}
