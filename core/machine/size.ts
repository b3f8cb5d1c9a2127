/** Sizes as people write them. */
import { MAXIMUM_IMAGE_BYTES } from '../block/block-image.ts'
import { BLOCK_BYTES } from '../block/geometry.ts'
import type { Size } from './app.ts'

const UNITS: Readonly<Record<string, number>> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 }

/**
 * Bytes of a size such as `'64MiB'`.
 * @throws RangeError when it is no size, no positive multiple of 4 KiB, or above 2 TiB
 */
export function parseSize(size: Size, what: string): number {
  const bytes = typeof size === 'number' ? size : bytesOf(size)
  if (!(Number.isSafeInteger(bytes) && bytes > 0 && bytes % BLOCK_BYTES === 0)) {
    throw new RangeError(`${what}: a volume's size must be a positive multiple of 4KiB, for example '64MiB'; got ${String(size)}`)
  }
  if (bytes > MAXIMUM_IMAGE_BYTES)
    throw new RangeError(`${what}: a volume's size must be at most 2048GiB; got ${String(size)}`)
  return bytes
}

function bytesOf(size: string): number {
  const match = /^(\d+)(B|KiB|MiB|GiB)$/.exec(size)
  return match ? Number(match[1]) * UNITS[match[2]!]! : Number.NaN
}
