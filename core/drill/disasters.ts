/**
 * Disasters at arbitrary instants. Each is a run of its own: the plan is run again up to the
 * instant, the source is lost, a point is chosen, the machines boot from it on the target side with
 * real latencies, clients go on with what is left of the workload, and the power fails once more; some
 * then go back to the original side, see `failback.ts`.
 */
import { DEVICE_PROFILES } from '../block/device-profile.ts'
import { FAILBACK_KINDS } from '../crash/crash-spec.ts'
import type { FailbackKind } from '../crash/crash-spec.ts'
import type { Streams } from '../sim/random.ts'
import { copyClaim, lastStepBefore } from './claims.ts'
import type { Candidate, Examiner } from './examiner.ts'
import { failBack } from './failback.ts'
import type { Target } from './failback.ts'
import { judge } from './judge.ts'
import type { PlannedOperation } from './plan.ts'
import { count, isAtRest, promisesClean } from './points.ts'
import { addBroken } from './property-reports.ts'
import type { FailoverTally } from './points.ts'
import type { ChosenPoint } from '../failover/choice.ts'
import { recover } from './recovery.ts'
import { silence } from './run-check.ts'
import { crashChooser } from './choose-crashes.ts'
import { liveAndCrash } from './second-crash.ts'
import { gatherEvidence, runSource } from './source-run.ts'
import type { Evidence } from './source-run.ts'

/** A failover goes back to where it came from with this chance. */
const FAILBACK_ONE_IN = 2
/** The planned way demands most, so it is gone most. */
const WAYS_BACK: readonly FailbackKind[] = ['planned', ...FAILBACK_KINDS]
/** Operations of the rest of the workload that run on the recovered side. */
const REMAINING_OPERATIONS = 12

const NOT_REPLICATED = { ok: false, reason: 'not-replicated' } as const

export async function strike(examiner: Examiner, tally: FailoverTally): Promise<void> {
  examiner.stage = 'disaster'
  const { plan } = examiner.context
  for (let index = 0; index < plan.disasters.length && !examiner.aborted; index++)
    await strikeOnce(examiner, tally, index)
}

/**
 * Runs one disaster of the plan.
 * @param only nothing but this failback is examined
 * @returns why there was nothing to fail over to (or back to), if so
 */
export async function strikeOnce(
  examiner: Examiner,
  tally: FailoverTally,
  index: number,
  only?: FailbackKind,
): Promise<string | null> {
  const { scenario, plan, arena } = examiner.context
  const disaster = plan.disasters[index]!
  const run = await runSource(scenario, plan, { untilUs: disaster.atUs, arena })
  const evidence = gatherEvidence(run)
  run.protection?.lose(disaster.kind)
  const chosen = run.protection?.choose(disaster.choice) ?? NOT_REPLICATED
  const reason = chosen.ok ? await failOver(examiner, evidence, index, chosen, tally, only) : chosen.reason
  run.site.dispose()
  return reason
}

async function failOver(
  examiner: Examiner,
  evidence: Evidence,
  index: number,
  chosen: ChosenPoint & { ok: true },
  tally: FailoverTally,
  only: FailbackKind | undefined,
): Promise<string | null> {
  const { scenario } = examiner.context
  const { kind, vector } = chosen.cut
  const seq = lastStepBefore(evidence.run.site.log, chosen.cut.atUs)
  const answeredUpTo = chosen.point?.firstTag.seq ?? seq
  const claim = copyClaim(evidence, { kind, vector, seq, answeredUpTo })
  const candidate: Omit<Candidate, 'images'> = {
    kind,
    phase: 'disaster',
    claim,
    checker: evidence.checker,
    clean: kind === 'app-consistent' && promisesClean(scenario),
    atRest: isAtRest(kind),
    crash: () => ({ kind: 'disaster', disaster: index }),
    cutSeq: seq,
  }
  const kept = chosen.images.map((image) => image.fork())
  const target: Target = { candidate, index, images: kept, operations: remaining(evidence) }
  if (only) {
    for (const image of chosen.images) image.release()
    const reason = await failBack(examiner, target, only, tally)
    for (const image of kept) image.release()
    return reason
  }
  const examination = await examiner.examine({ ...candidate, images: chosen.images })
  examination.recovery?.site.dispose()
  const lost = evidence.claims.answerOrder.length - claim.settled - claim.required.length
  count(tally, kind, { claim, replayed: examination.observation.replayed, lostAnswers: lost > 0 })
  examiner.loss = {
    worstRpoUs: Math.max(examiner.loss.worstRpoUs, evidence.run.site.kernel.now - chosen.cut.atUs),
    worstLostOperations: Math.max(examiner.loss.worstLostOperations, lost),
  }
  if (examination.verdict.status === 'ok') await goOnOnTarget(examiner, target, evidence.run.site.kernel.streams, tally)
  for (const image of kept) image.release()
  return null
}

/** The recovered side on real devices: clients go on, then the power fails, or the site is failed back. */
async function goOnOnTarget(examiner: Examiner, target: Target, streams: Streams, tally: FailoverTally): Promise<void> {
  const { candidate, images, operations, index } = target
  const { plan } = examiner.context
  const device = DEVICE_PROFILES[plan.device]
  const recovery = await recover(examiner.context, images.map((image) => image.fork()), { device })
  const { observation } = recovery
  const verdict = judge(examiner.context.scenario, plan, candidate.checker, { ...candidate, observation })
  // With real latencies a boot may take another course than it did in no time.
  examiner.record(candidate, verdict)
  const { kind, phase, cutSeq } = candidate
  addBroken(examiner.findings, recovery.site.properties.broken, { kind, phase, cutSeq, crash: candidate.crash() })
  const fit = verdict.status === 'ok' && observation.ok
  if (fit) {
    const stream = recovery.site.kernel.streams.named('target')
    await liveAndCrash(examiner, candidate, recovery, images, operations, crashChooser(stream))
  }
  // A life that hangs here has been told of, and hangs there too: with replication running beside it, at length.
  const lively = fit && silence(recovery.site) === null
  recovery.site.dispose()
  const draw = streams.named(`failback/${index}`)
  if (lively && draw.chance(1, FAILBACK_ONE_IN)) await failBack(examiner, target, draw.pick(WAYS_BACK), tally)
}

/** What the clients had not submitted yet. */
function remaining(evidence: Evidence): PlannedOperation[] {
  const submitted = new Set(evidence.run.site.history.map((record) => record.id))
  return evidence.run.plan.operations.filter((operation) => !submitted.has(operation.id)).slice(0, REMAINING_OPERATIONS)
}
