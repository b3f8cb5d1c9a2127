/**
 * Copies of the data of writes. Small ones share chunks of memory: a memory block of its own costs more than
 * the copy, and the write log holds a great many. Copies live about as long as their neighbours, so chunks
 * come free as the log is forgotten.
 */
const CHUNK_BYTES = 32 * 1024
const LARGEST_SHARED_BYTES = CHUNK_BYTES / 8

export class Copies {
  #chunk: ArrayBuffer | null = null
  #used = 0

  /** The bytes of `data`, apart from it. Not to be written to. */
  take(data: Uint8Array): Uint8Array {
    if (data.length > LARGEST_SHARED_BYTES) return new Uint8Array(data)
    if (this.#chunk === null || this.#used + data.length > CHUNK_BYTES) {
      this.#chunk = new ArrayBuffer(CHUNK_BYTES)
      this.#used = 0
    }
    const copy = new Uint8Array(this.#chunk, this.#used, data.length)
    this.#used += data.length
    copy.set(data)
    return copy
  }
}
