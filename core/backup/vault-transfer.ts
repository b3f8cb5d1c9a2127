import { SECTOR_BYTES } from '../block/geometry.ts'
import type { EventHandle } from '../sim/event-queue.ts'
import { traceEvent } from '../replication/context.ts'
import { DAY_US } from './calendar.ts'
import type { BackupContext } from './context.ts'
import { oneIn, tell, transferUs } from './context.ts'
import type { BackupPoint } from './point.ts'
import type { PointShelf } from './shelf.ts'

/** What a machine is in the world outside the simulation, where disks are larger. */
export interface BackupWorkload {
  /** Bytes are scaled from the simulated size of the disks to this. */
  readonly provisionedGiB: number
  /** What changes in a day; sets the size of incremental transfers. Null: the changed sectors, scaled. */
  readonly changedGiBPerDay: number | null
}

const GIB = 2 ** 30

export function provisionedBytes({ provisionedGiB }: BackupWorkload): number {
  return provisionedGiB * GIB
}

export interface VaultTransferOptions {
  readonly context: BackupContext
  readonly machine: string
  readonly workload: BackupWorkload
  readonly shelf: PointShelf
  /** Whether the vault can be reached. */
  readonly reachable: () => boolean
}

/** Copies points of one machine to the vault, one at a time: the first in full, then what has changed since. */
export class VaultTransfer {
  readonly #options: VaultTransferOptions
  #due = false
  /** The last transfer failed: the next is not one of changes. */
  #full = false
  #underWay: { readonly point: BackupPoint; readonly event: EventHandle } | null = null

  constructor(options: VaultTransferOptions) {
    this.#options = options
  }

  /** The last backup of the day is made, or was to be: its machine's newest point goes to the vault. */
  becomeDue(): void {
    this.#due = true
  }

  /** Begins what is due, if there is a point that the vault does not have. Called whenever a job has ended. */
  begin(): void {
    const { shelf, context, machine } = this.#options
    const point = shelf.newestToTransfer
    if (!this.#due || this.#underWay !== null || !point) return
    this.#due = false
    const base = this.#full ? null : shelf.newestInVault
    const bytes = this.#bytes(point, base)
    const { initial, incremental } = context.policy.transfer
    shelf.beginTransfer(point)
    traceEvent(context, 'vault transfer', point.id, Math.round(bytes))
    const durationUs = transferUs(bytes, base ? incremental : initial)
    const fails = oneIn(context, 'transfer', machine, context.policy.transfer.failOneIn)
    const kind = base ? 'incremental' : 'full'
    this.#underWay = { point, event: context.kernel.after(durationUs, () => this.#ended(point, kind, bytes, fails)) }
  }

  /** Ends the transfer under way, if any: nothing of it is in the vault. */
  stop(): void {
    if (this.#underWay === null) return
    const { point, event } = this.#underWay
    this.#options.context.kernel.cancel(event)
    this.#options.shelf.endTransfer(point, false)
    this.#underWay = null
    this.#full = true
  }

  #ended(point: BackupPoint, kind: 'full' | 'incremental', bytes: number, fails: boolean): void {
    const { context: { statistics }, context, machine, shelf, reachable } = this.#options
    this.#underWay = null
    const reason = fails ? 'transfer-failed' : reachable() ? null : 'vault-unreachable'
    shelf.endTransfer(point, reason === null)
    this.#full = reason !== null
    if (reason !== null) {
      statistics.failedTransfers++
      tell(context, machine, 'transfer-failed', reason)
      // The next backup, which is the first of the next day, is transferred as soon as it is made, and in full.
      this.#due = true
      return
    }
    statistics[kind === 'full' ? 'fullTransfers' : 'incrementalTransfers']++
    statistics.transferredBytes += bytes
    traceEvent(context, 'vault copy', point.id, point.cutAtUs)
  }

  #bytes(point: BackupPoint, base: BackupPoint | null): number {
    const { workload } = this.#options
    const wholeBytes = provisionedBytes(workload)
    if (!base) return wholeBytes
    if (workload.changedGiBPerDay !== null)
      return Math.min(wholeBytes, (workload.changedGiBPerDay * GIB * (point.cutAtUs - base.cutAtUs)) / DAY_US)
    const simulatedBytes = point.images.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    return (changedBytes(point, base) * wholeBytes) / simulatedBytes
  }
}

function changedBytes(point: BackupPoint, base: BackupPoint): number {
  let sectors = 0
  point.images.forEach((image, index) => {
    for (const range of image.diff(base.images[index]!)) sectors += range.sectors
  })
  return sectors * SECTOR_BYTES
}
