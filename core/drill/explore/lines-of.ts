/** What an application shows, or a model says, in lines for a person. */
import { joinPath, shortJson } from '../../oracle/difference.ts'
import { clipped } from '../scene/drafts.ts'

/** Lines of one value at most; the last says how many are left out. */
const MOST_LINES = 200
const LONGEST_LINE = 96
/** A part that fits so many characters stands on one line. */
const FITS = 64

/**
 * In the order of the names, so that two values can be held side by side. Of a list that is too long the last ones, of
 * anything else the first.
 */
export function linesOf(value: unknown): string[] {
  const skipped = Array.isArray(value) ? Math.max(0, value.length - MOST_LINES + 1) : 0
  const lines: string[] = skipped > 0 ? [`… ${skipped} before`] : []
  for (const line of linesAt('', value, skipped)) {
    if (lines.length === MOST_LINES - 1) return [...lines, '… and more']
    lines.push(line)
  }
  return lines
}

function* linesAt(path: string, value: unknown, skipped = 0): Generator<string> {
  const parts = partsOf(value)
  if (path === '' && parts !== null && parts.length > 0) {
    for (const [name, part] of skipped > 0 ? parts.slice(skipped) : parts) yield* linesAt(name, part)
    return
  }
  const text = shortJson(value, LONGEST_LINE + 1)
  if (parts === null || parts.length === 0 || text.length <= FITS) yield clipped(path === '' ? text : `${path}: ${text}`, LONGEST_LINE)
  else for (const [name, part] of parts) yield* linesAt(joinPath(path, name), part)
}

/** Null for what has no parts. */
function partsOf(value: unknown): readonly (readonly [string, unknown])[] | null {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return null
  if (Array.isArray(value)) return value.map((item, index) => [`[${index}]`, item] as const)
  if (value instanceof Set) return [...value].map((item) => ['member', item] as const).sort(([, one], [, other]) => byName(shortJson(one, FITS), shortJson(other, FITS)))
  const named = value instanceof Map ? [...value].map(([key, item]) => [typeof key === 'string' ? key : shortJson(key, FITS), item] as const) : Object.entries(value)
  return named.sort(([one], [other]) => byName(one, other))
}

/** Numbers as numbers, before all else. */
function byName(one: string, other: string): number {
  const [left, right] = [Number(one), Number(other)]
  if (!Number.isNaN(left) && !Number.isNaN(right) && left !== right) return left - right
  if (Number.isNaN(left) !== Number.isNaN(right)) return Number.isNaN(left) ? 1 : -1
  return one < other ? -1 : Number(one > other)
}
