import type { Disk } from '../block/disk.ts'
import type { WriteEntry } from '../block/write-log.ts'
import type { ReplicationContext } from './context.ts'
import type { Resync } from './resync.ts'
import type { SourceStream } from './source-stream.ts'
import { RECORD_BYTES, rangeOf } from './stream-item.ts'
import type { TrackedDisk } from './tracked-disk.ts'

/**
 * Sits above the devices of one machine and captures every write that completes: whole and in order
 * while the disk is in write order, else only where it was.
 */
export class FilterDriver {
  readonly #context: ReplicationContext
  readonly #stream: SourceStream
  readonly #resync: Resync

  constructor(context: ReplicationContext, stream: SourceStream, resync: Resync) {
    this.#context = context
    this.#stream = stream
    this.#resync = resync
  }

  /** @throws Error when something else captures this device already */
  attach(disk: TrackedDisk, device: Disk): void {
    if (device.onWriteCompleted) throw new Error(`enableReplication: ${device.id} is captured already`)
    disk.device = device
    device.onWriteCompleted = (entry) => this.#capture(disk, entry)
  }

  detach(disk: TrackedDisk): void {
    if (disk.device) disk.device.onWriteCompleted = null
    disk.device = null
  }

  #capture(disk: TrackedDisk, entry: WriteEntry): void {
    const { kernel, policy, recorder } = this.#context
    const { offset, length } = rangeOf(entry)
    if (!disk.capturesInOrder) return this.#resync.noteChange(disk, offset, length)
    const dataBytes = entry.data?.length ?? 0
    recorder.capturedBytes += dataBytes
    this.#stream.push({ kind: 'write', disk, entry, bytes: dataBytes + RECORD_BYTES, atUs: kernel.now })
    if (disk.heldBytes > policy.memory.highWaterBytes) this.#resync.spill(disk)
  }
}
