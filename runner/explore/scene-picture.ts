/** The scene of a saved failure as a picture, and what came after its first crash as the lanes of a branch. */
import type { Picture, PictureLane, PictureMark } from '../../core/drill/explore/picture.ts'
import type { Scene, SceneMark } from '../../core/index.ts'

/** A write of the source is called by the step at which it was submitted. */
const SOURCE_WRITE = /^W(\d+)$/

/** Null: the scene does not say. */
export function seqOf({ name }: Pick<SceneMark, 'name'>): number | null {
  const [, digits] = SOURCE_WRITE.exec(name ?? '') ?? []
  return digits === undefined ? null : Number(digits)
}

/** @param name of the scenario */
export function pictureOf(scene: Scene, name: string, seed: string): Picture {
  const { lanes, marks } = side(scene, 'source')
  // Whoever fails over to a copy while the source still stands has no crash to look at.
  const struck = ['crash', 'failover'].map((kind) => marks.findIndex((mark) => mark.kind === kind)).find((index) => index >= 0)
  const { startUs, endUs, marksLeftOut } = scene
  return { scenario: name, seed, lanes, marks, startUs, endUs, marksLeftOut, crash: struck ?? null }
}

/** Empty where the crash struck the source alone. */
export function afterCrash(scene: Scene): { readonly lanes: readonly PictureLane[]; readonly marks: readonly PictureMark[] } {
  return side(scene, 'recovered')
}

function side(scene: Scene, which: PictureLane['side']): { readonly lanes: readonly PictureLane[]; readonly marks: readonly PictureMark[] } {
  const kept = scene.lanes.filter((lane) => lane.side === which)
  const marks = scene.marks.flatMap((mark): readonly PictureMark[] => {
    const lane = kept.indexOf(scene.lanes[mark.lane]!)
    return lane < 0 ? [] : [{ ...mark, lane, seq: seqOf(mark) }]
  })
  return { lanes: kept, marks }
}

/** The last step of the source that the scene names, up to its crash: where a cursor can stand. 0: it names none. */
export function lastSeq({ marks, crashUs, firstCrashUs }: Scene): number {
  const untilUs = firstCrashUs ?? crashUs ?? Infinity
  return Math.max(0, ...marks.filter(({ startUs }) => startUs <= untilUs).map((mark) => seqOf(mark) ?? 0))
}
