/**
 * Judges what came back of an estate: as a whole and, where a copy has no common cut, machine by machine. A restore
 * from backups may bring every machine back right and still not agree with itself.
 */
import type { Claim } from '../../oracle/claim.ts'
import type { OperationRecord } from '../../oracle/history.ts'
import type { Verdict } from '../../oracle/verdict.ts'
import { checkLabel } from '../../oracle/honest-label.ts'
import { copyClaim, copyContract } from '../claims.ts'
import { judge } from '../judge.ts'
import { isAtRest, promisesClean } from '../points.ts'
import type { Observation } from '../recovery.ts'
import type { EstateEvidence, PartEvidence } from './evidence.ts'
import type { ProtectedEstate } from './protected-estate.ts'
import type { RecoverableState } from './recoverable.ts'

export interface CopyVerdict {
  /** Of the whole; or of the parts, where they are right and only disagree. */
  readonly verdict: Verdict
  /** False: every machine's data is right by itself, and the machines do not agree. */
  readonly agrees: boolean
}

export function claimOf(evidence: EstateEvidence, { cut, seq, answeredUpTo }: RecoverableState): Claim {
  return copyClaim(evidence, { kind: cut.kind, vector: cut.vector, seq, answeredUpTo })
}

export function judgeCopy(running: ProtectedEstate, evidence: EstateEvidence, state: RecoverableState, observation: Observation): CopyVerdict {
  const { estate, plan } = running
  const { scenario } = estate
  const kind = state.cut.kind
  for (const made of state.evidence) {
    const label = checkLabel(made)
    if (label.status === 'violated') return { verdict: label, agrees: true }
  }
  const claim = claimOf(evidence, state)
  const parts = observation.ok ? partsOf(running, evidence, state) : null
  // Why the whole is not right is not asked where it need not be: that takes longer than everything else.
  if (parts && observation.ok && evidence.checker.witnesses(claim, observation.observed).length === 0) {
    for (const { part, claim: claimOfPart } of parts) {
      const ofPart = part.checker.check(claimOfPart, part.show(observation.observed as never))
      if (ofPart.status !== 'ok') return { verdict: ofPart, agrees: true }
    }
    return { verdict: { status: 'ok' }, agrees: false }
  }
  const verdict = judge(scenario, plan, evidence.checker, {
    kind,
    claim,
    observation,
    clean: kind === 'app-consistent' && promisesClean(scenario),
    atRest: isAtRest(kind),
  })
  return { verdict, agrees: true }
}

/** What a machine's own cut demands of its data. */
interface JudgedPart {
  readonly part: PartEvidence
  readonly claim: Claim
}

/** Null: the copy has one cut, or only the whole can be judged. */
function partsOf({ estate, site }: ProtectedEstate, evidence: EstateEvidence, state: RecoverableState, contract = copyContract(estate.scenario, state.cut.kind)): readonly JudgedPart[] | null {
  if (state.cut.oneCut || !evidence.parts) return null
  return evidence.parts.map((part) => {
    const disks = site.machines.find(({ id }) => id === part.machine)!.disks.map(({ index }) => index)
    const cut = { seq: state.seq, vector: state.cut.vector, disks, includesInFlight: false, answeredUpTo: answeredUpTo(state, part.machine) }
    return { part, claim: part.claims.claimAt(cut, contract) }
  })
}

/** Backups of each machine begin at an instant of their own. Of one that was not lost everything is required. */
function answeredUpTo({ via, answeredUpTo: ofAll, seq, survivors }: RecoverableState, machine: string): number {
  if (survivors?.includes(machine)) return seq
  const own = via.kind === 'restore' ? via.points.find(({ point }) => point.machine === machine) : undefined
  return own ? own.point.firstTag.seq : ofAll
}

/**
 * Acknowledged when the recovery began, and not in what came back: by the cut of the machine whose data it is. What a
 * scenario promises does not matter here; that it was acknowledged does.
 */
export function lostOperations(running: ProtectedEstate, evidence: EstateEvidence, state: RecoverableState): readonly OperationRecord[] {
  const { cut: { vector }, seq } = state
  const parts = partsOf(running, evidence, state, 'ack')
  if (!parts) {
    const claim = evidence.claims.claimAt({ seq, vector, includesInFlight: false, answeredUpTo: state.answeredUpTo }, 'ack')
    return notRequired(evidence.history, claim)
  }
  const lost = new Set(parts.flatMap(({ part, claim }) => notRequired(part.history, claim)))
  return evidence.history.filter((record) => lost.has(record))
}

function notRequired(history: readonly OperationRecord[], claim: Claim): readonly OperationRecord[] {
  return history.filter((record) => record.outcome === 'ok' && record.answered !== null && !claim.requires(record))
}

/** The oldest cut among the machines that have data, where these are known. */
export function dataCutUs({ estate }: ProtectedEstate, { cut, via }: RecoverableState): number {
  if (via.kind === 'failover') return cut.atUs
  const ofData = via.points.filter(({ point }) => Object.hasOwn(estate.parts, point.machine))
  return ofData.length === 0 ? cut.atUs : Math.min(...ofData.map(({ point }) => point.cutAtUs))
}
