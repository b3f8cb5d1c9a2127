/** Marks of a picture while it is made. */
import type { CrashSpec } from '../../crash/crash-spec.ts'
import { CRASH_WORDS } from '../crash-words.ts'
import { clipped } from '../scene/drafts.ts'
import type { Draft } from '../scene/drafts.ts'
import type { LaneBook } from '../scene/lane-book.ts'
import { logMarks } from '../scene/log-marks.ts'
import type { SceneLane } from '../scene/scene.ts'
import { unknownState } from '../scene/write-states.ts'
import type { Site } from '../site.ts'
import { writeNames } from '../write-names.ts'
import type { PictureLane, PictureMark } from './picture.ts'

/** A mark before its lane has a number. */
export interface PictureDraft {
  readonly lane: PictureLane
  /** Position among all steps of the picture. */
  readonly order: number
  /** Default: `order` is a step of the source's log. */
  readonly seq?: number | null
  readonly endUs: number | null
  readonly mark: Omit<PictureMark, 'lane' | 'endUs' | 'seq'>
}

/** Marks of a whole log up to a step. */
export function wholeLogMarks({ log, diskIds, history }: Site, lanes: LaneBook, side: SceneLane['side'], endSeq: number, offsetUs = 0): Draft[] {
  return logMarks({
    log, diskIds, history, lanes, side, endSeq, cutSeq: endSeq, windowSteps: Infinity, offsetUs, offsetOrder: 0,
    nameOf: writeNames(log, log), stateOf: unknownState, operations: [], writes: new Set(),
  })
}

/** What a crash is called on a lane. */
export function crashLabel({ kind }: CrashSpec): string {
  return kind in CRASH_WORDS ? CRASH_WORDS[kind as keyof typeof CRASH_WORDS] : kind.toUpperCase().replaceAll('-', ' ')
}

/** In order, on lanes with numbers. */
export function finishMarks(drafts: readonly PictureDraft[], lanes: readonly PictureLane[]): PictureMark[] {
  const numbers = new Map(lanes.map((lane, index) => [lane, index]))
  return drafts
    .toSorted((one, other) => one.mark.startUs - other.mark.startUs || one.order - other.order)
    .map(({ lane, order, endUs, seq = order, mark }) => ({ ...mark, label: clipped(mark.label), lane: numbers.get(lane)!, endUs, seq }))
}
