/**
 * One outcome as a stream of events, complete enough to compute its RPO and RTO without this package: what happened when,
 * which copies were taken, every step, and every operation that was acknowledged and is gone.
 */
import type { Aftermath } from '../../core/drill/estate/index.ts'
import type { CasePayload } from './case-token.ts'
import type { CaseOutcome, EstateRef } from './order.ts'

/** Times of the history (`…HistoryUs`) begin with the history, all others with the disaster. */
export type CaseEvent =
  | { readonly v: 1; readonly type: 'case'; readonly estate: string; readonly codeHash: string; readonly strategy: string; readonly seed: string; readonly index: number }
  | { readonly v: 1; readonly type: 'disaster'; readonly kind: string; readonly atHistoryUs: number; readonly causedAtHistoryUs: number }
  | {
      readonly v: 1; readonly type: 'copy-chosen'; readonly attempt: number; readonly atUs: number; readonly via: string; readonly points: readonly string[]
      readonly kind: string; readonly oneCut: boolean; readonly cutAtHistoryUs: number
    }
  | {
      readonly v: 1; readonly type: 'step'; readonly id: string; readonly name: string; readonly machine: string | null; readonly startUs: number; readonly endUs: number | null
      readonly by: string; readonly automatic: boolean; readonly provenance: string; readonly source: string; readonly outcome: string; readonly after: readonly string[]
    }
  | { readonly v: 1; readonly type: 'verdict'; readonly attempt: number; readonly status: string; readonly verdict: string | null; readonly message: string | null }
  /** What holds of the failover from then on; `live`: the sides that serve whoever finds them. */
  | { readonly v: 1; readonly type: 'life'; readonly state: string; readonly by: string | null; readonly live: readonly string[]; readonly atHistoryUs: number }
  | { readonly v: 1; readonly type: 'source-ended'; readonly atHistoryUs: number }
  | { readonly v: 1; readonly type: 'lost-operation'; readonly id: number; readonly answeredAtHistoryUs: number }
  | {
      readonly v: 1; readonly type: 'outcome'; readonly recovered: boolean; readonly agrees: boolean; readonly reason: string | null; readonly rpoUs: number | null
      readonly lostOperations: number | null; readonly outsideDisagreements: number | null; readonly splitBrainOperations: number; readonly platformRtoUs: number | null; readonly serviceRtoUs: number | null
      readonly splitBrainUs: number; readonly unprotectedUs: number | null; readonly aftermath: Aftermath | null
    }

/** In the order: the case, the disaster, copies and verdicts by attempt, steps as they began, losses, the life of the failover, the outcome. */
export function caseEvents({ name, codeHash }: EstateRef, { strategy, seed, index }: CasePayload, outcome: CaseOutcome): readonly CaseEvent[] {
  const { disaster, sourceEndedUs, attempts, steps, lost, recovered, agrees, reason, rpoUs, lostOperations, outsideDisagreements, splitBrainOperations, platformRtoUs, serviceRtoUs, splitBrainUs, unprotectedUs, moments, aftermath } = outcome
  return [
    { v: 1, type: 'case', estate: name, codeHash, strategy: strategy.id, seed, index },
    { v: 1, type: 'disaster', kind: disaster.kind, atHistoryUs: disaster.atUs, causedAtHistoryUs: disaster.causedAtUs },
    { v: 1, type: 'source-ended', atHistoryUs: sourceEndedUs },
    ...attempts.flatMap(({ beganUs, via, points, kind, oneCut, cutAtUs, verdict }, place): readonly CaseEvent[] => [
      { v: 1, type: 'copy-chosen', attempt: place + 1, atUs: beganUs, via, points, kind, oneCut, cutAtHistoryUs: cutAtUs },
      {
        v: 1, type: 'verdict', attempt: place + 1, status: verdict.status,
        verdict: verdict.status === 'violated' ? verdict.verdict : null,
        message: verdict.status === 'violated' ? verdict.message : verdict.status === 'inconclusive' ? verdict.reason : null,
      },
    ]),
    ...steps.map(({ id, name: what, machine, startUs, endUs, by, automatic, provenance, source, outcome: end, after }): CaseEvent => ({
      v: 1, type: 'step', id, name: what, machine, startUs, endUs, by, automatic, provenance, source, outcome: end, after,
    })),
    ...lost.map(({ id, answeredUs }): CaseEvent => ({ v: 1, type: 'lost-operation', id, answeredAtHistoryUs: answeredUs })),
    ...moments.map(({ state, by, live, atUs }): CaseEvent => ({ v: 1, type: 'life', state, by, live, atHistoryUs: atUs })),
    {
      v: 1, type: 'outcome', recovered, agrees, reason, rpoUs, lostOperations, outsideDisagreements, splitBrainOperations, platformRtoUs, serviceRtoUs,
      splitBrainUs, unprotectedUs, aftermath,
    },
  ]
}
