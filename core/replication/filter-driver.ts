import type { Disk } from '../block/disk.ts'
import type { Carrier } from './carrier.ts'
import { rangeOf } from './stream-item.ts'
import type { TrackedDisk } from './tracked-disk.ts'

/** With the defect: one write in so many is not seen. */
const UNSEEN_ONE_IN = 8

/** Sits above the devices of one machine and captures every write that completes. */
export class FilterDriver {
  readonly #carrier: Carrier
  readonly #seesAll: boolean

  /** @param seesAll false: a defect, a cache below or beside the driver acknowledges some writes by itself */
  constructor(carrier: Carrier, seesAll: boolean) {
    this.#carrier = carrier
    this.#seesAll = seesAll
  }

  /** @throws Error when something else captures this device already */
  attach(disk: TrackedDisk, device: Disk): void {
    if (device.onWriteCompleted) throw new Error(`enableReplication: ${device.id} is captured already`)
    disk.device = device
    device.onWriteCompleted = (entry) => {
      disk.writes++
      disk.writtenBytes += rangeOf(entry).length
      if (!this.#seesAll && disk.writes % UNSEEN_ONE_IN === 0) return
      this.#carrier.captured(disk, entry)
    }
  }

  detach(disk: TrackedDisk): void {
    if (disk.device) disk.device.onWriteCompleted = null
    disk.device = null
  }
}
