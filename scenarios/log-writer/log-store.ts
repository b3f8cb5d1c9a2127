/**
 * The log on its volume, as one writer sees it after recovery: where the next frame goes, what is written,
 * what is durable. All its writes are made one after the other; a flush may overlap them.
 *
 * The first device error other than "no space" ends it: what the volume holds is unknown from then on, and
 * a flush that succeeds after one that failed proves nothing, for the device may have dropped what it could
 * not write. "No space" means that this write was not carried out, so nothing has changed.
 *
 * No flush is needed between a full segment and the next one: recovery does not jump a gap.
 */
import { IoError, type Volume } from '../../core/block/volume.ts'
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import { Rejected } from '../../core/machine/app.ts'
import type { LogWriterFlush } from './defects.ts'
import {
  bytesOf, encodeFrame, encodeSegmentHeader, endOf, FRAME_HEADER_BYTES, roundUpToSector, type Frame,
} from './format.ts'
import { headerOffset, slotOffset, type Layout, type ResolvedOptions } from './options.ts'
import type { LogState } from './recovery.ts'
import { readTexts, type LiveSegment } from './segment-reader.ts'

const NO_PAYLOAD = new Uint8Array(0)
/** Two, so that the damage which hides one seal cannot hide what it seals. */
const SEAL_COPIES = 2
const footprint = (payloadBytes: number): number => roundUpToSector(FRAME_HEADER_BYTES + payloadBytes)

/** Bytes that the seals behind a batch take. */
export const sealBytes = ({ seals }: ResolvedOptions): number => (seals ? SEAL_COPIES * SECTOR_BYTES : 0)

export class LogStore {
  readonly #volume: Volume
  readonly #layout: Layout
  readonly #options: ResolvedOptions
  readonly #state: LogState
  #generationBegun = false
  #failure: Error | undefined

  constructor(volume: Volume, layout: Layout, options: ResolvedOptions, state: LogState) {
    this.#volume = volume
    this.#layout = layout
    this.#options = options
    this.#state = state
  }

  get nextNumber(): number {
    return this.#state.nextNumber
  }

  get firstNumber(): number {
    return this.#state.segments[0]?.firstNumber ?? this.#state.nextNumber
  }

  get truncatedRecords(): number {
    return this.#state.truncatedRecords
  }

  get segmentCount(): number {
    return this.#state.segments.length
  }

  /** Every record up to this number is known to be durable. */
  get durableUpTo(): number {
    return this.#state.durableUpTo
  }

  /** Whether a written record is not known to be durable. */
  get unflushed(): boolean {
    return this.#state.durableUpTo < this.#state.nextNumber - 1
  }

  /** @throws Rejected after a device error. */
  assertUsable(): void {
    if (this.#failure) throw new Rejected(`the log failed earlier: ${this.#failure.message}`)
  }

  /** Begins the generation of this process, once. @throws Rejected when the volume is full. */
  async beginGeneration(): Promise<void> {
    this.assertUsable()
    if (this.#generationBegun) return
    const { segments } = this.#state
    if (this.#options.defect === 'stale-tail-resurrected' && segments.length > 0) {
      this.#generationBegun = true
      return
    }
    const generation = this.#state.generation + 1
    if (this.#room >= SECTOR_BYTES) await this.#writeGenerationMark(generation)
    else await this.#startSegment(generation)
    this.#state.generation = generation
    await this.flush('generation-flush')
    this.#generationBegun = true
  }

  /** Goes on to a new segment if a record of this size needs it. @throws Rejected when the volume is full. */
  async makeRoomFor(payloadBytes: number): Promise<void> {
    await this.beginGeneration()
    if (this.#room < this.#footprint(payloadBytes)) await this.#startSegment(this.#state.generation)
  }

  /** How many of these records, in order, fit into the current segment. */
  howManyFit(payloadBytes: readonly number[]): number {
    let room = this.#room - sealBytes(this.#options)
    let count = 0
    while (count < payloadBytes.length && (room -= footprint(payloadBytes[count]!)) >= 0) count += 1
    return count
  }

  /** Writes records that fit, in one write. Returns the number of the first. */
  async writeRecords(payloads: readonly Uint8Array[]): Promise<number> {
    const { nextNumber: first, generation, durableUpTo } = this.#state
    const size = payloads.reduce((sum, payload) => sum + footprint(payload.length), 0)
    const bytes = bytesOf(new Uint8Array(size))
    let offset = 0
    payloads.forEach((payload, index) => {
      const frame: Frame = {
        kind: 'record', offset, length: payload.length, generation, number: first + index, durableUpTo,
      }
      encodeFrame(bytes, frame, payload)
      offset = endOf(frame)
    })
    try {
      await this.#writeFrames(bytes.array, 'record')
    } catch (error) {
      if (!(error instanceof Rejected && this.#options.defect === 'log-enospc-ignored')) throw error
    }
    this.#state.nextNumber += payloads.length
    return first
  }

  /** How much a record takes, with the seals that must fit behind it. */
  #footprint(payloadBytes: number): number {
    return footprint(payloadBytes) + sealBytes(this.#options)
  }

  /** Says durably that all records are durable. The records have been flushed. */
  async seal(): Promise<void> {
    const bytes = bytesOf(new Uint8Array(SEAL_COPIES * SECTOR_BYTES))
    const { nextNumber: number, generation, durableUpTo } = this.#state
    for (let offset = 0; offset < bytes.array.length; offset += SECTOR_BYTES)
      encodeFrame(bytes, { kind: 'seal', offset, length: 0, generation, number, durableUpTo }, NO_PAYLOAD)
    await this.#writeFrames(bytes.array, 'seal')
    await this.flush('seal-flush')
  }

  /** Makes all that was written before the call durable. */
  async flush(label: LogWriterFlush): Promise<void> {
    this.assertUsable()
    const covered = this.#state.nextNumber - 1
    if (this.#options.skipFlush !== label) {
      const flushed = this.#volume.flush({ label })
      const retried = this.#options.defect === 'fsync-retry-succeeds'
      const answer = retried ? flushed.catch(() => this.#volume.flush({ label })) : flushed
      await answer.catch((error: Error) => this.#fail(error))
    }
    this.#state.durableUpTo = Math.max(this.#state.durableUpTo, covered)
  }

  /** All texts, oldest first. @throws CorruptLogError when the volume no longer holds what was written. */
  async readAll(): Promise<string[]> {
    this.assertUsable()
    const checked = this.#options.defect !== 'wal-no-checksum'
    return readTexts(this.#volume, this.#layout, this.#state.segments, checked)
  }

  get #current(): LiveSegment | undefined {
    return this.#state.segments.at(-1)
  }

  get #room(): number {
    return this.#current ? this.#options.segmentBytes - this.#current.used : 0
  }

  async #writeGenerationMark(generation: number): Promise<void> {
    const bytes = bytesOf(new Uint8Array(SECTOR_BYTES))
    const { nextNumber: number, durableUpTo } = this.#state
    encodeFrame(bytes, { kind: 'generation', offset: 0, length: 0, generation, number, durableUpTo }, NO_PAYLOAD)
    await this.#writeFrames(bytes.array, 'generation')
  }

  /** Adds frames to the current segment. */
  async #writeFrames(bytes: Uint8Array, label: string): Promise<void> {
    const current = this.#current!
    const start = slotOffset(this.#layout, current.sequence % this.#layout.slots) + current.used
    await this.#write(() => this.#volume.write(start, bytes, { label }))
    current.used += bytes.length
  }

  async #startSegment(generation: number): Promise<void> {
    const { segments, nextNumber: firstNumber, durableUpTo } = this.#state
    const sequence = (this.#current?.sequence ?? -1) + 1
    if (segments.length === this.#layout.slots) await this.#retireOldest()
    const { segmentBytes } = this.#options
    const header = encodeSegmentHeader({ sequence, firstNumber, generation, durableUpTo, segmentBytes })
    const start = headerOffset(sequence % this.#layout.slots)
    await this.#write(() => this.#volume.write(start, header, { label: 'segment-header' }))
    segments.push({ sequence, firstNumber, used: 0 })
  }

  /**
   * Drops the oldest segment, so that its slot can be used again. Without the flush before it a crash could
   * keep the retirement and lose the segments that remain, generations and numbers with them. Without the
   * flush after it a crash could bring the old header back on top of records of the new segment.
   */
  async #retireOldest(): Promise<void> {
    if (!this.#options.recycle) throw new Rejected('the log is full')
    if (this.unflushed) await this.flush('retire-flush')
    const start = headerOffset(this.#state.segments[0]!.sequence % this.#layout.slots)
    await this.#write(() => this.#volume.writeZeroes(start, SECTOR_BYTES, { label: 'segment-retire' }))
    this.#state.segments.shift()
    await this.flush('recycle-flush')
  }

  async #write(write: () => Promise<void>): Promise<void> {
    this.assertUsable()
    try {
      await write()
    } catch (error) {
      if (error instanceof IoError && error.code === 'ENOSPC') throw new Rejected(error.message)
      this.#fail(error as Error)
    }
  }

  #fail(error: Error): never {
    this.#failure = error
    throw error
  }
}
