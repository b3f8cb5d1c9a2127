/** The volume that an application sees, on a disk of its machine. */
import type { Kernel } from '../sim/kernel.ts'
import { NeverAnswered } from '../sim/kernel.ts'
import { never } from '../sim/never.ts'
import type { ProcessGroup } from '../sim/process.ts'
import { Copies } from './copies.ts'
import type { Disk } from './disk.ts'
import { SECTOR_BYTES } from './geometry.ts'
import type { Answer, RequestDetails } from './request.ts'
import type { SyncVolume, Volume, WriteOptions } from './volume.ts'

const EMPTY = new Uint8Array(0)

/**
 * @param group the boot that may use it: once that is killed, every call stays pending for ever
 */
export function createVolume(kernel: Kernel, disk: Disk, name: string, group: ProcessGroup): Volume {
  const face = new VolumeFace(kernel, disk, name, group)
  return face
}

class VolumeFace implements Volume {
  readonly name: string
  readonly sizeBytes: number
  readonly sync: SyncVolume
  readonly #kernel: Kernel
  readonly #disk: Disk
  readonly #group: ProcessGroup
  readonly #copies = new Copies()

  constructor(kernel: Kernel, disk: Disk, name: string, group: ProcessGroup) {
    this.#kernel = kernel
    this.#disk = disk
    this.#group = group
    this.name = name
    this.sizeBytes = disk.sizeBytes
    this.sync = {
      read: (offset, length) => this.#now(this.#details('read', offset, length, null)),
      write: (offset, data, options) => void this.#now(this.#writeDetails(offset, data, options)),
      flush: (options) => void this.#now(flushDetails(options?.label)),
      discard: (offset, length, options) => void this.#now(this.#details('discard', offset, length, options)),
      writeZeroes: (offset, length, options) => void this.#now(this.#details('write-zeroes', offset, length, options)),
    }
  }

  read(offset: number, length: number): Promise<Uint8Array> {
    return this.#later(this.#details('read', offset, length, null))
  }

  write(offset: number, data: Uint8Array, options?: WriteOptions): Promise<void> {
    return this.#later(this.#writeDetails(offset, data, options))
  }

  flush(options?: { readonly label?: string }): Promise<void> {
    return this.#later(flushDetails(options?.label))
  }

  discard(offset: number, length: number, options?: WriteOptions): Promise<void> {
    return this.#later(this.#details('discard', offset, length, options))
  }

  writeZeroes(offset: number, length: number, options?: WriteOptions): Promise<void> {
    return this.#later(this.#details('write-zeroes', offset, length, options))
  }

  #later<T extends Uint8Array | void>(details: RequestDetails): Promise<T> {
    if (!this.#group.alive) return never()
    if (this.#disk.instant && !this.#disk.holding) return this.#atOnce(details)
    const deferred = this.#kernel.deferred<T>(`Volume.${details.kind}`)
    this.#disk.submit(details, (answer) => {
      if (answer.ok) this.#kernel.wake(deferred, (answer.data ?? undefined) as T)
      else this.#kernel.fail(deferred, answer.error)
    })
    return deferred.promise
  }

  /** A device without latency answers within the call: no event, no turn. */
  #atOnce<T extends Uint8Array | void>(details: RequestDetails): Promise<T> {
    if (!this.#kernel.countInstant()) return never()
    const answer = this.#submit(details)()
    if (!answer) return never()
    return answer.ok ? Promise.resolve((answer.data ?? undefined) as T) : Promise.reject(answer.error)
  }

  #now(details: RequestDetails): Uint8Array {
    const kernel = this.#kernel
    if (!this.#group.alive || (this.#disk.instant && !kernel.countInstant())) throw new NeverAnswered()
    const answered = this.#submit(details)
    if (!answered()) kernel.pump(() => answered() !== null || !this.#group.alive)
    const answer = answered()
    if (!answer) throw new NeverAnswered()
    if (!answer.ok) throw answer.error
    return answer.data ?? EMPTY
  }

  /** Submits a request; the function returned tells its answer once there is one. */
  #submit(details: RequestDetails): () => Answer | null {
    let answer: Answer | null = null
    this.#disk.submit(details, (given) => {
      answer = given
    })
    return () => answer
  }

  #writeDetails(offset: number, data: Uint8Array, options?: WriteOptions): RequestDetails {
    const details = this.#details('write', offset, data.length, options)
    details.data = this.#copies.take(data)
    return details
  }

  #details(
    kind: RequestDetails['kind'],
    offset: number,
    length: number,
    options: WriteOptions | null | undefined,
  ): { -readonly [field in keyof RequestDetails]: RequestDetails[field] } {
    this.#check(kind, offset, length)
    const details = {
      kind,
      lba: offset / SECTOR_BYTES,
      sectors: length / SECTOR_BYTES,
      data: null,
      fua: options?.fua ?? false,
      label: options?.label ?? kind,
    }
    return this.#disk.log.origins === null ? details : { ...details, origin: new Error('asked for here') }
  }

  #check(kind: string, offset: number, length: number): void {
    const where = `Volume.${kind} (${this.name})`
    if (!(Number.isInteger(offset) && offset >= 0 && offset % SECTOR_BYTES === 0))
      throw new RangeError(`${where}: offset must be a multiple of ${SECTOR_BYTES} bytes, got ${offset}`)
    if (!(Number.isInteger(length) && length > 0 && length % SECTOR_BYTES === 0))
      throw new RangeError(`${where}: length must be a positive multiple of ${SECTOR_BYTES} bytes, got ${length}`)
    if (offset + length > this.sizeBytes)
      throw new RangeError(`${where}: ${offset} + ${length} lies beyond the end (${this.sizeBytes} bytes)`)
  }
}

function flushDetails(label: string | undefined): RequestDetails {
  return { kind: 'flush', lba: 0, sectors: 0, data: null, fua: false, label: label ?? 'flush' }
}
