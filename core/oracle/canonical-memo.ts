/**
 * Remembers what was worked out from the canonical texts of the latest data. Recoveries of neighbouring crash
 * states mostly show what was shown just before, and comparing data is many times faster than writing it out.
 *
 * It keeps copies, so data that is changed after it was shown is never taken for what it was. Data with
 * anything else in it than objects, arrays, maps with text keys, bytes and primitives is not recognised again.
 */
const MOST_REMEMBERED = 8
/** Data nested deeper is not recognised again; no harm in that. */
const DEEPEST_NESTING = 100

export class CanonicalMemo<Derived> {
  readonly #derive: (value: unknown) => Derived
  /** What was shown last comes first. */
  readonly #remembered: { readonly copy: unknown; readonly derived: Derived }[] = []

  /** @param derive works out what is wanted; must depend on nothing but the canonical text of its argument */
  constructor(derive: (value: unknown) => Derived) {
    this.#derive = derive
  }

  /** The same object for equal data, as long as it is remembered. */
  of(value: unknown): Derived {
    const at = this.#remembered.findIndex(({ copy }) => isSame(value, copy, 0))
    const known = at < 0 ? undefined : this.#remembered.splice(at, 1)[0]
    const latest = known ?? { copy: copyOf(value, 0), derived: this.#derive(value) }
    this.#remembered.unshift(latest)
    if (this.#remembered.length > MOST_REMEMBERED) this.#remembered.pop()
    return latest.derived
  }
}

/** One kind of data. `same` gets two of this kind. */
interface Kind<Data> {
  readonly same: (one: Data, other: Data, depth: number) => boolean
  readonly copy: (data: Data, depth: number) => unknown
}

const OBJECT: Kind<Readonly<Record<string, unknown>>> = {
  same(one, other, depth) {
    const keys = Object.keys(one)
    if (keys.length !== Object.keys(other).length) return false
    return keys.every((key) => Object.hasOwn(other, key) && isSame(one[key], other[key], depth))
  },
  copy: (data, depth) => Object.fromEntries(Object.keys(data).map((key) => [key, copyOf(data[key], depth)])),
}

const ARRAY: Kind<readonly unknown[]> = {
  same: (one, other, depth) =>
    one.length === other.length &&
    // A loop over indices: `every` would pass over holes.
    one.findIndex((item, index) => !isSame(item, other[index], depth) || index in one !== index in other) < 0,
  copy(data, depth) {
    const copy = new Array<unknown>(data.length)
    data.forEach((item, index) => (copy[index] = copyOf(item, depth)))
    return copy
  },
}

const MAP: Kind<ReadonlyMap<unknown, unknown>> = {
  same(one, other, depth) {
    if (one.size !== other.size) return false
    for (const [key, item] of one)
      if (typeof key !== 'string' || !other.has(key) || !isSame(item, other.get(key), depth)) return false
    return true
  },
  copy: (data, depth) => new Map([...data].map(([key, item]) => [key, copyOf(item, depth)])),
}

const BYTES: Kind<Uint8Array> = {
  same: (one, other) => one.length === other.length && one.every((byte, index) => byte === other[index]),
  copy: (data) => data.slice(),
}

const KINDS = new Map<unknown, Kind<never>>([
  [Object.prototype, OBJECT],
  [Array.prototype, ARRAY],
  [Map.prototype, MAP],
  [Uint8Array.prototype, BYTES],
])

/** True only if the canonical texts are equal; false may also mean that nobody has looked. */
function isSame(one: unknown, other: unknown, depth: number): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return Object.is(one, other)
  const prototype: unknown = Object.getPrototypeOf(one)
  if (depth > DEEPEST_NESTING || Object.getPrototypeOf(other) !== prototype) return false
  return KINDS.get(prototype)?.same(one as never, other as never, depth + 1) ?? false
}

function copyOf(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  const kind = depth > DEEPEST_NESTING ? undefined : KINDS.get(Object.getPrototypeOf(value))
  return kind ? kind.copy(value as never, depth + 1) : UNRECOGNISABLE
}

/** Stands in a copy for what has no kind: same as nothing, since its prototype has none either. */
const UNRECOGNISABLE: unknown = Object.create(null)
