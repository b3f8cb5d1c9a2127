/** A picture as plain lines: what a person without a terminal sees of the timeline. */
import type { Opened } from '../../core/drill/explore/engine.ts'
import type { PictureLane, PictureMark } from '../../core/drill/explore/picture.ts'
import { clip, counted, plain, virtualTime } from '../../reports/index.ts'

const COLUMNS = 120
const LONGEST_LANE = 24
/** Marks on either side of the cursor. */
const AROUND = 12

/** @param seq where the cursor stands */
export function pictureLines({ picture }: Opened, seq: number): readonly string[] {
  const { scenario, seed, lanes, marks, startUs, endUs, marksLeftOut } = picture
  const names = lanes.map(laneName)
  const width = Math.min(LONGEST_LANE, Math.max(0, ...names.map(({ length }) => length)))
  const at = cursorIndex(marks, seq)
  const from = Math.max(0, at - AROUND)
  const shown = marks.slice(from, at + AROUND + 1)
  const left = marks.length - from - shown.length
  return [
    `${plain(scenario)}  seed ${plain(seed)}  ${counted(marks.length, 'mark')} on ${counted(lanes.length, 'lane')}, ${virtualTime(startUs)} to ${virtualTime(endUs)}`,
    ...(marksLeftOut > 0 ? [`  ${counted(marksLeftOut, 'mark')} not recorded`] : []),
    ...(from > 0 ? [`  … ${counted(from, 'mark')} before`] : []),
    ...shown.map((mark, index) => clip(`${from + index === at ? '>' : ' '} ${markRow(mark, names[mark.lane] ?? '', width)}`, COLUMNS)),
    ...(left > 0 ? [`  … ${counted(left, 'mark')} after`] : []),
  ]
}

/** Of lanes that a branch adds. */
export function markRows(marks: readonly PictureMark[], lanes: readonly PictureLane[]): readonly string[] {
  const names = lanes.map(laneName)
  const width = Math.min(LONGEST_LANE, Math.max(0, ...names.map(({ length }) => length)))
  return marks.map((mark) => clip(markRow(mark, names[mark.lane] ?? '', width), COLUMNS))
}

const laneName = ({ name, side }: PictureLane): string => plain(side === 'recovered' && name !== 'recovery plan' ? `recovered ${name}` : name)

/** The last mark up to the step; the crash of a picture whose marks know no steps. */
function cursorIndex(marks: readonly PictureMark[], seq: number): number {
  const at = marks.findLastIndex((mark) => mark.seq !== null && mark.seq <= seq)
  return Math.max(0, at >= 0 ? at : marks.findIndex(({ kind }) => kind === 'crash'))
}

function markRow({ kind, startUs, endUs, label, name, seq, state, line }: PictureMark, lane: string, width: number): string {
  const step = seq === null ? '' : `@${seq}`
  const length = endUs === null ? ' unfinished' : endUs > startUs ? ` for ${virtualTime(endUs - startUs)}` : ''
  const what = [name, label].filter((part) => part !== undefined && part !== '').map((part) => plain(part!)).join(' ')
  const how = [state, line].filter((part) => part !== undefined).map((part) => plain(part!)).join(' · ')
  return `${virtualTime(startUs).padStart(12)} ${step.padStart(7)}  ${clip(lane, width).padEnd(width)}  ${kind.padEnd(9)} ${what}${length}${how === '' ? '' : ` · ${how}`}`
}
