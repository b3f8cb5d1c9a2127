/** The scene of a failure as a picture: lanes, marks, the lines of crash and copy. Readable without scripts: each mark has a title. */
import type { Scene, SceneMark } from '../../core/drill/scene/scene.ts'
import { counted } from '../format.ts'
import { html } from '../markup.ts'
import type { Markup } from '../markup.ts'
import { KIND_SIGNS, markText, STATE_WORDS } from '../scene-text.ts'
import { virtualTime } from '../virtual-time.ts'
import { AXIS_HEIGHT, layOut, ROW_HEIGHT } from './scene-layout.ts'
import type { PlacedLane, PlacedMark, SceneLayout } from './scene-layout.ts'

const BAR_HEIGHT = 16
/** Of a letter of the bars. */
const LETTER = 7
const LABEL_LETTER = 7
const LONGEST_LANE = 24

/** @param title of the picture, for those who do not see it */
export function timelinePicture(scene: Scene, title: string): Markup {
  const layout = layOut(scene)
  const { width, height } = layout
  const labels = layout.lanes.map(({ name }) => shortened(name, LONGEST_LANE))
  const labelWidth = Math.ceil(Math.max(6, ...labels.map(({ length }) => length)) * LABEL_LETTER) + 12
  return html`<div class="timeline">
<svg class="lanes" width="${labelWidth}" height="${height}" aria-hidden="true">${layout.lanes.map((lane, index) => laneLabel(lane, labels[index]!))}</svg>
<div class="scroll" tabindex="0" role="group" aria-label="${title}"><svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
${layout.lanes.map((lane, index) => html`<rect class="lane${index % 2 === 0 ? '' : ' odd'}" x="0" y="${lane.y - 4}" width="${width}" height="${lane.height + 8}"/>`)}
${layout.ticks.map(({ x, us }) => html`<line class="tick" x1="${x}" x2="${x}" y1="${AXIS_HEIGHT - 6}" y2="${height}"/><text class="time" x="${x + 3}" y="12">${virtualTime(us)}</text>`)}
${lossSpan(scene, layout)}
${layout.marks.map(markShape)}
${eventLines(scene, layout)}
</svg></div></div>
<p class="mark-text" aria-live="polite">${summaryOf(scene)}</p>`
}

function laneLabel({ y }: PlacedLane, label: string): Markup {
  return html`<text x="4" y="${y + ROW_HEIGHT / 2 + 3}">${label}</text>`
}

function markShape({ mark, index, x, y, width, room }: PlacedMark): Markup {
  const text = signed(mark)
  const shown = text.length * LETTER <= Math.max(width, room) - 6 ? text : text.slice(0, 1)
  return html`<g class="mark k-${mark.kind} s-${mark.state ?? 'none'}" data-mark="${index}"><title>${markText(mark)}</title><rect x="${x}" y="${y}" width="${width}" height="${BAR_HEIGHT}" rx="2"/><text x="${x + 3}" y="${y + 12}">${shown}</text></g>
`
}

/** The sign of its state, then what it is. */
function signed(mark: SceneMark): string {
  const sign = mark.state ? STATE_WORDS[mark.state].sign : KIND_SIGNS[mark.kind]
  const what = mark.name ?? (mark.kind === 'submit' || mark.kind === 'ack' ? `op ${mark.operation}` : mark.kind === 'span' ? mark.label : mark.kind)
  return `${sign} ${what}`
}

/** What had been acknowledged since the copy is lost. */
function lossSpan({ copyUs, crashUs, firstCrashUs }: Scene, { xOf, height }: SceneLayout): Markup | null {
  const lostUs = firstCrashUs ?? crashUs
  if (copyUs === null || lostUs === null || lostUs <= copyUs) return null
  const [from, to] = [xOf(copyUs), xOf(lostUs)]
  return html`<rect class="loss" x="${from}" y="${AXIS_HEIGHT}" width="${to - from}" height="${height - AXIS_HEIGHT}"><title>not in the copy: the last ${virtualTime(lostUs - copyUs)} before it was needed</title></rect>`
}

function eventLines(scene: Scene, { xOf, height }: SceneLayout): readonly Markup[] {
  const { crashUs, firstCrashUs, copyUs } = scene
  const line = (us: number | null, name: string, words: string): readonly Markup[] =>
    us === null
      ? []
      : [html`<g class="${name}"><title>${words} at ${virtualTime(us)}</title><line x1="${xOf(us) - 1}" x2="${xOf(us) - 1}" y1="${AXIS_HEIGHT - 8}" y2="${height}"/></g>`]
  return [...line(copyUs, 'copy-line', 'the copy ends here,'), ...line(firstCrashUs, 'crash-line', 'the first crash'), ...line(crashUs, 'crash-line', 'the crash')]
}

function summaryOf({ copyUs, crashUs, firstCrashUs, startUs, endUs, marks, marksLeftOut }: Scene): string {
  const lostUs = firstCrashUs ?? crashUs
  const parts = [
    `${counted(marks.length, 'mark')} from ${virtualTime(startUs)} to ${virtualTime(endUs)} of virtual time; pauses are drawn short`,
    ...(marksLeftOut > 0 ? [`${counted(marksLeftOut, 'mark')} further away left out`] : []),
    ...(copyUs !== null && lostUs !== null ? [`the copy ends ${virtualTime(Math.max(0, lostUs - copyUs))} before it was needed (RPO)`] : []),
  ]
  return parts.join(' · ')
}

/** Keeps both ends: the machine and the volume. */
function shortened(name: string, longest: number): string {
  if (name.length <= longest) return name
  const half = Math.floor((longest - 1) / 2)
  return `${name.slice(0, half)}…${name.slice(-half)}`
}
