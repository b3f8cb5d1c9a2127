/**
 * What comes after a recovery: a crash in the middle of it, a crash right after it, or life (more
 * operations) and then a crash. Done for a seeded sample of the recoveries.
 */
import type { BlockImage } from '../block/block-image.ts'
import { DurabilityCursor } from '../block/durability.ts'
import type { CrashSpec, RecoveryCrash } from '../crash/crash-spec.ts'
import { PhaseTracker } from '../crash/phases.ts'
import { buildImages } from '../crash/picks.ts'
import { createClaimIndex } from '../oracle/claim.ts'
import { createChecker } from '../oracle/linearise.ts'
import type { Checker } from '../oracle/linearise.ts'
import type { RandomStream } from '../sim/random.ts'
import type { Candidate, Examination, Examiner } from './examiner.ts'
import type { PlannedOperation } from './plan.ts'
import type { Recovery } from './recovery.ts'
import type { Evidence } from './source-run.ts'
import type { Site } from './site.ts'

const RECOVERY_ONE_IN = 10
const LIFE_ONE_IN = 16
/** Second crashes examined for one recovery. */
const CRASHES = 3
const LIFE_OPERATIONS = 4
/** Ids of operations in the life after a recovery, apart from those of the plan. */
export const LIFE_ID_BASE = 100_000
/** A life that has not ended by then never will: one minute of virtual time. */
const LIFE_LIMIT_US = 60_000_000

type Edge = 'floors' | 'completed'
const EDGES: readonly Edge[] = ['floors', 'completed']

/** @param images what the recovery was booted from; forks of them, owned by the caller */
export async function goOnFrom(
  examiner: Examiner,
  evidence: Evidence,
  candidate: Candidate,
  examination: Examination,
  images: readonly BlockImage[],
  stream: RandomStream,
): Promise<void> {
  const { recovery, verdict } = examination
  if (!recovery || verdict.status !== 'ok') return
  if (stream.chance(1, RECOVERY_ONE_IN)) await crashRecovery(examiner, candidate, recovery, images, stream)
  if (recovery.observation.ok && stream.chance(1, LIFE_ONE_IN)) {
    const operations = lifeOperations(evidence, stream)
    await liveAndCrash(examiner, candidate, recovery, images, operations, stream)
  }
}

/** Crashes the recovery at some of its steps; whatever had been shown by a completed one must be shown again. */
async function crashRecovery(
  examiner: Examiner,
  candidate: Candidate,
  recovery: Recovery,
  images: readonly BlockImage[],
  stream: RandomStream,
): Promise<void> {
  const { log } = recovery.site
  const steps = chooseSteps(log.base, log.end, stream)
  for (const [cursor, step] of cursorsAt(recovery.site, images, steps)) {
    const edge = stream.pick(EDGES)
    const completed = step >= recovery.bootEnd - 1
    const then: RecoveryCrash = { during: 'recovery', step, picks: edge }
    examiner.recoveryCrashes++
    const { recovery: again } = await examiner.examine({
      ...candidate,
      phase: 'mid-recovery',
      clean: false,
      images: buildImages(cursor, edge),
      crash: () => withSecond(candidate.crash(), then),
      ...(completed && recovery.observation.ok ? { exposed: recovery.observation.key } : {}),
    })
    again?.site.dispose()
  }
}

/** Runs more operations on the recovered site and crashes it again. */
export async function liveAndCrash(
  examiner: Examiner,
  candidate: Candidate,
  recovery: Recovery,
  images: readonly BlockImage[],
  operations: readonly PlannedOperation[],
  stream: RandomStream,
): Promise<void> {
  const { site, observation } = recovery
  if (!observation.ok) return
  const start = site.log.end
  await live(site, operations)
  const checker = lifeChecker(examiner, candidate, observation.observed, site)
  if (!checker) return
  const claims = createClaimIndex(site.history, site.syncSpans)
  const contract = examiner.context.scenario.durability ?? 'ack'
  const tracker = new PhaseTracker(site.log)
  let taken = site.log.base
  for (const [cursor, step] of cursorsAt(site, images, chooseSteps(start, site.log.end, stream))) {
    while (taken <= step) tracker.take(taken++)
    const edge = stream.pick(EDGES)
    examiner.recoveryCrashes++
    const volatile = cursor.disks.some((disk) => disk.pending.length > 0)
    const { recovery: again } = await examiner.examine({
      kind: candidate.kind,
      phase: tracker.phase(volatile),
      claim: claims.claimAt({ seq: step, vector: [], includesInFlight: true }, contract),
      checker,
      clean: false,
      cutSeq: candidate.cutSeq,
      images: buildImages(cursor, edge),
      crash: () => withSecond(candidate.crash(), { during: 'life', step, picks: edge }),
    })
    again?.site.dispose()
  }
}

async function live(site: Site, operations: readonly PlannedOperation[]): Promise<void> {
  site.startClients(operations, () => site.kernel.stop())
  await site.run({ timeLimitUs: site.kernel.now + LIFE_LIMIT_US })
}

/** A checker whose model begins where the recovery stood; null when that is not known for sure. */
function lifeChecker(
  examiner: Examiner,
  candidate: Candidate,
  observed: unknown,
  site: Site,
): Checker<unknown, unknown> | null {
  const states = candidate.checker.witnesses(candidate.claim, observed)
  if (states.length !== 1) return null
  const { scenario } = examiner.context
  return createChecker({
    model: { ...scenario.model, initial: states[0] },
    project: scenario.project,
    history: site.history,
  })
}

/** Operations like those of the plan, under ids of their own. */
function lifeOperations(evidence: Evidence, stream: RandomStream): PlannedOperation[] {
  const { operations } = evidence.run.plan
  if (operations.length === 0) return []
  return Array.from({ length: LIFE_OPERATIONS }, (_, index) => ({
    ...stream.pick(operations),
    id: LIFE_ID_BASE + index,
    thinkUs: 0,
  }))
}

/** Up to three positions, ascending. */
function chooseSteps(from: number, to: number, stream: RandomStream): number[] {
  if (to <= from) return []
  const steps = new Set<number>([to - 1])
  for (let draw = 1; draw < CRASHES; draw++) steps.add(from + stream.below(to - from))
  return [...steps].sort((one, other) => one - other)
}

/** A cursor over the recovered site's own log, stopped at each of the steps. */
export function* cursorsAt(
  site: Site,
  images: readonly BlockImage[],
  steps: readonly number[],
): Generator<[DurabilityCursor, number]> {
  const cursor = new DurabilityCursor(site.log, images.map((image) => image.fork()), site.disks.map(() => false))
  try {
    for (const step of steps) {
      cursor.advanceTo(step)
      yield [cursor, step]
    }
  } finally {
    cursor.release()
  }
}

function withSecond(crash: CrashSpec, then: RecoveryCrash): CrashSpec {
  return { ...crash, then }
}
