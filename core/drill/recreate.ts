/** From a plan's run and a crash spec back to the very state they address: for replay and re-check. */
import type { BlockImage } from '../block/block-image.ts'
import type { DurabilityCursor } from '../block/durability.ts'
import { AnchorIndex } from '../crash/anchors.ts'
import type { CrashSpec, DisasterCut, ImageCut, PointCut, RecoveryCrash } from '../crash/crash-spec.ts'
import { PhaseTracker } from '../crash/phases.ts'
import { buildImages, fromPicks } from '../crash/picks.ts'
import type { Choice } from '../crash/picks.ts'
import { crashClaim } from './claims.ts'
import { strikeOnce } from './disasters.ts'
import type { Candidate, Examination, Examiner } from './examiner.ts'
import type { PlannedOperation } from './plan.ts'
import { checkPointLabel, newTally, pointCandidate } from './points.ts'
import { recover } from './recovery.ts'
import type { Recovery } from './recovery.ts'
import { checkShutdown } from './shutdown-check.ts'
import { crashRecovery, liveAndCrash } from './second-crash.ts'
import type { ChooseCrashes, GoDeeper } from './second-crash.ts'
import type { Evidence } from './source-run.ts'
import { cacheOf } from './sweep.ts'

/**
 * Examines the state that `crash` addresses; what is wrong with it lands in the examiner's findings.
 * @returns the examination (null for a second crash or a disaster, which have several, and for a shutdown), or
 *   `not-applicable` when this run has no such state
 */
export async function recreate(
  examiner: Examiner,
  evidence: Evidence,
  crash: CrashSpec,
): Promise<Examination | null | 'not-applicable'> {
  if (crash.kind === 'run') return 'not-applicable'
  if (crash.kind === 'disaster') return recreateDisaster(examiner, crash)
  if (crash.kind === 'clean-shutdown') return (await checkShutdown(examiner, evidence)) ? null : 'not-applicable'
  const candidate = crash.kind === 'recovery-point' ? pointState(examiner, evidence, crash) : imageState(evidence, crash)
  if (!candidate) return 'not-applicable'
  if (crash.then) return recreateSecond(examiner, candidate, crash.then)
  const examination = await examiner.examine(candidate)
  examination.recovery?.site.dispose()
  return examination
}

async function recreateDisaster(examiner: Examiner, { disaster, failback }: DisasterCut): Promise<null | 'not-applicable'> {
  if (disaster >= examiner.context.plan.disasters.length) return 'not-applicable'
  const nothing = await strikeOnce(examiner, newTally(), disaster, failback)
  return nothing === null ? null : 'not-applicable'
}

async function recreateSecond(
  examiner: Examiner,
  { images, ...candidate }: Candidate,
  then: RecoveryCrash,
): Promise<null | 'not-applicable'> {
  const kept = images.map((image) => image.fork())
  const recovery = await recover(examiner.context, images)
  const applied = await crashAgain(examiner, candidate, recovery, kept, then)
  recovery.site.dispose()
  for (const image of kept) image.release()
  return applied ? null : 'not-applicable'
}

/** Does to a recovered site what `then` says, and to its recovery what follows; false when there is no such state. */
async function crashAgain(
  examiner: Examiner,
  candidate: Omit<Candidate, 'images'>,
  recovery: Recovery,
  images: readonly BlockImage[],
  then: RecoveryCrash,
): Promise<boolean> {
  const only = onlyAt(then)
  let applied = true
  if (then.during === 'recovery') {
    const deeper: GoDeeper = async (crashed, again, kept) => {
      applied = await crashAgain(examiner, crashed, again, kept, then.then!)
    }
    await crashRecovery(examiner, candidate, recovery, images, only.choose, then.then ? deeper : null)
  } else {
    const operations = (then.operations ?? []) as readonly PlannedOperation[]
    await liveAndCrash(examiner, candidate, recovery, images, operations, only.choose)
  }
  return only.found && applied
}

/** Chooses the one crash that is addressed. */
function onlyAt({ at, picks }: RecoveryCrash): { readonly choose: ChooseCrashes; found: boolean } {
  const only = {
    found: false,
    choose: ((site) => {
      const anchors = new AnchorIndex(site.log, site.diskIds)
      const step = anchors.resolve(at)
      if (step === undefined) return []
      const choices = (cursor: DurabilityCursor): readonly Choice[] => {
        const choice = fromPicks(picks, cursor, anchors)
        only.found = choice !== null
        return choice ? [choice] : []
      }
      return [{ step, choices }]
    }) as ChooseCrashes,
  }
  return only
}

function imageState(evidence: Evidence, crash: ImageCut): Candidate | null {
  const { anchors, run } = evidence
  const seq = anchors.resolve(crash.at)
  if (seq === undefined) return null
  const cursor = run.site.keeper.cursor()
  cursor.advanceTo(seq)
  const choice = fromPicks(crash.picks, cursor, anchors)
  const images = choice && buildImages(cursor, choice)
  if (!images) {
    cursor.release()
    return null
  }
  const volatile = cursor.holdsVolatile
  const cached = cacheOf(crash.kind, cursor, choice)
  if (!cached.cache) cursor.release()
  return {
    kind: crash.kind,
    phase: phaseAt(evidence, seq, volatile),
    claim: crashClaim(evidence, seq),
    checker: evidence.checker,
    clean: false,
    images,
    crash: () => withoutSecond(crash),
    cutSeq: seq,
    ...cached,
  }
}

function phaseAt(evidence: Evidence, seq: number, volatile: boolean): Candidate['phase'] {
  const { log } = evidence.run.site
  const tracker = new PhaseTracker(log)
  for (let step = log.base; step <= seq; step++) tracker.take(step)
  return tracker.phase(volatile)
}

function pointState(examiner: Examiner, evidence: Evidence, crash: PointCut): Candidate | null {
  const point = evidence.run.protection?.replication.points.find(({ id }) => id === crash.point)
  if (!point) return null
  checkPointLabel(examiner, point)
  return pointCandidate(evidence, point)
}

function withoutSecond(crash: ImageCut): ImageCut {
  const { kind, machine, at, picks } = crash
  return { kind, machine, at, picks }
}
