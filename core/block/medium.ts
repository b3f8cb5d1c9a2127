/**
 * What a disk must remember for the flush error policy `drop`: when a flush gives up the writes it
 * covered, the device reads back what is durable again, and the volatile writes after them.
 */
import type { BlockImage } from './block-image.ts'
import { DiskDurability } from './durability.ts'
import { SECTOR_BYTES } from './geometry.ts'
import type { LogEntry } from './write-log.ts'

export class Medium {
  readonly #image: BlockImage
  readonly #durability: DiskDurability

  /** @param image what the device reads back; everything in it now counts as durable */
  constructor(image: BlockImage, writeThrough: boolean) {
    this.#image = image
    this.#durability = new DiskDurability(image.fork(), writeThrough)
  }

  submitted(entry: LogEntry): void {
    this.#durability.submitted(entry)
  }

  completed(entry: LogEntry): void {
    if (entry.kind !== 'flush') return this.#durability.completed(entry)
    const { floors } = this.#durability
    const givenUp = this.#durability.flushed(entry)
    for (const write of givenUp) {
      for (let lba = write.firstLba; lba < write.endLba; lba++)
        this.#image.write(lba * SECTOR_BYTES, floors.read(lba * SECTOR_BYTES, SECTOR_BYTES))
    }
    if (givenUp.length === 0) return
    for (const pending of this.#durability.pending) if (pending.entry.completeSeq !== null) pending.applyTo(this.#image)
  }
}
