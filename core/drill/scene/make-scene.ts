/** Makes the scene of a failure from the run that shows it. */
import { allPending } from '../../crash/picks.ts'
import type { Choice } from '../../crash/picks.ts'
import type { Finding } from '../findings.ts'
import type { Locate } from '../options.ts'
import { Prober } from '../prober.ts'
import type { CutView } from '../recreate.ts'
import type { Cause } from '../result.ts'
import type { Site } from '../site.ts'
import type { Evidence } from '../source-run.ts'
import { expected, lastCutKind, survivorsOf } from '../survivors.ts'
import { writeNames } from '../write-names.ts'
import { decidingBlocks } from './blocks.ts'
import { closingMarks } from './closing-marks.ts'
import { fit } from './drafts.ts'
import type { Draft } from './drafts.ts'
import { lastTime, sceneEnd } from './ending.ts'
import type { SceneEnd } from './ending.ts'
import { openLaneBook } from './lane-book.ts'
import { logMarks } from './log-marks.ts'
import type { LogView } from './log-marks.ts'
import { replicaMarks } from './replica-marks.ts'
import type { Scene, SceneBlock } from './scene.ts'
import { statesAtCut, statesInCopy, unknownState } from './write-states.ts'
import type { StateOf } from './write-states.ts'

/** Blocks are shown of so many writes, where no cause names any. */
const WRITES_SHOWN = 2

/** What the crash made of the log that it cut last. */
interface SeenCut {
  readonly site: Site
  readonly seq: number
  readonly stateOf: StateOf
  readonly blocks: readonly SceneBlock[]
}

/**
 * @param finding in the run of `evidence`, which is still there
 * @param cause its writes are shown block by block; null: those that the crash left otherwise than one expects
 * @param locate finds the lines of writes in a run that remembers where they were asked for
 */
export async function makeScene(evidence: Evidence, finding: Finding, cause: Cause | null, locate?: Locate): Promise<Scene> {
  const { site } = evidence.run
  const cut = lastCutKind(finding.crash) === null ? null : await lookAtCut(evidence, finding, cause)
  const again = cut && cut.site !== site ? cut : null
  const end = sceneEnd(evidence, finding)
  const lanes = openLaneBook(site, again?.site ?? null)
  const about = { operations: finding.operations, writes: new Set(cause?.writes.map(({ name }) => name)), lanes }
  const secondCrashUs = again ? end.endUs + lastTime(again.site.log, again.seq) : null
  const afterSource = site.log.end
  const afterAll = afterSource + 1 + (again?.site.log.end ?? 0)
  const drafts: Draft[] = [
    ...logMarks(sourceView(evidence, end, sourceStates(cut, end), about)),
    ...(again ? logMarks(recoveredView(evidence, again, end.endUs, about)) : []),
    ...replicaMarks(evidence.run.protection?.replication.points ?? [], end, lanes.replica),
    ...closingMarks(evidence, finding, { end, secondCrashUs, afterSource, afterAll }, lanes),
  ]
  const around = again ? afterSource + 1 + again.seq : end.cutSeq
  const { marks, leftOut, lanes: shown } = fit(drafts, around, lanes.inOrder, locate)
  return {
    lanes: shown,
    marks,
    marksLeftOut: leftOut,
    startUs: marks[0]!.startUs,
    endUs: secondCrashUs ?? end.endUs,
    crashUs: secondCrashUs ?? end.crashUs,
    firstCrashUs: again ? end.crashUs : null,
    copyUs: end.copyUs,
    blocks: cut?.blocks ?? [],
  }
}

type About = Pick<LogView, 'operations' | 'writes' | 'lanes'>

function sourceView({ run }: Evidence, { cutSeq, endSeq }: SceneEnd, stateOf: StateOf, about: About): LogView {
  const { log, diskIds, history } = run.site
  return { ...about, log, diskIds, history, side: 'source', cutSeq, endSeq, offsetUs: 0, offsetOrder: 0, nameOf: writeNames(log, log), stateOf }
}

/** The clock of a recovered side begins at 0: it is shown from the first crash on. */
function recoveredView({ run }: Evidence, { site, seq, stateOf }: SeenCut, offsetUs: number, about: About): LogView {
  const { log, diskIds, history } = site
  const nameOf = writeNames(run.site.log, log)
  return { ...about, log, diskIds, history, side: 'recovered', cutSeq: seq, endSeq: seq, offsetUs, offsetOrder: run.site.log.end + 1, nameOf, stateOf }
}

/** The last cut knows its own log, and what it still found in a cache; a copy knows what is in it. */
function sourceStates(cut: SeenCut | null, { point }: SceneEnd): StateOf {
  const inCopy = point ? statesInCopy(point.cutVector) : unknownState
  return (entry) => cut?.stateOf(entry) ?? inCopy(entry)
}

async function lookAtCut(evidence: Evidence, { crash, fingerprint }: Finding, cause: Cause | null): Promise<SeenCut | null> {
  let seen: SeenCut | null = null
  await new Prober(evidence, fingerprint).look(crash, (view, choice) => {
    const { site, seq } = view
    const nameOf = writeNames(evidence.run.site.log, site.log)
    const named = new Set(cause?.writes.map(({ name }) => name))
    const pending = allPending(view.cursor)
    const accused = pending.filter(({ entry }) => named.has(nameOf(entry)))
    const blamed = accused.length > 0 ? accused : unexpected(view, choice).slice(0, WRITES_SHOWN)
    const blocks = decidingBlocks(view, choice, blamed, site.diskIds, nameOf)
    seen = { site, seq, stateOf: statesAtCut(view, choice), blocks }
  })
  return seen
}

/** Writes that the crash left otherwise than one expects of one. */
function unexpected({ cursor }: CutView, choice: Choice) {
  const survivors = survivorsOf(cursor, choice)
  return allPending(cursor).filter((pending, index) => expected(cursor, pending).length !== survivors[index]!.length)
}
