/**
 * A disk that keeps every version of a sector which a power cut may leave. A sector holds any
 * version at or above its floor; a completed flush raises the floors to the writes that had completed when
 * it was submitted.
 */
import { IoError } from '../../../core/block/volume.ts'
import type { FlushOptions, SyncVolume, Volume, WriteOptions } from '../../../core/block/volume.ts'
import type { RandomStream } from '../../../core/sim/random.ts'
import type { World } from './fake.ts'

const SECTOR = 512

/** A write that a power cut may undo, sector by sector. */
export interface PendingWrite {
  readonly label: string
  readonly offset: number
  readonly data: Uint8Array
  completed: boolean
}

/** Says whether a sector of a pending write is on the disk after the cut; `at` is its offset in the write. */
export type Picker = (write: PendingWrite, at: number) => boolean

/** How one power cut picks versions. */
export type Cut = 'floor' | 'completed' | 'newest' | 'sectors' | 'writes' | 'tear-one' | 'omit-one'
export const CUTS: readonly Cut[] = ['floor', 'completed', 'newest', 'sectors', 'writes', 'tear-one', 'omit-one']

export class FakeDisk implements Volume {
  readonly name: string
  readonly sizeBytes: number
  readonly #floor: Uint8Array
  readonly #now: Uint8Array
  #pending: PendingWrite[] = []
  #world: World
  /** Fails the next matching request with EIO. A failed flush drops what it should have made durable. */
  failNext: { kind: 'write' | 'flush' | 'read'; label?: string } | undefined
  writes = 0
  flushes = 0

  constructor(name: string, world: World, image: Uint8Array) {
    this.name = name
    this.sizeBytes = image.length
    this.#floor = image.slice()
    this.#now = image.slice()
    this.#world = world
  }

  /** Process death: what had completed stays in the cache, what was in flight arrives or does not. */
  reconnect(world: World): void {
    this.#world = world
    this.#pending = this.#pending.filter((write) => write.completed || world.random.chance(1, 2))
    for (const write of this.#pending) {
      if (!write.completed) this.#now.set(write.data, write.offset)
      write.completed = true
    }
  }

  read(offset: number, length: number): Promise<Uint8Array> {
    this.#check('read', offset, length)
    return this.#request('read', undefined, 10, 60, () => this.#now.slice(offset, offset + length))
  }

  write(offset: number, data: Uint8Array, options: WriteOptions = {}): Promise<void> {
    this.#check('write', offset, data.length)
    if (this.#pending.some((other) => !other.completed && overlap(other, offset, data.length)))
      throw new Error(`${this.name}: overlapping writes in flight at ${offset}`)
    const pending: PendingWrite = { label: options.label ?? '', offset, data: data.slice(), completed: false }
    this.#pending.push(pending)
    this.writes++
    return this.#request('write', options.label, 20, 200, () => {
      pending.completed = true
      this.#now.set(pending.data, offset)
    })
  }

  flush(options: FlushOptions = {}): Promise<void> {
    const covered = this.#pending.filter((write) => write.completed)
    this.flushes++
    const drop = this.failNext?.kind === 'flush' && (this.failNext.label ?? options.label) === options.label
    if (drop) this.#pending = this.#pending.filter((write) => !write.completed)
    return this.#request('flush', options.label, 50, 300, () => {
      for (const write of covered) this.#floor.set(write.data, write.offset)
      this.#pending = this.#pending.filter((write) => !covered.includes(write))
    })
  }

  discard(offset: number, length: number, options: WriteOptions = {}): Promise<void> {
    return this.write(offset, new Uint8Array(length), options)
  }

  writeZeroes(offset: number, length: number, options: WriteOptions = {}): Promise<void> {
    return this.write(offset, new Uint8Array(length), options)
  }

  get sync(): SyncVolume {
    throw new Error('not here')
  }

  /** Labels of the writes that no flush has covered, and whether they have completed. */
  get pending(): readonly PendingWrite[] {
    return this.#pending
  }

  /** Damages what is on the medium, as rot does. */
  rot(offset: number, length: number): void {
    for (const bytes of [this.#floor, this.#now]) bytes.fill(0xa5, offset, offset + length)
  }

  /** What the disk holds after a power cut now. */
  image(picker: Picker): Uint8Array {
    const image = this.#floor.slice()
    for (const write of this.#pending)
      for (let at = 0; at < write.data.length; at += SECTOR)
        if (picker(write, at)) image.set(write.data.subarray(at, at + SECTOR), write.offset + at)
    return image
  }

  /** The same with the versions drawn. */
  drawImage(cut: Cut, random: RandomStream): Uint8Array {
    const chosen = this.#pending.length === 0 ? undefined : random.pick(this.#pending)
    const whole = new Map(this.#pending.map((write) => [write, random.chance(1, 2)]))
    const pickers: Readonly<Record<Cut, Picker>> = {
      floor: () => false,
      completed: (write) => write.completed,
      newest: () => true,
      sectors: () => random.chance(1, 2),
      writes: (write) => whole.get(write)!,
      'tear-one': (write) => write !== chosen || random.chance(1, 2),
      'omit-one': (write) => write !== chosen,
    }
    return this.image(pickers[cut])
  }

  #check(call: string, offset: number, length: number): void {
    if (offset % SECTOR || length % SECTOR || length === 0 || offset < 0 || offset + length > this.sizeBytes)
      throw new RangeError(`${this.name}.${call}: ${offset}+${length}`)
  }

  #request<T>(kind: 'read' | 'write' | 'flush', label: string | undefined, from: number, to: number, done: () => T) {
    const fails = this.failNext?.kind === kind && (this.failNext.label ?? label) === label
    if (fails) this.failNext = undefined
    return new Promise<T>((resolve, reject) =>
      this.#world.schedule(this.#world.random.between(from, to), () => {
        if (fails) reject(new IoError('EIO', `${this.name} ${kind} ${label ?? ''}`))
        else resolve(done())
      }),
    )
  }
}

function overlap(write: PendingWrite, offset: number, length: number): boolean {
  return write.offset < offset + length && offset < write.offset + write.data.length
}
