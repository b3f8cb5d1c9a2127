/** Distributions as strips of bars on a logarithmic axis of time: one line for each strategy and kind of disaster. */
import type { Colors } from 'picocolors/types.js'
import { percent } from './compare-figures.ts'
import { nameIn } from './compare-names.ts'
import type { CompareTexts, Unit } from './compare-texts.ts'
import type { CompareReport } from './compare.ts'
import { cut, padLeft, padRight, widthOf } from './columns.ts'

const BARS = '▁▂▃▄▅▆▇█'
const GAP = '  '
const INDENT = '  '
/** Ends of the axis, in s: nothing of interest is shorter or longer. */
const FROM_SECONDS = 1
const TO_SECONDS = 30 * 86_400
const WIDEST_STRIP = 36
/** A strip that is narrower shows nothing. */
const NARROWEST_STRIP = 14

interface Tick {
  readonly seconds: number
  readonly value: string
  readonly unit: Unit
}

const TICKS: readonly Tick[] = [
  { seconds: 1, value: '1', unit: 's' },
  { seconds: 60, value: '1', unit: 'min' },
  { seconds: 3600, value: '1', unit: 'h' },
  { seconds: 86_400, value: '1', unit: 'd' },
  { seconds: 7 * 86_400, value: '7', unit: 'd' },
]

type Samples = readonly (number | null)[]

export function distributions({ kinds, strategies }: CompareReport, texts: CompareTexts, colors: Colors, columns: number): readonly string[] {
  const names = Math.max(...strategies.map(({ id }) => widthOf(id)), 0)
  const never = widthOf(texts.picture.never('100 %'))
  const room = columns - INDENT.length - names
  const both = Math.floor(room / 2) - GAP.length - never - 1
  const series = both >= NARROWEST_STRIP ? (['rpoSeconds', 'serviceRtoSeconds'] as const) : (['serviceRtoSeconds'] as const)
  const width = Math.max(1, Math.min(WIDEST_STRIP, both >= NARROWEST_STRIP ? both : room - GAP.length - never - 1))
  const heads = { rpoSeconds: texts.picture.rpo, serviceRtoSeconds: texts.picture.service }
  const line = (name: string, strips: readonly string[]): string =>
    cut((INDENT + padRight(name, names) + strips.map((strip) => GAP + padRight(strip, width + 1 + never)).join('')).trimEnd(), columns)
  return [
    '',
    colors.bold(texts.picture.title),
    line('', series.map((each) => heads[each])),
    colors.dim(line('', series.map(() => axis(width, texts)))),
    ...kinds.flatMap((kind) => {
      const lines = strategies.flatMap(({ id, byDisaster }) => {
        const cell = byDisaster.find(({ disaster }) => disaster === kind)
        if (!cell) return []
        return [line(id, series.map((each) => `${strip(cell.samples[each], width)} ${neverOf(cell.samples[each], texts)}`))]
      })
      return lines.length === 0 ? [] : [nameIn(texts.names.disasters, kind), ...lines]
    }),
  ]
}

function placeOf(seconds: number, width: number): number {
  const share = Math.log(Math.max(seconds, FROM_SECONDS) / FROM_SECONDS) / Math.log(TO_SECONDS / FROM_SECONDS)
  return Math.min(width - 1, Math.floor(share * width))
}

/** The tallest bar is the fullest place; a place with anything in it is seen. */
function strip(samples: Samples, width: number): string {
  const counts = new Array<number>(width).fill(0)
  for (const seconds of samples) if (seconds !== null) counts[placeOf(seconds, width)]!++
  const most = Math.max(...counts)
  return counts.map((count) => (count === 0 ? '·' : BARS[Math.ceil((count / most) * BARS.length) - 1]!)).join('')
}

function neverOf(samples: Samples, texts: CompareTexts): string {
  const count = samples.filter((seconds) => seconds === null).length
  return count === 0 ? '' : texts.picture.never(percent(count / samples.length))
}

/** As many ticks as have room. */
function axis(width: number, texts: CompareTexts): string {
  let text = ''
  for (const { seconds, value, unit } of TICKS) {
    const label = `|${texts.unit[unit](value)}`
    const place = placeOf(seconds, width)
    if (place < widthOf(text) + (text === '' ? 0 : 1) || place + widthOf(label) > width) continue
    text = padRight(text, place) + label
  }
  return cut(padLeft(text, 0), width)
}
