/**
 * `failover` decides what a lost site is recovered from: the choice among the latest uploaded state, the
 * latest processed point, the latest app-consistent one and a point named by its id, with the cut
 * that the choice stands for and how long it takes to be there.
 *
 * It does not model: recovery plans, the start of machines at the target, commit, reprotection and
 * failback, or what has to follow a machine (names, addresses, balancers, dependent services).
 */
export { chooseRecoveryPoint } from './choice.ts'
export type { ChosenCut, ChosenPoint, RecoveryPointChoice, RecoverySource } from './choice.ts'
