/** Times and counts of a comparison as people read them, in the language's units. */
import type { Spread } from '../core/drill/estate/index.ts'
import type { CompareTexts, Unit } from './compare-texts.ts'
import type { CompareCell } from './compare.ts'
import { grouped } from './format.ts'

const SECONDS: Readonly<Record<Unit, number>> = { s: 1, min: 60, h: 3600, d: 86_400 }
/** Figures move on to the next unit when the largest is so much of their own. */
const UNTIL: Readonly<Record<Unit, number>> = { s: 120, min: 120, h: 48, d: Infinity }
const UNITS = Object.keys(SECONDS) as readonly Unit[]
/** A figure of so much is told without decimals. */
const WHOLE_FROM = 10
/** No figure has more digits than this. */
const MOST = 10_000
export const NEVER = '∞'

/** `38 s`, `4.4 min`, `1.6 h`. Null: never. */
export function time(seconds: number | null, texts: CompareTexts): string {
  return times([seconds], texts)
}

/** `0.6/4.4/∞ min`: in one unit that suits the first and leaves the others short. */
export function times(values: readonly (number | null)[], texts: CompareTexts, separator = '/'): string {
  const finite = values.filter((value) => value !== null)
  if (finite.length === 0) return [...new Set(values)].map(() => NEVER).join(separator)
  const unit = unitFor(finite[0]!, Math.max(...finite))
  return texts.unit[unit](values.map((value) => (value === null ? NEVER : short(value / SECONDS[unit]))).join(separator))
}

/** The smallest that leaves the largest figure short, or the next one as long as the first is half of it. */
function unitFor(firstSeconds: number, mostSeconds: number): Unit {
  return UNITS.find((unit, index) => {
    const next = UNITS[index + 1]
    if (next === undefined || mostSeconds < UNTIL[unit] * SECONDS[unit]) return true
    return firstSeconds < SECONDS[next] / 2 && mostSeconds < MOST * SECONDS[unit]
  })!
}

function short(value: number): string {
  return value < WHOLE_FROM && value !== 0 ? value.toFixed(1) : grouped(Math.round(value))
}

export const threeTimes = ({ p50, p95, max }: Spread, texts: CompareTexts): string => times([p50, p95, max], texts)

export function threeCounts({ p50, p95, max }: Spread): string {
  const values = [p50, p95, max]
  return values.every((value) => value === null) ? NEVER : values.map((value) => (value === null ? NEVER : grouped(value))).join('/')
}

/** `12/12`; `4+8/12`: 8 more came back with machines that do not agree. Never their sum, which would pass for recovered. */
export function recoveredOf({ recovered, disagreeing, n }: CompareCell): string {
  return `${recovered - disagreeing}${disagreeing > 0 ? `+${disagreeing}` : ''}/${n}`
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

/** Of a lower bound: never more than it is. */
export function percentAtLeast(share: number): string {
  return `${Math.floor(share * 100)} %`
}

/** `98–100%`, rounded outwards. */
export function percents([low, high]: readonly [low: number, high: number]): string {
  return `${Math.floor(low * 100)}–${Math.ceil(high * 100)}%`
}
