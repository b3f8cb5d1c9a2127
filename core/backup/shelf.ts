/** All backups of one machine: in which tiers each lies, for how long, and what becomes of them by a deletion. */
import { traceEvent } from '../replication/context.ts'
import { DAY_US } from './calendar.ts'
import type { BackupContext } from './context.ts'
import { drawUs } from './context.ts'
import type { BackupPoint, BackupTier } from './point.ts'
import { BACKUP_TIERS } from './point.ts'
import { keptTiers } from './retention.ts'

interface Stored {
  readonly point: BackupPoint
  snapshot: boolean
  vault: boolean
  /** When the copy is in the second region; null: it will not be. */
  secondRegionAtUs: number | null
  /** A transfer reads it: the snapshot stays until that has ended. */
  reading: boolean
}

export class PointShelf {
  readonly #context: BackupContext
  readonly #machine: string
  /** Oldest cut first. */
  #stored: Stored[] = []
  #deletedAtUs: number | null = null
  #deleted: Stored[] = []
  #geoItems = 0

  constructor(context: BackupContext, machine: string) {
    this.#context = context
    this.#machine = machine
  }

  /** What is listed, oldest cut first. */
  get points(): readonly BackupPoint[] {
    return this.#stored.map(({ point }) => point)
  }

  /** What is deleted and can still be taken back. */
  get softDeleted(): readonly BackupPoint[] {
    return this.#deleted.map(({ point }) => point)
  }

  /** The newest point in the vault: what a transfer sends the changes from. */
  get newestInVault(): BackupPoint | null {
    return this.#stored.findLast(({ vault }) => vault)?.point ?? null
  }

  /** The newest point, if the vault has neither it nor anything newer. */
  get newestToTransfer(): BackupPoint | null {
    const newest = this.#stored.at(-1)
    return newest && !newest.vault ? newest.point : null
  }

  /** A new point: the newest of all, for a machine has one job at a time. */
  add(point: BackupPoint): void {
    this.#stored.push({ point, snapshot: true, vault: false, secondRegionAtUs: null, reading: false })
    this.cleanUp()
  }

  /** A transfer begins to read a point that is listed. */
  beginTransfer(point: BackupPoint): void {
    this.#find(point)!.reading = true
  }

  /** It has read the point to the end, or given up. */
  endTransfer(point: BackupPoint, arrived: boolean): void {
    const stored = this.#find(point)!
    stored.reading = false
    stored.vault = arrived
    if (arrived) stored.secondRegionAtUs = this.#secondRegionAtUs()
    this.cleanUp()
  }

  /** Where a point lies at an instant, fastest restore first. Of a soft-deleted point: where it will lie again. */
  tiersOf(point: BackupPoint, nowUs: number): readonly BackupTier[] {
    const stored = this.#find(point) ?? this.#deleted.find((candidate) => candidate.point === point)
    if (!stored) return []
    const { snapshot, vault, secondRegionAtUs } = stored
    const second = vault && secondRegionAtUs !== null && secondRegionAtUs <= nowUs
    const lies: Record<BackupTier, boolean> = { snapshot, vault, 'second-region': second }
    return BACKUP_TIERS.filter((tier) => lies[tier])
  }

  /** What retention lets go, goes. */
  cleanUp(): void {
    const { kernel: { now }, policy, vault } = this.#context
    const shelved = this.#stored.map((stored) => ({
      cutAtUs: stored.point.cutAtUs, snapshot: stored.snapshot, vault: stored.vault,
    }))
    keptTiers(shelved, now, policy).forEach((kept, index) => {
      const stored = this.#stored[index]!
      stored.snapshot = stored.snapshot && (kept.snapshot || stored.reading)
      stored.vault = kept.vault
    })
    this.#stored = this.#stored.filter((stored) => {
      const stays = stored.snapshot || stored.vault
      if (!stays) this.#release(stored)
      return stays
    })
    if (this.#deletedAtUs !== null && now - this.#deletedAtUs >= vault.softDelete.days * DAY_US) this.#forget()
  }

  /** Deletes everything. `softly`: it can be taken back for as long as the vault says. */
  delete(softly: boolean): void {
    this.#forget()
    this.#deleted = this.#stored.splice(0)
    if (softly) this.#deletedAtUs = this.#context.kernel.now
    else this.#forget()
  }

  /** Takes back what was deleted softly and has not gone since. Answers whether there was anything. */
  undelete(): boolean {
    this.cleanUp()
    if (this.#deletedAtUs === null) return false
    this.#stored = [...this.#deleted.splice(0), ...this.#stored]
    this.#deletedAtUs = null
    this.cleanUp()
    return true
  }

  /** When what was deleted is gone for good; null when nothing is. */
  get recoverableUntilUs(): number | null {
    return this.#deletedAtUs === null ? null : this.#deletedAtUs + this.#context.vault.softDelete.days * DAY_US
  }

  /** What has not reached the second region never will: this one is lost. */
  loseRegion(): void {
    const { now } = this.#context.kernel
    for (const stored of [...this.#stored, ...this.#deleted])
      if (stored.secondRegionAtUs !== null && stored.secondRegionAtUs > now) stored.secondRegionAtUs = null
  }

  #find(point: BackupPoint): Stored | undefined {
    return this.#stored.find((candidate) => candidate.point === point)
  }

  #secondRegionAtUs(): number | null {
    const { kernel, vault } = this.#context
    if (vault.redundancy !== 'geo') return null
    const { lag, firstItemLag } = vault.secondRegion
    const model = this.#geoItems++ === 0 ? firstItemLag : lag
    return kernel.now + drawUs(this.#context, 'second-region', this.#machine, model)
  }

  #forget(): void {
    for (const stored of this.#deleted.splice(0)) this.#release(stored)
    this.#deletedAtUs = null
  }

  #release({ point }: Stored): void {
    for (const image of point.images) image.release()
    traceEvent(this.#context, 'backup point gone', point.id, point.cutAtUs)
  }
}
