import { canonical } from './canonical.ts'

/**
 * Says in words how two pieces of plain data differ. Does not look for the smallest edit: arrays
 * are compared index by index, so one item lost at the front shows as many differences.
 */

const MOST_DIFFERENCES_TOLD = 3
const LONGEST_VALUE_CHARACTERS = 40

interface Difference {
  readonly path: string
  readonly expected: Side
  readonly observed: Side
}

/** A value, or null where there is none. */
type Side = { readonly value: unknown } | null

/**
 * One short line: the first few places where `observed` differs from `expected`, such as
 * `b = 41, expected 57`. `no difference` if there is none.
 *
 * @throws TypeError if either holds something that is not plain data (see {@link canonical}).
 */
export function describeDifference(expected: unknown, observed: unknown): string {
  const differences = differencesBetween(expected, observed)
  if (differences.length === 0) return 'no difference'
  const told = differences.slice(0, MOST_DIFFERENCES_TOLD).map(sentence)
  const untold = differences.length - told.length
  return untold === 0 ? told.join('; ') : `${told.join('; ')}; and ${untold} more`
}

/** In how many places the two differ: a measure of which of several states is the nearest. */
export function countDifferences(expected: unknown, observed: unknown): number {
  return differencesBetween(expected, observed).length
}

/** Plain data as JSON for people, cut to `longest` characters. Not injective: {@link canonical} is. */
export function shortJson(value: unknown, longest: number): string {
  const text = JSON.stringify(value, readable) ?? String(value)
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`
}

function readable(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) return String(value)
  if (value instanceof Map) return [...value]
  if (value instanceof Set) return [...value]
  return value instanceof Uint8Array ? canonical(value) : value
}

function differencesBetween(expected: unknown, observed: unknown): readonly Difference[] {
  const found: Difference[] = []
  compare('', { value: expected }, { value: observed }, found)
  return found
}

function compare(path: string, expected: Side, observed: Side, found: Difference[]): void {
  if (expected !== null && observed !== null) {
    if (canonical(expected.value) === canonical(observed.value)) return
    const left = partsOf(expected.value)
    const right = partsOf(observed.value)
    if (left !== null && right !== null && left.kind === right.kind) {
      const keys = new Set([...left.parts.keys(), ...right.parts.keys()])
      for (const key of keys) {
        compare(joinPath(path, key), left.parts.get(key) ?? null, right.parts.get(key) ?? null, found)
      }
      return
    }
  }
  found.push({ path, expected, observed })
}

interface Parts {
  readonly kind: string
  readonly parts: ReadonlyMap<string, Side>
}

/** The named parts of a structure; null for what is told as a whole. */
function partsOf(value: unknown): Parts | null {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return null
  const parts = new Map<string, Side>()
  if (Array.isArray(value)) {
    value.forEach((item, index) => parts.set(`[${index}]`, { value: item }))
    return { kind: 'array', parts }
  }
  if (value instanceof Map) {
    for (const [key, item] of value) parts.set(typeof key === 'string' ? key : canonical(key), { value: item })
    return { kind: 'map', parts }
  }
  if (value instanceof Set) {
    for (const item of value) parts.set(canonical(item), { value: item })
    return { kind: 'set', parts }
  }
  const record = value as Readonly<Record<string, unknown>>
  for (const key of Object.keys(record).sort()) parts.set(key, { value: record[key] })
  return { kind: 'object', parts }
}

/** The path of a part: `a.b[2]`. */
export function joinPath(path: string, key: string): string {
  return path === '' || key.startsWith('[') ? `${path}${key}` : `${path}.${key}`
}

function sentence({ path, expected, observed }: Difference): string {
  const place = path === '' ? 'the data' : path
  if (observed === null) return `${place} is missing${expected === null ? '' : `, expected ${short(expected)}`}`
  return `${place} = ${short(observed)}, expected ${expected === null ? 'nothing' : short(expected)}`
}

function short(side: { readonly value: unknown }): string {
  return shortJson(side.value, LONGEST_VALUE_CHARACTERS)
}
