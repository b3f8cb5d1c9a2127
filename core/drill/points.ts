/** Fails over to every recovery point of a run, and checks the label of each. */
import { checkLabel } from '../oracle/honest-label.ts'
import type { Claim } from '../oracle/claim.ts'
import type { RandomStream } from '../sim/random.ts'
import type { AnyApp, Scenario } from './scenario.ts'
import { copyClaim } from './claims.ts'
import type { Candidate, Examiner } from './examiner.ts'
import type { RecoveryPoint } from '../replication/point-register.ts'
import type { FailoverCounts } from './result.ts'
import { goOnFrom } from './second-crash.ts'
import type { Evidence } from './source-run.ts'

export type FailoverTally = { -readonly [name in keyof FailoverCounts]: number }

export function newTally(): FailoverTally {
  return {
    crashConsistent: 0,
    fileSystemConsistent: 0,
    appConsistent: 0,
    latest: 0,
    insideOperation: 0,
    replayNeeded: 0,
    nonzeroRpo: 0,
    failbacks: 0,
  }
}

const COUNTER = {
  'crash-consistent': 'crashConsistent',
  'file-system-consistent': 'fileSystemConsistent',
  'app-consistent': 'appConsistent',
  latest: 'latest',
} as const

/** Counts one failover by its kind and by what made it interesting. */
export function count(
  tally: FailoverTally,
  kind: keyof typeof COUNTER,
  facts: { readonly claim: Claim; readonly replayed: number; readonly lostAnswers: boolean },
): void {
  tally[COUNTER[kind]]++
  if (facts.claim.optional.length > 0) tally.insideOperation++
  if (facts.replayed > 0) tally.replayNeeded++
  if (facts.lostAnswers) tally.nonzeroRpo++
}

export async function failOverToPoints(examiner: Examiner, evidence: Evidence, tally: FailoverTally): Promise<void> {
  const { protection, site } = evidence.run
  if (!protection) return
  examiner.stage = 'failover'
  const stream = site.kernel.streams.named('failover')
  for (const point of protection.replication.points) {
    if (examiner.aborted) return
    await failOverTo(examiner, evidence, point, tally, stream)
  }
}

async function failOverTo(
  examiner: Examiner,
  evidence: Evidence,
  point: RecoveryPoint,
  tally: FailoverTally,
  stream: RandomStream,
): Promise<void> {
  checkPointLabel(examiner, point)
  const candidate = pointCandidate(evidence, point)
  const { claim } = candidate
  const examination = await examiner.examine(candidate)
  const answered = claim.settled + claim.required.length
  count(tally, point.kind, {
    claim,
    replayed: examination.observation.replayed,
    lostAnswers: evidence.claims.answerOrder.length > answered,
  })
  await goOnFrom({ examiner, evidence, candidate, stream, make: () => point.images.map((image) => image.fork()) }, examination)
  examination.recovery?.site.dispose()
}

/** The state that a failover to this point boots from. */
export function pointCandidate(evidence: Evidence, point: RecoveryPoint): Candidate {
  return {
    kind: point.kind,
    phase: 'recovery-point',
    claim: copyClaim(evidence, {
      kind: point.kind,
      vector: point.cutVector,
      seq: point.lastTag.seq,
      answeredUpTo: point.firstTag.seq,
    }),
    checker: evidence.checker,
    clean: point.kind === 'app-consistent' && promisesClean(evidence.run.scenario),
    atRest: isAtRest(point.kind),
    images: point.images.map((image) => image.fork()),
    crash: () => ({ kind: 'recovery-point', point: point.id }),
    cutSeq: point.lastTag.seq,
  }
}

export function checkPointLabel(examiner: Examiner, point: RecoveryPoint): void {
  for (const evidence of point.evidence) {
    const verdict = checkLabel(evidence)
    if (verdict.status !== 'violated') continue
    examiner.findings.add({
      verdict: verdict.verdict,
      message: `${point.id}: ${verdict.message}`,
      kind: point.kind,
      crash: { kind: 'recovery-point', point: point.id },
      phase: 'recovery-point',
      cutSeq: point.lastTag.seq,
      operations: [],
    })
  }
}

/** Points of these kinds are made while file systems are frozen. */
export function isAtRest(kind: string | null): boolean {
  return kind === 'app-consistent' || kind === 'file-system-consistent'
}

/** True when every application of the scenario promises that recovery from an app point needs no replay. */
export function promisesClean(scenario: Scenario): boolean {
  return Object.values(scenario.machines as Record<string, AnyApp>).every(
    (app) => typeof app.quiesce === 'object' && app.quiesce.clean === true,
  )
}
