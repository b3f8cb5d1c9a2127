import type { Disk } from '../block/disk.ts'
import type { Carrier } from './carrier.ts'
import { rangeOf } from './stream-item.ts'
import type { TrackedDisk } from './tracked-disk.ts'

/** Sits above the devices of one machine and captures every write that completes. */
export class FilterDriver {
  readonly #carrier: Carrier

  constructor(carrier: Carrier) {
    this.#carrier = carrier
  }

  /** @throws Error when something else captures this device already */
  attach(disk: TrackedDisk, device: Disk): void {
    if (device.onWriteCompleted) throw new Error(`enableReplication: ${device.id} is captured already`)
    disk.device = device
    device.onWriteCompleted = (entry) => {
      disk.writes++
      disk.writtenBytes += rangeOf(entry).length
      this.#carrier.captured(disk, entry)
    }
  }

  detach(disk: TrackedDisk): void {
    if (disk.device) disk.device.onWriteCompleted = null
    disk.device = null
  }
}
