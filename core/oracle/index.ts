/**
 * The room that says whether an application came back right.
 *
 * It judges by three things only: what clients saw (a history), where the history was cut, and a
 * reference model of the data. From the first two it works out a claim (what must be there after
 * recovery, and what may be); then it looks for an order of the operations that turns the model
 * into what was observed, and names what is wrong if there is none.
 *
 * It does not model disks, crashes, copies or time: it never sees a write, knows no defect by
 * name, and cannot tell why an operation is missing. It does not judge what clients read while
 * the application ran, and not how long recovery took.
 *
 * @module
 */

export { canonical } from './canonical.ts'
export { createClaimIndex } from './claim.ts'
export type { Claim, ClaimIndex, Cut, SyncSpan } from './claim.ts'
export { describeDifference } from './difference.ts'
export type { Durability, Mark, OperationRecord, Outcome } from './history.ts'
export { checkLabel } from './honest-label.ts'
export type { FrozenSpan, LabelEvidence, PointLabel } from './honest-label.ts'
export { createChecker } from './linearise.ts'
export type { Checker, CheckerOptions } from './linearise.ts'
export type { Model } from './model.ts'
export { ledger, log, registers, sequence } from './models.ts'
export type { LogAppend, RegisterWrites, Transfer } from './models.ts'
export { VERDICTS } from './verdict.ts'
export type { Verdict, VerdictName } from './verdict.ts'
