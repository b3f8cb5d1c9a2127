import { SECTOR_BYTES } from '../block/geometry.ts'
import type { CacheStore } from './cache-store.ts'
import { ChangeMap } from './change-map.ts'
import type { ReplicationContext } from './context.ts'
import { durationUs, granularityOf } from './context.ts'
import { ComparisonsDue } from './comparisons-due.ts'
import type { SourceStream } from './source-stream.ts'
import { RECORD_BYTES } from './stream-item.ts'
import type { TrackedDisk } from './tracked-disk.ts'

/**
 * Loss of write order of the disks of one machine, and the way back.
 *
 * The changed parts are read from the live source, whatever their order was, while new writes are
 * captured in order behind them. A part is read at one instant and takes its place in the stream at
 * that instant, so that all it contains lies before it and all it lacks behind. Once everything up to
 * the last part is applied, the replica is a prefix again; not earlier.
 */
export class Resync {
  readonly #context: ReplicationContext
  readonly #stream: SourceStream
  readonly #store: CacheStore
  /** Comparisons that wait for somebody to ask for them. */
  readonly #comparisons: ComparisonsDue

  constructor(context: ReplicationContext, stream: SourceStream, store: CacheStore) {
    this.#context = context
    this.#comparisons = new ComparisonsDue(context, (disk, waitUs) => this.#compareAfter(disk, waitUs))
    this.#stream = stream
    this.#store = store
    stream.onDrained = (disk) => this.goOn(disk)
  }

  /** The agent has stopped: what waits goes to the bitmap at once. */
  stopCapture(disk: TrackedDisk): void {
    if (disk.state === 'Metadata' && disk.changes) this.#toBitmap(disk)
    if (!disk.capturesInOrder || !disk.device) return
    this.#loseOrder(disk, granularityOf(this.#context, disk))
    disk.enter('Bitmap')
    this.#stream.withdraw(disk)
  }

  /** The driver has no memory left for this disk: from now on only what changes is kept, not the order. */
  spill(disk: TrackedDisk): void {
    const { policy, recorder } = this.#context
    recorder.spills++
    this.#loseOrder(disk, SECTOR_BYTES)
    disk.enter('Metadata')
    this.#stream.withdraw(disk)
    if (disk.changes!.size > policy.memory.maximumMetadataSectors) this.#toBitmap(disk)
    if (this.#stream.idle) this.goOn(disk)
  }

  /** A write completed while the disk is not captured in order. */
  noteChange(disk: TrackedDisk, offset: number, length: number): void {
    disk.changes!.add({ offset, length })
    const tooMany = disk.changes!.size > this.#context.policy.memory.maximumMetadataSectors
    if (disk.state === 'Metadata' && tooMany) this.#toBitmap(disk)
  }

  /**
   * The machine is down: a resync that still had to read or to compare is void. One that was read to its
   * end may yet arrive.
   */
  abandon(disk: TrackedDisk): void {
    disk.toRead = null
    disk.readingWaits = false
    disk.comparing = false
  }

  /**
   * The source came back from an unclean stop. Its memory of changes is gone, and the replica may even be ahead
   * of it: source and replica are compared, and the differences copied.
   */
  compare(disk: TrackedDisk): void {
    this.#loseOrder(disk, granularityOf(this.#context, disk))
    disk.enter('Bitmap')
    // What waits to be sent goes to where the comparison will see it.
    if (disk.device) this.#stream.withdraw(disk)
    disk.comparing = true
    this.#comparisons.add(disk)
  }

  /** Begins the comparisons that wait for somebody to ask for them. */
  compareNow(): void {
    this.#comparisons.beginNow()
  }

  #compareAfter(disk: TrackedDisk, waitUs: number): void {
    const { kernel, policy } = this.#context
    const { round } = disk
    kernel.after(waitUs + durationUs(disk.provisionedBytes, policy.resync.compareBytesPerSecond), () => {
      // What was uploaded before changes the replica until it is processed.
      this.#store.whenApplied(disk, () => {
        if (disk.round !== round || !disk.device) return
        disk.comparing = false
        for (const { lba, sectors } of disk.device.image.diff(disk.replica)) {
          disk.changes!.add({ offset: lba * SECTOR_BYTES, length: sectors * SECTOR_BYTES })
        }
        this.#begin(disk)
      })
    })
  }

  #loseOrder(disk: TrackedDisk, granularityBytes: number): void {
    const { toRead } = disk
    this.abandon(disk)
    disk.round++
    disk.capturesBehind = false
    disk.changes = new ChangeMap(granularityBytes)
    for (const range of toRead ?? []) disk.changes.add(range)
  }

  #toBitmap(disk: TrackedDisk): void {
    disk.changes!.coarsen(granularityOf(this.#context, disk))
    disk.enter('Bitmap')
  }

  /** Memory has become free: begins a resync after a spill, or reads on. */
  goOn(disk: TrackedDisk): void {
    if (!this.#stream.agentRuns) return
    if (disk.ordered || !disk.device || this.#stream.heldBytes(disk) > this.#context.policy.memory.lowWaterBytes) return
    if (disk.changes && !disk.comparing) this.#begin(disk)
    else if (disk.readingWaits) this.#read(disk, disk.round)
  }

  #begin(disk: TrackedDisk): void {
    this.#context.recorder.resyncs++
    disk.toRead = disk.changes!.ranges(disk.device!.sizeBytes).reverse()
    disk.changes = null
    disk.capturesBehind = true
    this.#read(disk, disk.round)
  }

  /** Reads the next chunk, or ends the resync when there is none. */
  #read(disk: TrackedDisk, round: number): void {
    if (disk.round !== round || !disk.toRead) return
    const { kernel, log, policy } = this.#context
    disk.readingWaits = this.#stream.heldBytes(disk) > policy.memory.lowWaterBytes
    if (disk.readingWaits) return
    if (disk.toRead.length === 0) {
      disk.toRead = null
      const position = log.vector()[disk.worldIndex]!
      return this.#stream.push({ kind: 'restored', disk, round, position, bytes: RECORD_BYTES, atUs: kernel.now })
    }
    const bytes = this.#readChunk(disk)
    kernel.after(durationUs(bytes, policy.resync.bytesPerSecond), () => this.#read(disk, round))
  }

  #readChunk(disk: TrackedDisk): number {
    const { kernel, policy, recorder } = this.#context
    let bytes = 0
    while (bytes < policy.resync.chunkBytes && disk.toRead!.length > 0) {
      const { offset, length } = disk.toRead!.pop()!
      const taken = Math.min(length, policy.resync.chunkBytes - bytes)
      if (taken < length) disk.toRead!.push({ offset: offset + taken, length: length - taken })
      const data = disk.device!.image.read(offset, taken)
      this.#stream.push({ kind: 'blocks', disk, offset, data, bytes: taken + RECORD_BYTES, atUs: kernel.now })
      bytes += taken
    }
    recorder.resyncBytes += bytes
    return bytes
  }
}
