/**
 * The life of what is protected, as a table: which action leads from which state to which. What is not in it is
 * refused. Source: Azure Site Recovery documentation ("Run a failover", "Reprotect", "Fail back"), unless a row says
 * otherwise.
 */

export const FAILOVER_STATES = [
  'protected', 'test-failover', 'failing-over', 'failed-over', 'committed', 'reprotecting',
  'protected-in-reverse', 'reverse-test-failover', 'failing-back', 'failed-back', 'failback-committed', 'reprotecting-home',
  'replication-stopped', 'initial-replication', 'reverse-replication-stopped', 'reverse-initial-replication',
] as const

export type FailoverState = (typeof FAILOVER_STATES)[number]

/** What somebody asks for. */
export const FAILOVER_ACTIONS = [
  'test-failover', 'clean-up-test', 'planned-failover', 'unplanned-failover', 'planned-failback', 'unplanned-failback',
  'change-point', 'commit', 'reprotect', 'cancel', 'enable-replication',
] as const

export type FailoverAction = (typeof FAILOVER_ACTIONS)[number]

/** What comes about by itself: the work of a state has ended, well or not. */
export type FailoverEvent = 'completed' | 'failed'

export interface Transition {
  readonly from: FailoverState
  readonly by: FailoverAction | FailoverEvent
  readonly to: FailoverState
}

const row = (from: FailoverState, by: Transition['by'], to: FailoverState): Transition => ({ from, by, to })

export const FAILOVER_TRANSITIONS: readonly Transition[] = [
  row('initial-replication', 'completed', 'protected'),

  row('protected', 'test-failover', 'test-failover'),
  row('test-failover', 'clean-up-test', 'protected'),
  row('protected', 'planned-failover', 'failing-over'),
  row('protected', 'unplanned-failover', 'failing-over'),
  // Assumed: a disaster does not wait for the clean-up of a test.
  row('test-failover', 'unplanned-failover', 'failing-over'),
  row('failing-over', 'completed', 'failed-over'),
  // Assumed: what came to nothing can be tried with another point.
  row('failing-over', 'failed', 'failed-over'),
  row('failing-over', 'cancel', 'replication-stopped'),
  row('failed-over', 'change-point', 'failing-over'),
  row('failed-over', 'commit', 'committed'),
  row('committed', 'reprotect', 'reprotecting'),
  row('reprotecting', 'completed', 'protected-in-reverse'),
  row('reprotecting', 'failed', 'committed'),

  row('protected-in-reverse', 'test-failover', 'reverse-test-failover'),
  row('reverse-test-failover', 'clean-up-test', 'protected-in-reverse'),
  row('protected-in-reverse', 'planned-failback', 'failing-back'),
  row('protected-in-reverse', 'unplanned-failback', 'failing-back'),
  row('reverse-test-failover', 'unplanned-failback', 'failing-back'),
  row('failing-back', 'completed', 'failed-back'),
  row('failing-back', 'failed', 'failed-back'),
  row('failing-back', 'cancel', 'reverse-replication-stopped'),
  row('failed-back', 'change-point', 'failing-back'),
  row('failed-back', 'commit', 'failback-committed'),
  row('failback-committed', 'reprotect', 'reprotecting-home'),
  row('reprotecting-home', 'completed', 'protected'),
  row('reprotecting-home', 'failed', 'failback-committed'),

  // There is no way back to what was: everything is copied anew.
  row('replication-stopped', 'enable-replication', 'initial-replication'),
  row('reverse-replication-stopped', 'enable-replication', 'reverse-initial-replication'),
  row('reverse-initial-replication', 'completed', 'protected-in-reverse'),
]

/** Where an action or event leads; null where it is not allowed. */
export function transition(from: FailoverState, by: Transition['by']): FailoverState | null {
  return FAILOVER_TRANSITIONS.find((candidate) => candidate.from === from && candidate.by === by)?.to ?? null
}

/** What may be asked for in a state. */
export function allowedActions(state: FailoverState): readonly FailoverAction[] {
  return FAILOVER_ACTIONS.filter((action) => transition(state, action) !== null)
}

/** From the beginning of a failover to the end of the reprotection nothing protects either side. */
const PROTECTED_STATES: readonly FailoverState[] = ['protected', 'test-failover', 'protected-in-reverse', 'reverse-test-failover']

/** Whether a disaster that strikes in this state finds replication at work. */
export function isProtected(state: FailoverState): boolean {
  return PROTECTED_STATES.includes(state)
}
