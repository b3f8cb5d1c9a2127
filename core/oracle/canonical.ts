/**
 * One text for one piece of plain data, so that two states are equal exactly if their texts are.
 *
 * Does not look at symbol keys, at non-enumerable properties, or at named properties of arrays:
 * they are not data. Two references to one object read like two equal objects.
 */

const DEEPEST_NESTING = 500

type Writer = (value: never, depth: number) => string

/** Characters that a quoted string must escape; lone surrogates too, or two strings could share one text. */
// eslint-disable-next-line no-control-regex -- exactly the characters that JSON escapes
const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/

const HEX_PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

const WRITERS = new Map<object | null, Writer>([
  [null, writeObject],
  [Object.prototype, writeObject],
  [Array.prototype, writeArray],
  [Map.prototype, writeMap],
  [Set.prototype, writeSet],
  [Uint8Array.prototype, writeBytes],
])

/** How data of another realm is recognised: by its tag, if it is no subclass (that many prototypes up to the root). */
const FOREIGN: ReadonlyMap<string, { readonly prototypes: number; readonly writer: Writer }> = new Map([
  ['[object Object]', { prototypes: 1, writer: writeObject as Writer }],
  ['[object Array]', { prototypes: 2, writer: writeArray as Writer }],
  ['[object Map]', { prototypes: 2, writer: writeMap as Writer }],
  ['[object Set]', { prototypes: 2, writer: writeSet as Writer }],
])

/**
 * A deterministic and injective text of plain data: primitives, arrays, objects without a class,
 * `Map`, `Set` and `Uint8Array` (a `Buffer` counts as one), nested at will. Keys are sorted by
 * code unit, so insertion order never matters; the order of an array does.
 *
 * @throws TypeError for a function, a symbol, an instance of any other class (`Date` too), or
 * data nested deeper than 500 levels (a cycle).
 */
export function canonical(value: unknown): string {
  return write(value, 0)
}

function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return NEEDS_ESCAPE.test(value) ? JSON.stringify(value) : `"${value}"`
    case 'number':
      return value === 0 && Object.is(value, -0) ? '-0' : `${value}`
    case 'bigint':
      return `${value}n`
    case 'boolean':
      return value ? 'true' : 'false'
    case 'undefined':
      return 'undefined'
    case 'object':
      return value === null ? 'null' : writeStructure(value, depth + 1)
    default:
      throw new TypeError(`canonical: a ${typeof value} is not plain data`)
  }
}

function writeStructure(value: object, depth: number): string {
  if (depth > DEEPEST_NESTING) {
    throw new TypeError(`canonical: the data is cyclic or nested deeper than ${DEEPEST_NESTING} levels`)
  }
  const writer = WRITERS.get(Object.getPrototypeOf(value) as object | null) ?? writerByTag(value)
  return writer(value as never, depth)
}

function writerByTag(value: object): Writer {
  if (value instanceof Uint8Array) return writeBytes
  const foreign = FOREIGN.get(Object.prototype.toString.call(value))
  if (foreign !== undefined && prototypesAbove(value) === foreign.prototypes) return foreign.writer
  const name = (value.constructor as { readonly name?: string } | undefined)?.name ?? 'an unknown class'
  throw new TypeError(`canonical: an instance of ${name} is not plain data; turn it into plain data first`)
}

function prototypesAbove(value: object): number {
  let count = 0
  let above: unknown = Object.getPrototypeOf(value)
  while (above !== null) {
    count += 1
    above = Object.getPrototypeOf(above)
  }
  return count
}

function writeObject(value: Readonly<Record<string, unknown>>, depth: number): string {
  const keys = Object.keys(value).sort()
  let text = '{'
  for (const key of keys) text += `${write(key, depth)}:${write(value[key], depth)},`
  return `${text}}`
}

function writeArray(value: readonly unknown[], depth: number): string {
  let text = '['
  for (let index = 0; index < value.length; index += 1) {
    const item = value[index]
    text += item === undefined && !(index in value) ? ',' : `${write(item, depth)},`
  }
  return `${text}]`
}

function writeMap(value: ReadonlyMap<unknown, unknown>, depth: number): string {
  const keys = [...value.keys()]
  if (!keys.every((key) => typeof key === 'string')) return writeMapOfAnyKeys(value, depth)
  let text = 'Map{'
  for (const key of keys.sort()) text += `${write(key, depth)}:${write(value.get(key), depth)},`
  return `${text}}`
}

/** Keys that are objects may have equal texts, so whole entries are sorted; that costs more. */
function writeMapOfAnyKeys(value: ReadonlyMap<unknown, unknown>, depth: number): string {
  const entries: string[] = []
  for (const [key, item] of value) entries.push(`${write(key, depth)}:${write(item, depth)},`)
  return `Map{${entries.sort().join('')}}`
}

function writeSet(value: ReadonlySet<unknown>, depth: number): string {
  const items: string[] = []
  for (const item of value) items.push(write(item, depth))
  return `Set{${items.sort().join()}}`
}

function writeBytes(value: Uint8Array): string {
  let text = 'bytes<'
  for (const byte of value) text += HEX_PAIRS[byte]
  return `${text}>`
}
