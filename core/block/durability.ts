/**
 * What a power cut may leave, followed along the write log.
 *
 * For each disk: `floors`, an image of all that is certainly durable, and the pending writes above
 * it in version order. After a cut each sector holds its floor or any pending version of it.
 * A completed FLUSH raises floors to every write that had completed *before the flush was submitted*;
 * a completed FUA write raises the floors of its own sectors only. On a sound disk overlapping writes
 * never overlap in flight, so version order is submission order; a misdirected write, or damage to the
 * medium, may come between, and counts from its completion.
 */
import type { BlockImage } from './block-image.ts'
import type { CacheFollower } from './cache-follower.ts'
import { SECTOR_BYTES } from './geometry.ts'
import { isCompletion, isStored } from './write-log.ts'
import type { FlushEntry, LogEntry, LogStep, WriteEntry, WriteLog } from './write-log.ts'

const BEFORE_THE_LOG = -1

export class PendingWrite {
  readonly entry: WriteEntry
  /** Sectors (by offset in the data) below the floor by now: a later version of them is durable. */
  #superseded: Set<number> | null = null
  #cachePlace: number | null = null

  constructor(entry: WriteEntry) {
    this.entry = entry
  }

  copy(): PendingWrite {
    const copy = new PendingWrite(this.entry)
    if (this.#superseded) copy.#superseded = new Set(this.#superseded)
    copy.#cachePlace = this.#cachePlace
    return copy
  }

  /**
   * The same write as a machine finds it that boots again while the device keeps its power: completed, volatile.
   * @param place in the cache of its disk, oldest first, from 0
   */
  carryOver(place: number): PendingWrite {
    const copy = this.copy()
    copy.#cachePlace = place
    return copy
  }

  /** Its place in the device's cache when the log that is followed now began; null for a write of this log. */
  get cachePlace(): number | null {
    return this.#cachePlace
  }

  /** Position of the completion in the log that is followed; null while in flight. */
  get completion(): number | null {
    return this.#cachePlace !== null ? BEFORE_THE_LOG : this.entry.completeSeq
  }

  get firstLba(): number {
    return this.entry.storedLba + this.entry.storedFrom
  }

  get endLba(): number {
    return this.entry.storedLba + this.entry.storedTo
  }

  completedAt(seq: number): boolean {
    return this.completion !== null && this.completion <= seq
  }

  /** Offsets within the data of the sectors that may still be picked. */
  sectors(): number[] {
    const offsets: number[] = []
    for (let offset = this.entry.storedFrom; offset < this.entry.storedTo; offset++) {
      if (!this.#superseded?.has(offset) && isStored(this.entry, offset)) offsets.push(offset)
    }
    return offsets
  }

  /** All that the device stored of it is left. */
  get whole(): boolean {
    return this.#superseded === null
  }

  /** Takes out the sectors that `durable` has overwritten for good. */
  supersede(durable: PendingWrite): void {
    const from = Math.max(this.firstLba, durable.firstLba)
    const to = Math.min(this.endLba, durable.endLba)
    if (from >= to) return
    this.#superseded ??= new Set()
    for (let lba = from; lba < to; lba++)
      if (isStored(durable.entry, lba - durable.entry.storedLba)) this.#superseded.add(lba - this.entry.storedLba)
  }

  /** Writes the whole of what is left of it. */
  applyTo(image: BlockImage): void {
    if (this.whole) applyStored(image, this.entry)
    else this.applySectors(image, this.sectors())
  }

  /** Writes some of its sectors (ascending offsets within the data). */
  applySectors(image: BlockImage, offsets: readonly number[]): void {
    applySectors(image, this.entry, offsets)
  }
}

function applySectors(image: BlockImage, entry: WriteEntry, offsets: readonly number[]): void {
  for (let index = 0; index < offsets.length; ) {
    let end = index + 1
    while (end < offsets.length && offsets[end] === offsets[end - 1]! + 1) end++
    applyRange(image, entry, offsets[index]!, offsets[end - 1]! + 1)
    index = end
  }
}

function applyRange(image: BlockImage, entry: WriteEntry, from: number, to: number): void {
  if (from >= to) return
  const offset = (entry.storedLba + from) * SECTOR_BYTES
  if (entry.data) {
    const whole = from === 0 && to === entry.sectors
    image.write(offset, whole ? entry.data : entry.data.subarray(from * SECTOR_BYTES, to * SECTOR_BYTES))
  } else image.writeZeroes(offset, (to - from) * SECTOR_BYTES)
}

/** Applies a stored write to the image that the device reads from. */
export function applyStored(image: BlockImage, entry: WriteEntry): void {
  if (!entry.skipped) return applyRange(image, entry, entry.storedFrom, entry.storedTo)
  applySectors(image, entry, new PendingWrite(entry).sectors())
}

/** One disk: all that is certainly durable, and what may be. */
export class DiskDurability {
  floors: BlockImage
  /** Versions above the floors, oldest first. */
  pending: PendingWrite[] = []
  /** What the operating system holds for this disk; null where it holds nothing. */
  readonly pageCache: CacheFollower | null
  readonly #writeThrough: boolean

  constructor(floors: BlockImage, writeThrough: boolean, pageCache: CacheFollower | null = null) {
    this.floors = floors
    this.pageCache = pageCache
    this.#writeThrough = writeThrough
  }

  submitted(entry: LogEntry): void {
    if (entry.kind === 'flush' || entry.storedFrom >= entry.storedTo) return
    this.pending.push(new PendingWrite(entry))
  }

  completed(entry: WriteEntry): void {
    if (entry.failed) this.pending = this.pending.filter((pending) => pending.entry !== entry)
    else if (entry.fua || this.#writeThrough) this.#raise((pending) => pending.entry === entry)
  }

  /** Takes in the end of a flush and returns the writes that it gave up: they will never be durable. */
  flushed(flush: FlushEntry): readonly PendingWrite[] {
    const covered = (pending: PendingWrite): boolean => pending.completedAt(flush.submitSeq)
    if (flush.discardsCovered) {
      const givenUp = this.pending.filter(covered)
      this.pending = this.pending.filter((pending) => !covered(pending))
      return givenUp
    }
    if (!flush.lying && !flush.failed) this.#raise(covered)
    return []
  }

  /** The disk holds this and nothing else, all of it durable. */
  reset(image: BlockImage, seq: number): void {
    this.floors.release()
    this.floors = image.fork()
    this.pageCache?.advanceTo(seq)
    this.pageCache?.reset(image)
    this.pending = []
  }

  /** Makes the chosen pending writes durable, all of them completed, in the order in which they completed. */
  #raise(isChosen: (pending: PendingWrite) => boolean): void {
    const chosen: PendingWrite[] = []
    const remaining: PendingWrite[] = []
    for (const pending of this.pending) (isChosen(pending) ? chosen : remaining).push(pending)
    chosen.sort((one, other) => one.completion! - other.completion!)
    for (const durable of chosen) {
      durable.applyTo(this.floors)
      for (const other of remaining)
        if (other.completedAt(durable.completion!) || (other.entry.cached && other.entry.submitSeq < durable.entry.submitSeq)) other.supersede(durable)
    }
    this.pending = remaining.filter((pending) => pending.whole || pending.sectors().length > 0)
  }
}

export class DurabilityCursor {
  readonly disks: readonly DiskDurability[]
  readonly #log: WriteLog
  readonly #writeThrough: readonly boolean[]
  #next: number

  /**
   * @param images content of every disk at the base of the log; the cursor owns them from now on
   * @param writeThrough for each disk whether completion is durability
   * @param carried for each disk what its cache held when the log began; default nothing
   * @param pageCaches for each disk what follows its page cache, owned by the cursor; default nothing
   */
  constructor(
    log: WriteLog,
    images: readonly BlockImage[],
    writeThrough: readonly boolean[],
    carried: readonly (readonly PendingWrite[])[] = [],
    pageCaches: readonly (CacheFollower | null)[] = [],
  ) {
    this.#log = log
    this.#next = log.base
    this.#writeThrough = writeThrough
    this.disks = images.map((floors, disk) => new DiskDurability(floors, writeThrough[disk]!, pageCaches[disk] ?? null))
    this.disks.forEach((disk, index) => {
      disk.pending = (carried[index] ?? []).map((pending, place) => pending.carryOver(place))
    })
  }

  /** The last sequence number taken in; a cut made now is the cut at this number. */
  get seq(): number {
    return this.#next - 1
  }

  /** Whether a disk holds completed writes that are not durable. */
  get holdsVolatile(): boolean {
    return this.disks.some((disk) => disk.pending.some((write) => write.completedAt(this.seq)))
  }

  /** Takes in all steps up to and including `seq`. Cursors only go forward. */
  advanceTo(seq: number): void {
    if (seq < this.#next - 1) throw new RangeError(`DurabilityCursor.advanceTo: ${seq} lies before ${this.#next - 1}`)
    while (this.#next <= seq) {
      this.#take(this.#log.step(this.#next), this.#next)
      this.#next++
    }
    for (const { pageCache } of this.disks) pageCache?.advanceTo(seq)
  }

  /** A second cursor at the same place, sharing content copy-on-write. */
  fork(): DurabilityCursor {
    const images = this.disks.map((disk) => disk.floors.fork())
    const pageCaches = this.disks.map(({ pageCache }) => pageCache?.fork() ?? null)
    const copy = new DurabilityCursor(this.#log, images, this.#writeThrough, [], pageCaches)
    copy.#next = this.#next
    this.disks.forEach((disk, index) => {
      copy.disks[index]!.pending = disk.pending.map((pending) => pending.copy())
    })
    return copy
  }

  release(): void {
    for (const { floors, pageCache } of this.disks) {
      floors.release()
      pageCache?.release()
    }
  }

  #take(step: LogStep, seq: number): void {
    if (step.kind === 'mark') return
    const disk = this.disks[step.disk]!
    if (step.kind === 'reset') disk.reset(step.image, seq)
    else if (!isCompletion(step, seq)) disk.submitted(step)
    else if (step.kind === 'flush') disk.flushed(step)
    else disk.completed(step)
  }
}
