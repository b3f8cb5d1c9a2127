/** A picture, with what a branch adds to it, as a trace for ui.perfetto.dev. */
import type { Branch } from '../../core/drill/explore/branch.ts'
import type { Picture, PictureLane, PictureMark } from '../../core/drill/explore/picture.ts'
import type { Scene, SceneLane, SceneMark } from '../../core/index.ts'
import { sceneTrace } from '../../reports/index.ts'

/** Kinds of lanes and marks that a scene does not have, as the nearest that it has. */
const LANE_KINDS: Readonly<Partial<Record<PictureLane['kind'], SceneLane['kind']>>> = { link: 'replica', plan: 'machine' }
const MARK_KINDS: Readonly<Partial<Record<PictureMark['kind'], SceneMark['kind']>>> = {
  fault: 'damage', fsck: 'span', recovered: 'boot', step: 'span', partition: 'span', alert: 'damage',
}

/** The text of a file. */
export function pictureTrace(picture: Picture, branch: Branch | null): string {
  const title = `${picture.scenario} (seed ${picture.seed})${branch === null ? '' : ` › ${branch.title}`}`
  const label = branch === null ? 'a run' : `${branch.verdict}: ${branch.message}`
  return `${JSON.stringify(sceneTrace([{ title, label, scene: sceneOf(picture, branch) }]))}\n`
}

function sceneOf({ lanes, marks, startUs, endUs, marksLeftOut }: Picture, branch: Branch | null): Scene {
  const added = (branch?.marks ?? []).map((mark): PictureMark => ({ ...mark, lane: mark.lane + lanes.length }))
  // After the crash of a branch, the run that nobody crashed is another story.
  const until = branch && added.length > 0 ? branch.atUs : Infinity
  const kept = [...marks.filter((mark) => mark.startUs <= until), ...added]
  return {
    lanes: [...lanes, ...(branch?.lanes ?? [])].map((lane): SceneLane => ({ ...lane, kind: LANE_KINDS[lane.kind] ?? (lane.kind as SceneLane['kind']) })),
    marks: kept.map(({ seq: _, ...mark }): SceneMark => ({ ...mark, kind: MARK_KINDS[mark.kind] ?? (mark.kind as SceneMark['kind']) })),
    marksLeftOut, startUs, endUs: kept.reduce((latest, mark) => Math.max(latest, mark.endUs ?? mark.startUs), branch ? branch.atUs : endUs),
    crashUs: branch?.atUs ?? null, firstCrashUs: null, copyUs: null, blocks: [],
  }
}
