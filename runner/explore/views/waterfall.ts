/** From the crash to the first answer: what took how long, as bars below each other on one axis. */
import type { Branch } from '../../../core/drill/explore/branch.ts'
import type { PictureMark } from '../../../core/drill/explore/picture.ts'
import { clipRow, fitRow, piece } from '../../tui/row.ts'
import type { Row } from '../../tui/row.ts'
import type { PaneRoom } from './pane.ts'
import { ms } from './time.ts'

const STEPS: ReadonlySet<PictureMark['kind']> = new Set<PictureMark['kind']>(['boot', 'fsck', 'failover', 'step', 'span', 'recovered'])
const MOST_STEPS = 12
const LONGEST_NAME = 26
const TIME_COLUMNS = 10

export function waterfallRows({ marks, atUs, rtoUs }: Branch, { columns, glyphs }: PaneRoom): readonly Row[] {
  const steps = marks.filter(({ kind, startUs }) => STEPS.has(kind) && startUs >= atUs).slice(0, MOST_STEPS)
  if (steps.length === 0) return []
  const endUs = steps.reduce((end, step) => Math.max(end, step.endUs ?? step.startUs), atUs + (rtoUs ?? 0))
  const names = Math.min(LONGEST_NAME, Math.floor(columns / 3))
  const width = Math.max(8, columns - names - TIME_COLUMNS - 3)
  const place = (us: number): number => Math.round(((us - atUs) / Math.max(1, endUs - atUs)) * width)
  const title = fitRow([piece('from the crash', 'muted')], names + 1)
  return [
    [...title, ...fitRow([piece('')], width), piece('ms'.padStart(TIME_COLUMNS), 'muted')],
    ...steps.map((step): Row => {
      const from = Math.min(place(step.startUs), width - 1)
      const to = Math.max(from + 1, Math.min(width, place(step.endUs ?? endUs)))
      const instant = step.endUs === step.startUs
      const bar = ' '.repeat(from) + (instant ? glyphs.marks[step.kind] : glyphs.full.repeat(to - from))
      return [
        ...fitRow(clipRow([piece(step.label === '' ? step.kind : step.label)], names), names + 1),
        ...fitRow([piece(bar, instant ? 'ok' : 'accent')], width),
        piece((instant ? `at ${ms(step.startUs - atUs)}` : ms((step.endUs ?? endUs) - step.startUs)).padStart(TIME_COLUMNS)),
      ]
    }),
  ]
}
