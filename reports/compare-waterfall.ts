/** One recovery as a waterfall: its steps as bars below each other on one axis of time, the critical path marked. */
import type { Colors } from 'picocolors/types.js'
import type { StepRecord } from '../core/failover/step-record.ts'
import { time } from './compare-figures.ts'
import { nameIn, stepName } from './compare-names.ts'
import type { CompareTexts } from './compare-texts.ts'
import type { CompareCase } from './compare.ts'
import { cut, fold, padLeft, padRight, widthOf } from './columns.ts'

const SECOND_US = 1_000_000
const INDENT = '  '
const LONGEST_NAME = 34
const TIME_COLUMNS = 9
/** Of steps beside the critical path the longest are shown. */
const MOST_BESIDE = 8

/** @param columns that a line may take */
export function waterfall(shown: CompareCase, texts: CompareTexts, colors: Colors, columns: number): readonly string[] {
  const critical = new Set(shown.critical)
  const ended = shown.steps.filter(({ endUs }) => endUs !== null)
  const beside = ended.filter(({ id }) => !critical.has(id)).sort((one, other) => lengthUs(other) - lengthUs(one))
  const kept = new Set([...ended.filter(({ id }) => critical.has(id)), ...beside.slice(0, MOST_BESIDE)])
  const steps = ended.filter((step) => kept.has(step)).sort((one, other) => one.startUs - other.startUs || one.endUs! - other.endUs!)
  const endUs = Math.max(1, ...ended.map((step) => step.endUs!))
  const names = Math.min(LONGEST_NAME, Math.max(0, ...steps.map(({ id }) => widthOf(stepName(id, texts)))), Math.floor(columns / 3))
  const width = Math.max(10, columns - INDENT.length - names - TIME_COLUMNS - 4)
  const place = (us: number): number => Math.round((us / endUs) * width)
  const left = beside.length - Math.min(beside.length, MOST_BESIDE)
  const title = texts.typical(shown.strategy, nameIn(texts.names.disasters, shown.disaster))
  return [
    '',
    ...fold(title, columns).map(colors.bold),
    ...fold(texts.waterfallLegend, columns).map(colors.dim),
    ...steps.map((step) => {
      const onPath = critical.has(step.id)
      const [from, to] = [Math.min(place(step.startUs), width - 1), place(step.endUs!)]
      const bar = ' '.repeat(from) + (onPath ? '█' : '░').repeat(Math.max(1, to - from))
      const mark = step.provenance === 'assumed' ? '!' : ' '
      const text = `${INDENT}${padRight(cut(stepName(step.id, texts), names), names)} ${mark} ${padRight(bar, width)} ${padLeft(time(lengthUs(step) / SECOND_US, texts), TIME_COLUMNS - 1)}`
      return onPath ? text : colors.dim(text)
    }),
    ...(left > 0 ? [colors.dim(INDENT + texts.stepsBeside(left))] : []),
  ]
}

const lengthUs = ({ startUs, endUs }: StepRecord): number => endUs! - startUs
