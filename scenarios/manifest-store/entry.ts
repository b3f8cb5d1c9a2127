/**
 * One write as bytes, in log records and in runs alike: length of the key u16, code u16 (0: delete, n + 1: n
 * bytes of value), key, value.
 */
const HEAD_BYTES = 4
const CODE_DELETE = 0
const CODE_EMPTY_VALUE = 1

export const MAXIMUM_KEY_BYTES = 128
export const MAXIMUM_VALUE_BYTES = 1024

/** One change of a transaction. `null` deletes. */
export interface KeyWrite {
  readonly key: string
  readonly value: string | null
}

/** @throws RangeError for a key or a value that is too long */
export function checkEntry({ key, value }: KeyWrite): void {
  const keyBytes = Buffer.byteLength(key)
  if (keyBytes > MAXIMUM_KEY_BYTES)
    throw new RangeError(`ManifestStore.transact: a key holds at most ${MAXIMUM_KEY_BYTES} bytes, got ${keyBytes}`)
  const valueBytes = value === null ? 0 : Buffer.byteLength(value)
  if (valueBytes > MAXIMUM_VALUE_BYTES)
    throw new RangeError(`ManifestStore.transact: a value holds at most ${MAXIMUM_VALUE_BYTES} bytes, got ${valueBytes}`)
}

export function entryBytes({ key, value }: KeyWrite): number {
  return HEAD_BYTES + Buffer.byteLength(key) + (value === null ? 0 : Buffer.byteLength(value))
}

/** Returns the place behind the entry. */
export function encodeEntry(target: Buffer, at: number, { key, value }: KeyWrite): number {
  const keyBytes = target.write(key, at + HEAD_BYTES)
  const valueBytes = value === null ? 0 : target.write(value, at + HEAD_BYTES + keyBytes)
  target.writeUInt16LE(keyBytes, at)
  target.writeUInt16LE(value === null ? CODE_DELETE : CODE_EMPTY_VALUE + valueBytes, at + 2)
  return at + HEAD_BYTES + keyBytes + valueBytes
}

/** The entries that lie one after the other in bytes whose checksum is right. */
export function* decodeEntries(bytes: Buffer): Generator<KeyWrite> {
  for (let at = 0; at < bytes.length; ) {
    const valueAt = at + HEAD_BYTES + bytes.readUInt16LE(at)
    const code = bytes.readUInt16LE(at + 2)
    const end = code === CODE_DELETE ? valueAt : valueAt + code - CODE_EMPTY_VALUE
    const key = bytes.toString('utf8', at + HEAD_BYTES, valueAt)
    yield { key, value: code === CODE_DELETE ? null : bytes.toString('utf8', valueAt, end) }
    at = end
  }
}
