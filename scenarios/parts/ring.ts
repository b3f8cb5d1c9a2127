/** An endless log that is kept in a volume as a ring: a position (LSN) is a byte offset in the endless log. */
import type { Volume } from '../../core/block/volume.ts'
import { asBuffer } from './as-buffer.ts'

/** A stretch of the volume. */
export interface Stretch {
  readonly at: number
  readonly length: number
}

/** The stretches of the ring that hold `length` bytes from a position on: two where it wraps. */
export function ringStretches(logBytes: number, lsn: number, length: number): readonly Stretch[] {
  const at = lsn % logBytes
  const first = Math.min(length, logBytes - at)
  if (length === 0) return []
  return first === length ? [{ at, length }] : [{ at, length: first }, { at: 0, length: length - first }]
}

/** A growing copy of the ring, from one position on. */
export class RingWindow {
  bytes: Buffer = Buffer.alloc(0)
  readonly #volume: Volume
  readonly #start: number
  readonly #readAheadBytes: number

  /** @param readAheadBytes so many bytes are read at least, as far as there are any. Default: no more than asked for */
  constructor(volume: Volume, start: number, readAheadBytes = 0) {
    this.#volume = volume
    this.#start = start
    this.#readAheadBytes = readAheadBytes
  }

  /** Reads on until `length` bytes are here, or one lap. */
  async grow(length: number): Promise<void> {
    const { sizeBytes } = this.#volume
    if (length <= this.bytes.length || this.bytes.length === sizeBytes) return
    const wanted = Math.min(sizeBytes, Math.max(length, this.bytes.length * 2, this.#readAheadBytes))
    const stretches = ringStretches(sizeBytes, this.#start + this.bytes.length, wanted - this.bytes.length)
    const parts = await Promise.all(stretches.map(({ at, length: partBytes }) => this.#volume.read(at, partBytes)))
    const first = this.bytes.length === 0 && parts.length === 1
    this.bytes = first ? asBuffer(parts[0]!) : Buffer.concat([this.bytes, ...parts])
  }
}
