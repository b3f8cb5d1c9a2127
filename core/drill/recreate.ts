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
import type { ChooseCrashes } from './choose-crashes.ts'
import type { GoDeeper } from './second-crash.ts'
import type { Site } from './site.ts'
import type { Evidence } from './source-run.ts'
import { cacheOf } from './sweep.ts'

/** The last cut that a crash makes: the log that it cuts, and what is pending there. */
export interface CutView {
  /** Whose log it is: the protected site, or the recovered one of a second crash. */
  readonly site: Site
  /** Stands at the cut; whoever looks may fork it and must not move it. */
  readonly cursor: DurabilityCursor
  readonly anchors: AnchorIndex
  readonly seq: number
  /** What the crash says survives; null when it names a write that is not pending here. */
  readonly choice: Choice | null
}

/** What survives the last cut instead of what the crash says; null: examine nothing. */
export type ChooseSurvivors = (view: CutView) => Choice | null

const asTold: ChooseSurvivors = ({ choice }) => choice

/**
 * Examines the state that `crash` addresses; what is wrong with it lands in the examiner's findings.
 * @param survivors examine another state of the same last cut; default: what the crash says
 * @returns the examination (null for a second crash or a disaster, which have several, and for a shutdown), or
 *   `not-applicable` when this run has no such state
 */
export async function recreate(
  examiner: Examiner,
  evidence: Evidence,
  crash: CrashSpec,
  survivors: ChooseSurvivors = asTold,
): Promise<Examination | null | 'not-applicable'> {
  if (crash.kind === 'run') return 'not-applicable'
  if (crash.kind === 'disaster') return recreateDisaster(examiner, crash)
  if (crash.kind === 'clean-shutdown') return (await checkShutdown(examiner, evidence)) ? null : 'not-applicable'
  const candidate = crash.kind === 'recovery-point' ? pointState(examiner, evidence, crash) : imageState(evidence, crash, survivors)
  if (!candidate) return 'not-applicable'
  if (crash.then) return recreateSecond(examiner, candidate, crash.then, survivors)
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
  survivors: ChooseSurvivors,
): Promise<null | 'not-applicable'> {
  const kept = images.map((image) => image.fork())
  const recovery = await recover(examiner.context, images)
  const applied = await crashAgain(examiner, candidate, recovery, kept, then, survivors)
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
  survivors: ChooseSurvivors,
): Promise<boolean> {
  const only = onlyAt(then, then.then ? asTold : survivors)
  let applied = true
  if (then.during === 'recovery') {
    const deeper: GoDeeper = async (crashed, again, kept) => {
      applied = await crashAgain(examiner, crashed, again, kept, then.then!, survivors)
    }
    await crashRecovery(examiner, candidate, recovery, images, only.choose, then.then ? deeper : null)
  } else {
    const operations = (then.operations ?? []) as readonly PlannedOperation[]
    await liveAndCrash(examiner, candidate, recovery, images, operations, only.choose)
  }
  return only.found && applied
}

/** Chooses the one crash that is addressed. */
function onlyAt({ at, picks }: RecoveryCrash, survivors: ChooseSurvivors): { readonly choose: ChooseCrashes; found: boolean } {
  const only = {
    found: false,
    choose: ((site) => {
      const anchors = new AnchorIndex(site.log, site.diskIds)
      const step = anchors.resolve(at)
      if (step === undefined) return []
      const choices = (cursor: DurabilityCursor): readonly Choice[] => {
        const choice = survivors({ site, cursor, anchors, seq: step, choice: fromPicks(picks, cursor, anchors) })
        only.found = choice !== null
        return choice ? [choice] : []
      }
      return [{ step, choices }]
    }) as ChooseCrashes,
  }
  return only
}

function imageState(evidence: Evidence, crash: ImageCut, survivors: ChooseSurvivors): Candidate | null {
  const { anchors, run } = evidence
  const seq = anchors.resolve(crash.at)
  if (seq === undefined) return null
  const cursor = run.site.keeper.cursor()
  cursor.advanceTo(seq)
  const given = fromPicks(crash.picks, cursor, anchors)
  const choice = crash.then ? given : survivors({ site: run.site, cursor, anchors, seq, choice: given })
  const images = choice && buildImages(cursor, choice)
  if (!images) {
    cursor.release()
    return null
  }
  const volatile = cursor.holdsVolatile
  const cache = cacheOf(crash.kind, cursor, choice)
  if (!cache) cursor.release()
  return {
    kind: crash.kind,
    phase: phaseAt(evidence, seq, volatile),
    claim: crashClaim(evidence, seq),
    checker: evidence.checker,
    clean: false,
    images,
    crash: () => withoutSecond(crash),
    cutSeq: seq,
    cache,
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
