/**
 * Judges what came back of an estate: as a whole and, where a copy has no common cut, machine by machine. A restore
 * from backups may bring every machine back right and still not agree with itself.
 */
import { createClaimIndex } from '../../oracle/claim.ts'
import type { Claim } from '../../oracle/claim.ts'
import type { OperationRecord } from '../../oracle/history.ts'
import type { Verdict } from '../../oracle/verdict.ts'
import { checkLabel } from '../../oracle/honest-label.ts'
import { copyClaim } from '../claims.ts'
import { judge } from '../judge.ts'
import { isAtRest, promisesClean } from '../points.ts'
import type { Observation } from '../recovery.ts'
import type { Scenario } from '../scenario.ts'
import { checkerOf } from '../user-code.ts'
import type { Estate, EstatePart } from './estate.ts'
import type { EstateEvidence } from './protected-estate.ts'
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
  const parts = Object.entries(estate.parts)
  const skewed = !state.cut.oneCut && observation.ok && parts.length > 0
  // Why the whole is not right is not asked where it need not be: that takes longer than everything else.
  if (skewed && evidence.checker.witnesses(claim, observation.observed).length === 0) {
    for (const [machine, part] of parts) {
      const ofPart = judgePart(running, evidence, state, observation.observed, machine, part)
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

/** The operations of one machine, against the data of that machine, at that machine's own cut. */
function judgePart(
  { estate, site }: ProtectedEstate,
  { history }: EstateEvidence,
  { cut, seq }: RecoverableState,
  observed: unknown,
  machine: string,
  part: EstatePart,
): Verdict {
  const own = history.filter(({ value }) => part.touches(value as never))
  const disks = site.machines.find(({ id }) => id === machine)!.disks.map(({ index }) => index)
  const contract = cut.kind === 'app-consistent' ? 'ack' : (estate.scenario.durability ?? 'ack')
  const claim = createClaimIndex(own).claimAt({ seq, vector: cut.vector, disks, includesInFlight: false }, contract)
  return checkerOf(ofPart(estate, part), own).check(claim, part.show(observed as never))
}

/** The scenario as far as it concerns one machine's data. */
function ofPart({ scenario }: Estate, part: EstatePart): Scenario {
  const project = scenario.project as ((state: unknown) => unknown) | undefined
  return { ...scenario, project: (state: unknown) => part.show((project ? project(state) : state) as never) }
}

/** Acknowledged when the recovery began, and not in what came back. */
export function lostOperations({ history }: EstateEvidence, claim: Claim): readonly OperationRecord[] {
  return history.filter((record) => record.outcome === 'ok' && record.answered !== null && !claim.requires(record))
}
