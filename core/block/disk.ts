/**
 * A simulated disk: a queue, latency, bandwidth, a volatile cache. Plain data driven by callbacks.
 *
 * A write is applied to what the device reads back when it completes, and becomes durable by a FLUSH
 * submitted after that, or at once with FUA. Overlapping requests are serialised; everything else in
 * the queue completes in whatever order the latencies give.
 */
import { foldWord, hashText } from '../sim/hash.ts'
import type { Kernel } from '../sim/kernel.ts'
import type { RandomStream } from '../sim/random.ts'
import type { BlockImage } from './block-image.ts'
import { isInstant } from './device-profile.ts'
import type { DeviceProfile, LatencyUs } from './device-profile.ts'
import { applyStored } from './durability.ts'
import { applyEffect } from './fault-effects.ts'
import type { FaultInjector } from './fault-injector.ts'
import { SECTOR_BYTES } from './geometry.ts'
import { Medium } from './medium.ts'
import { newEntry } from './new-entry.ts'
import type { ReadLease } from './read-memory.ts'
import { PLATFORM, Request } from './request.ts'
import type { Answer, RequestDetails } from './request.ts'
import { IoError } from './volume.ts'
import { isStored } from './write-log.ts'
import type { WriteEntry, WriteLog } from './write-log.ts'
import { hashBytes } from './xxhash32.ts'

export interface DiskOptions {
  readonly kernel: Kernel
  readonly log: WriteLog
  /** Index in the world, as given by {@link WriteLog.addDisk}. */
  readonly index: number
  /** `machine/volume`. */
  readonly id: string
  readonly profile: DeviceProfile
  /** Initial content; the disk owns it. */
  readonly image: BlockImage
  readonly faults?: FaultInjector | null
  /** Where what is read goes. Default: fresh memory. */
  readonly reads?: ReadLease | null
}

const MICROSECONDS_PER_SECOND = 1_000_000
const LATENCY_CLASS = { read: 'read', write: 'write', discard: 'write', 'write-zeroes': 'write', flush: 'flush' } as const
/** Overwritten contents kept, while faults are armed, for stale reads and to know what was written not long ago. */
const REMEMBERED_OVERWRITES = 16

export class Disk {
  readonly kernel: Kernel
  readonly log: WriteLog
  readonly index: number
  readonly id: string
  readonly profile: DeviceProfile
  /** What the device reads back: completed writes, durable or not. */
  readonly image: BlockImage
  readonly faults: FaultInjector | null
  readonly instant: boolean
  /** Kept only where a failed flush makes the device forget what it covered. */
  readonly medium: Medium | null
  /** Sectors that answer EIO until they are rewritten. */
  readonly badSectors = new Set<number>()
  /** The latest overwritten contents, newest last. */
  readonly overwritten: { readonly lba: number; readonly data: Uint8Array }[] = []
  /** Called after a write has completed successfully, as a filter driver above the disk sees it. */
  onWriteCompleted: ((entry: WriteEntry) => void) | null = null
  /** Called when a read is answered from the medium. */
  onRead: ((lba: number, sectors: number) => void) | null = null

  readonly #reads: ReadLease | null
  readonly #queue: Request[] = []
  /** Streams of what runs outside operations, by process: their names are long, and asked for often. */
  readonly #processStreams = new Map<string, RandomStream>()
  #held: Request[] | null = null
  readonly #idleListeners: (() => void)[] = []
  #inService = 0
  #busFreeAt = 0
  #dead = false
  readonly #labels: { readonly submitted: number; readonly completed: number; readonly subject: number }

  constructor(options: DiskOptions) {
    this.kernel = options.kernel
    this.log = options.log
    this.index = options.index
    this.id = options.id
    this.profile = options.profile
    this.image = options.image
    this.faults = options.faults ?? null
    this.#reads = options.reads ?? null
    this.instant = isInstant(options.profile) && this.faults === null
    const forgets = options.profile.flushErrorPolicy === 'drop'
    this.medium = forgets ? new Medium(options.image, options.profile.cache === 'write-through') : null
    const { trace } = options.kernel
    this.#labels = {
      submitted: trace.label('submitted'),
      completed: trace.label('completed'),
      subject: trace.label(options.id),
    }
  }

  get sizeBytes(): number {
    return this.image.sizeBytes
  }

  /** The machine is gone: nothing in flight completes any more, nothing new is taken. */
  kill(): void {
    this.#dead = true
    this.#queue.length = 0
    this.#held = null
    this.#idleListeners.length = 0
  }

  /**
   * The operating system went away but the device kept its power: of each write in flight the device
   * stored what `keep` says (sectors `from` … `to` − 1 of it) and finished it; the rest was never started.
   */
  abortInFlight(keep: (entry: WriteEntry) => { readonly from: number; readonly to: number }): void {
    const aborted = this.#queue.splice(0)
    this.kill()
    for (const { entry } of aborted) {
      if (!entry || entry.kind === 'flush') continue
      const { from, to } = keep(entry)
      entry.storedFrom = from
      entry.storedTo = Math.max(from, to)
      applyStored(this.image, entry)
      this.log.complete(entry, this.kernel.now)
    }
  }

  /** Holds back new submissions (a barrier, or a frozen file system). In-flight requests go on. */
  hold(): void {
    this.#held ??= []
  }

  /** Lets held submissions go, in their order. */
  release(): void {
    const held = this.#held
    this.#held = null
    for (const request of held ?? []) this.#accept(request)
  }

  get holding(): boolean {
    return this.#held !== null
  }

  /** Calls back once nothing is in the queue or held back any more: at once if that is so now. */
  whenIdle(callback: () => void): void {
    if (this.#idle) callback()
    else this.#idleListeners.push(callback)
  }

  get #idle(): boolean {
    return this.#queue.length === 0 && (this.#held?.length ?? 0) === 0
  }

  submit(details: RequestDetails, answer: (answer: Answer) => void): void {
    if (this.#dead) return
    const { current } = this.kernel
    const request = new Request(details, current?.operation ?? null, current?.name ?? PLATFORM, answer)
    if (!this.instant) request.latencyUs = this.#drawLatency(request)
    if (this.#held && details.kind !== 'read') this.#held.push(request)
    else this.#accept(request)
  }

  #accept(request: Request): void {
    if (!request.isRead) this.#record(request)
    if (this.instant) return this.#complete(request)
    this.#queue.push(request)
    this.#startEligible()
  }

  #record(request: Request): void {
    const { details } = request
    request.entry = newEntry(request, this.index, this.log.end, this.kernel.now)
    if (details.origin) this.log.origins?.set(request.entry.submitSeq, details.origin)
    this.log.submit(request.entry)
    this.medium?.submitted(request.entry)
    const { trace, now } = this.kernel
    if (trace.recording) trace.record(now, this.#labels.submitted, this.#labels.subject, details.lba, digest(details))
  }

  #startEligible(): void {
    const queue = this.#queue
    for (let index = 0; index < queue.length && this.#inService < this.profile.queueDepth; index++) {
      const request = queue[index]!
      if (!request.started && !this.#blocked(request, index)) this.#start(request)
    }
  }

  #blocked(request: Request, index: number): boolean {
    for (let earlier = 0; earlier < index; earlier++) {
      if (this.#queue[earlier]!.conflictsWith(request)) return true
    }
    return false
  }

  #start(request: Request): void {
    request.started = true
    this.#inService++
    const delayUs = this.#serviceTime(request) + this.#strike(request)
    if (delayUs === Infinity) return
    this.kernel.after(delayUs, () => this.#finish(request))
  }

  /** Extra delay by a fault; Infinity for a request that is never answered. */
  #strike(request: Request): number {
    const { faults, kernel } = this
    if (!faults?.threatens(request.details.kind, kernel.now)) return 0
    return applyEffect(this, request)
  }

  #serviceTime(request: Request): number {
    const { details, latencyUs } = request
    const bytes = details.kind === 'read' || details.kind === 'write' ? details.sectors * SECTOR_BYTES : 0
    if (bytes === 0 || this.profile.bytesPerSecond === Infinity) return latencyUs
    const transferUs = Math.ceil((bytes * MICROSECONDS_PER_SECOND) / this.profile.bytesPerSecond)
    this.#busFreeAt = Math.max(this.#busFreeAt, this.kernel.now) + transferUs
    return Math.max(latencyUs, this.#busFreeAt - this.kernel.now)
  }

  #drawLatency(request: Request): number {
    const latency: LatencyUs = this.profile[LATENCY_CLASS[request.details.kind]]
    return latency.minimumUs + (latency.meanUs > 0 ? this.#stream(request).exponential(latency.meanUs) : 0)
  }

  /** Latencies are drawn at submission from a stream keyed by the operation: dropping one operation shifts no other. */
  #stream(request: Request): RandomStream {
    const { current, streams } = this.kernel
    if (!current || request.operation === null) {
      let stream = this.#processStreams.get(request.process)
      if (!stream) this.#processStreams.set(request.process, (stream = streams.named(`device/${this.id}/${request.process}`)))
      return stream
    }
    return (current.operationStream ??= streams.ofOperation('device', request.operation))
  }

  #finish(request: Request): void {
    if (this.#dead) return
    this.#queue.splice(this.#queue.indexOf(request), 1)
    this.#inService--
    this.#complete(request)
    this.#startEligible()
    if (this.#idle) for (const callback of this.#idleListeners.splice(0)) callback()
  }

  #complete(request: Request): void {
    const { entry } = request
    if (!entry) return this.#answerRead(request)
    if (entry.kind !== 'flush' && !request.error) this.#store(entry)
    entry.failed = request.error !== null
    this.log.complete(entry, this.kernel.now)
    this.medium?.completed(entry)
    this.kernel.trace.record(this.kernel.now, this.#labels.completed, this.#labels.subject, entry.submitSeq, entry.failed ? 1 : 0)
    if (entry.kind !== 'flush' && !entry.failed) this.onWriteCompleted?.(entry)
    request.answer(request.error ? { ok: false, error: request.error } : { ok: true, data: null })
  }

  #store(entry: WriteEntry): void {
    if (this.faults) {
      for (let offset = entry.storedFrom; offset < entry.storedTo; offset++)
        if (isStored(entry, offset)) this.badSectors.delete(entry.storedLba + offset)
      this.#remember(entry)
    }
    applyStored(this.image, entry)
  }

  #remember(entry: WriteEntry): void {
    const { lba, sectors } = entry
    this.overwritten.push({ lba, data: this.image.read(lba * SECTOR_BYTES, sectors * SECTOR_BYTES) })
    if (this.overwritten.length > REMEMBERED_OVERWRITES) this.overwritten.shift()
  }

  #answerRead(request: Request): void {
    const { lba, sectors } = request.details
    const error = request.error ?? this.#badSectorError(lba, sectors)
    if (error) return request.answer({ ok: false, error })
    const data = request.readData ?? this.#read(lba * SECTOR_BYTES, sectors * SECTOR_BYTES)
    this.onRead?.(lba, sectors)
    request.answer({ ok: true, data })
  }

  #read(offset: number, length: number): Uint8Array {
    if (!this.#reads) return this.image.read(offset, length)
    const data = this.#reads.take(length)
    this.image.readInto(data, 0, offset, length)
    return data
  }

  #badSectorError(lba: number, sectors: number): IoError | null {
    if (this.badSectors.size === 0) return null
    for (let sector = lba; sector < lba + sectors; sector++) {
      if (this.badSectors.has(sector)) return new IoError('EIO', `${this.id}: sector ${sector} cannot be read`)
    }
    return null
  }
}

function digest({ kind, sectors, data, fua }: RequestDetails): number {
  return foldWord(foldWord(data ? hashBytes(data) : 0, hashText(kind)), sectors * 2 + (fua ? 1 : 0))
}
