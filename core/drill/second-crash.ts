/**
 * What comes after a recovery: a crash in the middle of it or right after it, whose own recovery may be crashed
 * again, or life (more operations) and then a crash. Done for a seeded sample of the recoveries.
 */
import type { BlockImage } from '../block/block-image.ts'
import { DurabilityCursor } from '../block/durability.ts'
import { withFurther } from '../crash/crash-links.ts'
import type { RecoveryCrash } from '../crash/crash-spec.ts'
import { AnchorIndex } from '../crash/anchors.ts'
import { PhaseTracker } from '../crash/phases.ts'
import { buildImages, toPicks } from '../crash/picks.ts'
import type { Choice } from '../crash/picks.ts'
import { createClaimIndex } from '../oracle/claim.ts'
import type { Checker } from '../oracle/linearise.ts'
import type { RandomStream } from '../sim/random.ts'
import { crashChooser } from './choose-crashes.ts'
import type { ChooseCrashes, SecondCrash } from './choose-crashes.ts'
import { contractOf } from './claims.ts'
import type { Candidate, DeviceCache, Examination, Examiner } from './examiner.ts'
import type { PlannedOperation } from './plan.ts'
import { detach, recover } from './recovery.ts'
import type { Recovery } from './recovery.ts'
import type { Evidence } from './source-run.ts'
import { isDestructive } from './judge.ts'
import { silence } from './run-check.ts'
import { addBroken } from './property-reports.ts'
import type { Site } from './site.ts'
import { checkerOf } from './user-code.ts'

const RECOVERY_ONE_IN = 10
/** Where the device kept its cache, a recovery may rest on what is not durable: worth looking more often. */
const CACHED_RECOVERY_ONE_IN = 3
const CACHED_RECOVERY_AGAIN_ONE_IN = 12
const LIFE_ONE_IN = 16
/** Images that only read the same as others: just what is not read is what a life may stumble over. */
const UNREAD_LIFE_ONE_IN = 6
/** Crashes inside a recovery whose own recovery is crashed too. */
const AGAIN_ONE_IN = 4
const LIFE_OPERATIONS = 4
/** Ids of operations in the life after a recovery, apart from those of the plan. */
const LIFE_ID_BASE = 100_000
/** A life that has not ended so long after its last expected answer never will: one minute of virtual time. */
const LIFE_PATIENCE_US = 60_000_000

/** When a life with these operations must have ended, at the latest. */
export function lifeLimitUs(nowUs: number, operations: readonly PlannedOperation[]): number {
  return operations.reduce((sum, { thinkUs }) => sum + thinkUs, nowUs + LIFE_PATIENCE_US)
}

/** A state that was examined, and what going on from it takes. */
export interface Outset {
  readonly examiner: Examiner
  readonly evidence: Evidence
  readonly candidate: Candidate
  /**
   * Makes what its recovery was booted from, one image for each disk; whoever calls it owns them. In a sweep only while
   * that stands at the instant of the state.
   */
  readonly make: () => readonly BlockImage[]
  readonly stream: RandomStream
}

export async function goOnFrom(outset: Outset, { recovery, verdict }: Examination): Promise<void> {
  const { candidate, stream } = outset
  if (!recovery || verdict.status !== 'ok') return
  if (stream.chance(1, candidate.cache ? CACHED_RECOVERY_ONE_IN : RECOVERY_ONE_IN)) await goOnByCrash(outset, recovery)
  if (recovery.observation.ok && stream.chance(1, LIFE_ONE_IN)) await goOnByLife(outset, recovery)
}

/**
 * Goes on from a state whose recovery is known, and yet not what comes after it: what a recovery shows of images
 * that were seen before may rest on a device's cache alone, and what it did not read may matter in a life.
 * @returns null when it does not, as of most states
 */
export function goOnFromKnown(outset: Outset, { verdict, seen, observation }: Examination): Promise<void> | null {
  if (verdict.status !== 'ok') return null
  const { candidate, stream } = outset
  const cached = candidate.cache?.pending.some((pending) => pending.length > 0) ?? false
  const crashes = cached && stream.chance(1, CACHED_RECOVERY_AGAIN_ONE_IN)
  const lives = !seen && observation.ok && stream.chance(1, UNREAD_LIFE_ONE_IN)
  return crashes || lives ? goOnAgain(outset, crashes, lives) : null
}

async function goOnAgain(outset: Outset, crashes: boolean, lives: boolean): Promise<void> {
  const recovery = await recover(outset.examiner.context, outset.make())
  if (crashes) await goOnByCrash(outset, recovery)
  if (lives) await goOnByLife(outset, recovery)
  recovery.site.dispose()
}

async function goOnByCrash({ examiner, candidate, make, stream }: Outset, recovery: Recovery): Promise<void> {
  const images = make()
  await crashRecovery(examiner, candidate, recovery, images, crashChooser(stream), crashAgain(examiner, stream))
  for (const image of images) image.release()
}

async function goOnByLife({ examiner, evidence, candidate, make, stream }: Outset, recovery: Recovery): Promise<void> {
  const images = make()
  await liveAndCrash(examiner, candidate, recovery, images, lifeOperations(evidence, stream), crashChooser(stream))
  for (const image of images) image.release()
}

/** Goes on from a recovery that was itself reached by a crash inside a recovery. */
export type GoDeeper = (crashed: Omit<Candidate, 'images'>, recovery: Recovery, images: readonly BlockImage[]) => Promise<void>

/** Now and then the recovery from a crash inside a recovery is crashed too, and there it ends. */
function crashAgain(examiner: Examiner, stream: RandomStream): GoDeeper {
  return async (crashed, recovery, images) => {
    if (stream.chance(1, AGAIN_ONE_IN))
      await crashRecovery(examiner, crashed, recovery, images, crashChooser(stream), null)
  }
}

/**
 * Cuts the power during the recovery, at some of its steps. Whatever a completed recovery has shown must be
 * shown again; only what came from a device cache may go, and only where acknowledgements promise nothing.
 */
export async function crashRecovery(
  examiner: Examiner,
  candidate: Omit<Candidate, 'images'>,
  recovery: Recovery,
  images: readonly BlockImage[],
  choose: ChooseCrashes,
  goDeeper: GoDeeper | null,
): Promise<void> {
  const { site } = recovery
  const mustPersist = !candidate.cache || candidate.claim.contract === 'ack'
  const { cache, ...cold } = candidate
  const crashes = choose(site, site.log.base, site.log.end)
  for (const [cursor, step, choice] of statesAt(site, images, cache, crashes)) {
    const completed = step >= recovery.bootEnd - 1
    const crashed: Omit<Candidate, 'images'> = {
      ...cold,
      phase: 'mid-recovery',
      clean: false,
      atRest: false,
      crash: () => withFurther(candidate.crash(), addressOf(site, 'recovery', step, choice)),
      ...(completed && mustPersist && recovery.observation.ok ? { exposed: recovery.observation.key } : {}),
    }
    await examineCrashed(examiner, crashed, buildImages(cursor, choice), goDeeper)
  }
}

async function examineCrashed(
  examiner: Examiner,
  crashed: Omit<Candidate, 'images'>,
  images: readonly BlockImage[],
  goDeeper: GoDeeper | null,
): Promise<void> {
  const kept = goDeeper ? images.map((image) => image.fork()) : []
  examiner.recoveryCrashes++
  const { recovery, verdict } = await examiner.examine({ ...crashed, images })
  if (recovery) {
    if (verdict.status === 'ok') await goDeeper?.(crashed, recovery, kept)
    recovery.site.dispose()
  }
  for (const image of kept) image.release()
}

/** Runs more operations on the recovered site and crashes it again. */
export async function liveAndCrash(
  examiner: Examiner,
  candidate: Omit<Candidate, 'images'>,
  recovery: Recovery,
  images: readonly BlockImage[],
  operations: readonly PlannedOperation[],
  choose: ChooseCrashes,
): Promise<void> {
  const { site, observation } = recovery
  const contract = contractOf(examiner.context.scenario)
  // What was read from a cache may go again where nothing is promised: then no one state is where life begins.
  if (!observation.ok || (candidate.cache && contract !== 'ack')) return
  detach(observation)
  const start = site.log.end
  await live(site, operations)
  const crashes = choose(site, start, site.log.end)
  checkLife(examiner, candidate, site, operations)
  checkLifeProperties(examiner, candidate, site, operations, start)
  const checker = lifeChecker(examiner, candidate, observation.observed, site)
  if (!checker) return
  const claims = createClaimIndex(site.history, site.syncSpans)
  const tracker = new PhaseTracker(site.log)
  let taken = site.log.base
  for (const [cursor, step, choice] of statesAt(site, images, candidate.cache, crashes)) {
    while (taken <= step) tracker.take(taken++)
    examiner.recoveryCrashes++
    const { recovery: again } = await examiner.examine({
      kind: candidate.kind,
      phase: tracker.phase(cursor.holdsVolatile),
      claim: claims.claimAt({ seq: step, vector: [], includesInFlight: true }, contract),
      before: candidate.claim,
      checker,
      clean: false,
      cutSeq: candidate.cutSeq,
      images: buildImages(cursor, choice),
      crash: () => withFurther(candidate.crash(), { ...addressOf(site, 'life', step, choice), operations }),
    })
    again?.site.dispose()
  }
}

async function live(site: Site, operations: readonly PlannedOperation[]): Promise<void> {
  if (operations.length === 0) return
  site.startClients(operations, () => site.kernel.stop())
  await site.run({ timeLimitUs: lifeLimitUs(site.kernel.now, operations) })
}

/** A recovered machine on sound disks must answer, whatever it answers. */
function checkLife(
  examiner: Examiner,
  candidate: Omit<Candidate, 'images'>,
  site: Site,
  operations: readonly PlannedOperation[],
): void {
  const { scenario, plan } = examiner.context
  const message = silence(site)
  if (message === null || isDestructive(scenario, plan)) return
  const unanswered = site.history.find((record) => record.answered === null)
  examiner.findings.add({
    verdict: 'service-down',
    message: `after recovery, ${message}`,
    kind: candidate.kind,
    crash: withFurther(candidate.crash(), { ...addressOf(site, 'life', site.log.end - 1, 'completed'), operations }),
    phase: 'quiet',
    cutSeq: candidate.cutSeq,
    operations: unanswered ? [unanswered.id] : [],
  })
}

/** What broke at the boot was told of the recovery; this is what broke since. */
function checkLifeProperties(
  { findings }: Examiner,
  candidate: Omit<Candidate, 'images'>,
  site: Site,
  operations: readonly PlannedOperation[],
  start: number,
): void {
  const broken = site.properties.broken.filter(({ seq }) => seq >= start)
  if (broken.length === 0) return
  const { kind, cutSeq } = candidate
  const crash = withFurther(candidate.crash(), { ...addressOf(site, 'life', site.log.end - 1, 'completed'), operations })
  addBroken(findings, broken, { kind, crash, phase: 'quiet', cutSeq })
}

/** A checker whose model begins where the recovery stood; null when that is not known for sure. */
export function lifeChecker(
  examiner: Examiner,
  candidate: Omit<Candidate, 'images'>,
  observed: unknown,
  site: Site,
): Checker<unknown, unknown> | null {
  const states = candidate.checker.witnesses(candidate.claim, observed)
  if (states.length !== 1) return null
  return checkerOf(examiner.context.scenario, site.history, { initial: states[0] })
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

/** A recovered site, its cursor and a choice of survivors, for each second crash. */
function* statesAt(
  site: Site,
  images: readonly BlockImage[],
  cache: DeviceCache | undefined,
  crashes: readonly SecondCrash[],
): Generator<[DurabilityCursor, number, Choice]> {
  const media = (cache?.floors ?? images).map((image) => image.fork())
  const cursor = new DurabilityCursor(site.log, media, site.disks.map(({ profile }) => profile.cache === 'write-through'), cache?.pending)
  try {
    for (const { step, choices } of crashes) {
      cursor.advanceTo(step)
      for (const choice of choices(cursor)) yield [cursor, step, choice]
    }
  } finally {
    cursor.release()
  }
}

function addressOf(site: Site, during: RecoveryCrash['during'], step: number, choice: Choice): RecoveryCrash {
  const anchors = new AnchorIndex(site.log, site.diskIds)
  return { during, at: anchors.at(step), picks: toPicks(choice, anchors) }
}
