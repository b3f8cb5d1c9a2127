import type { Disk } from '../block/disk.ts'

/**
 * Who holds back the submissions of which disk. A barrier and a frozen file system may hold one disk
 * at a time; its submissions go on when the last of them lets go.
 */
export class DiskHolds {
  readonly #counts = new Map<Disk, number>()

  hold(disk: Disk): void {
    this.#counts.set(disk, (this.#counts.get(disk) ?? 0) + 1)
    disk.hold()
  }

  /** @throws Error when nobody holds the disk */
  release(disk: Disk): void {
    const count = this.#counts.get(disk)
    if (count === undefined) throw new Error(`DiskHolds.release: nobody holds ${disk.id}`)
    if (count > 1) {
      this.#counts.set(disk, count - 1)
      return
    }
    this.#counts.delete(disk)
    disk.release()
  }
}
