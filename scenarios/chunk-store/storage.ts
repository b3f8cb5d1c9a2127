/**
 * The volume as the store uses it: reads that survive a transient error, and writes of which the first that fails
 * ends the store.
 *
 * After an error other than "no space" nobody knows what the volume holds, and a flush that succeeds after one that
 * failed proves nothing. "No space" means that this write was not carried out, so nothing has changed.
 */
import { IoError, type Volume } from '../../core/block/volume.ts'
import { Rejected } from '../../core/machine/app.ts'

/** So often a read is tried before its error is believed. */
const READ_ATTEMPTS = 3

export class Storage {
  readonly volume: Volume
  #failure: Error | undefined

  constructor(volume: Volume) {
    this.volume = volume
  }

  /** @throws Rejected after a device error. */
  assertUsable(): void {
    if (this.#failure) throw new Rejected(`the store failed earlier: ${this.#failure.message}`)
  }

  /** @throws IoError when every attempt has failed. Says nothing about what is there. */
  async read(offset: number, length: number): Promise<Buffer> {
    for (let attempt = 1; ; attempt++)
      try {
        const bytes = await this.volume.read(offset, length)
        return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      } catch (error) {
        if (!(error instanceof IoError) || attempt === READ_ATTEMPTS) throw error
      }
  }

  /** @throws Rejected when the device has no space: then nothing was written */
  write(offset: number, bytes: Uint8Array, label: string): Promise<void> {
    return this.#change(() => this.volume.write(offset, bytes, { label }))
  }

  discard(offset: number, length: number, label: string): Promise<void> {
    return this.#change(() => this.volume.discard(offset, length, { label }))
  }

  flush(label: string): Promise<void> {
    return this.#change(() => this.volume.flush({ label }))
  }

  async #change(request: () => Promise<void>): Promise<void> {
    this.assertUsable()
    try {
      await request()
    } catch (error) {
      if (error instanceof IoError && error.code === 'ENOSPC') throw new Rejected(error.message)
      this.#failure = error as Error
      throw error
    }
  }
}
