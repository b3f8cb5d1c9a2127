import type { WriteLog } from '../block/write-log.ts'
import type { Machine } from '../machine/machine.ts'
import type { SnapshotService } from '../machine/quiesce.ts'
import type { EventHandle } from '../sim/event-queue.ts'
import type { Kernel } from '../sim/kernel.ts'
import { traceEvent } from '../replication/context.ts'
import { DAY_US, dayOf } from './calendar.ts'
import { checkBackupPolicy } from './check-policy.ts'
import type { BackupContext, BackupEvent } from './context.ts'
import { protectionAgainst } from './deletion.ts'
import type { Deleter, DeleteOutcome } from './deletion.ts'
import type { LogChains } from './log-chains.ts'
import type { BackupPoint, BackupTier } from './point.ts'
import type { BackupPolicy } from './policy.ts'
import { ProtectedMachine } from './protected-machine.ts'
import type { OnDemandRefusal } from './protected-machine.ts'
import { tierSurvives, worseExtent } from './restorable.ts'
import type { BackupExtent, RestorablePoint } from './restorable.ts'
import { restoreSteps } from './restore-plan.ts'
import type { RestorePlan, RestoreRequest } from './restore-plan.ts'
import { BackupStatistics } from './statistics.ts'
import { provisionedBytes } from './vault-transfer.ts'
import type { BackupWorkload } from './vault-transfer.ts'
import { backupVaults, checkBackupVault } from './vault.ts'
import type { BackupVault } from './vault.ts'

export interface BackupOptions {
  readonly kernel: Kernel
  readonly log: WriteLog
  /** Each is protected by itself. At least one, none twice. */
  readonly machines: readonly Machine[]
  readonly policy: BackupPolicy
  /** The world's one service: whoever makes snapshots of these machines shares it. */
  readonly snapshots: SnapshotService
  /** Default `backupVaults.geo`: a second copy far away, and no cross-region restore. */
  readonly vault?: BackupVault
  /** By machine. Default: its simulated disks are its real ones, and what changes is what is written. */
  readonly workloads?: Readonly<Record<string, BackupWorkload>>
  /** Shared by all tools that make full backups of these machines' databases. Default: nobody keeps chains. */
  readonly chains?: LogChains
  /** Tells several backups of one world apart, in their streams, traces and chains. Default `backup`. */
  readonly name?: string
}

/** What {@link Backup.restorePlan} needs to know, beside point and tier. */
export type RestorePlanRequest = Pick<RestoreRequest, 'target'> & Partial<RestoreRequest>

/** The backup of some machines: schedules, jobs, tiers, deletion. Made by {@link enableBackup}. */
export class Backup {
  readonly policy: BackupPolicy
  readonly vault: BackupVault
  readonly statistics: BackupStatistics
  readonly enabledAtUs: number
  readonly #context: BackupContext
  readonly #items: ReadonlyMap<string, ProtectedMachine>
  #protection: Pick<BackupVault, 'immutability' | 'softDelete'>
  #cleanUp: EventHandle | null = null
  #lost: BackupExtent = 'none'
  #reachable = true

  constructor(options: BackupOptions) {
    const { kernel, log, machines, policy, snapshots, chains = null } = options
    const { vault = backupVaults.geo, workloads = {}, name = 'backup' } = options
    this.policy = policy
    this.vault = vault
    this.#protection = vault
    this.enabledAtUs = kernel.now
    this.statistics = new BackupStatistics()
    const { statistics } = this
    this.#context = { kernel, log, policy, vault, snapshots, name, statistics, chains, events: [] }
    this.#items = new Map(machines.map((machine) => {
      const workload = workloads[machine.id] ?? asSimulated(machine)
      return [machine.id, new ProtectedMachine(this.#context, machine, workload, () => this.#reachable)]
    }))
    this.#armCleanUp()
  }

  /** What is listed now, of all machines, oldest cut first. */
  get points(): readonly BackupPoint[] {
    return inOrder(this.#all.flatMap(({ shelf }) => shelf.points))
  }

  /** What is deleted and can still be taken back, oldest cut first. */
  get softDeleted(): readonly BackupPoint[] {
    return inOrder(this.#all.flatMap(({ shelf }) => shelf.softDeleted))
  }

  /** What an operator was told, oldest first. */
  get events(): readonly BackupEvent[] {
    return this.#context.events
  }

  /** What {@link loseRegion} and {@link loseMachine} have taken so far; a machine counts once all are lost. */
  get lost(): BackupExtent {
    return this.#lost
  }

  /**
   * Where a point can be restored from at an instant, fastest first; empty: it is gone. After what is {@link lost}.
   * @param nowUs default now; later looks ahead at copies on their way to the second region, and nothing else
   */
  tiersOf(point: BackupPoint, nowUs: number = this.#context.kernel.now): readonly BackupTier[] {
    return this.#tiers(point, this.#lost, nowUs)
  }

  /** What could be restored if this much were lost now, or later as in {@link tiersOf}. Oldest cut first. */
  restorable(extent: BackupExtent, nowUs: number = this.#context.kernel.now): readonly RestorablePoint[] {
    const worst = worseExtent(extent, this.#lost)
    const list = (points: readonly BackupPoint[], undelete: boolean): RestorablePoint[] => points.flatMap((point) => {
      const tiers = this.#tiers(point, worst, nowUs)
      return tiers.length > 0 ? [{ point, tiers, undelete }] : []
    })
    const found = [...list(this.points, false), ...list(this.softDeleted, true)]
    return found.sort((a, b) => a.point.firstTag.seq - b.point.firstTag.seq)
  }

  /**
   * From the cut of the newest point that could be restored after such a loss until now, of the machine that is worst
   * off; Infinity when one has none.
   */
  rpoUs(extent: BackupExtent = 'none', nowUs: number = this.#context.kernel.now): number {
    const restorable = this.restorable(extent, nowUs)
    const ages = [...this.#items.keys()].map((id) => {
      const newest = restorable.findLast(({ point }) => point.machine === id)
      return newest ? nowUs - newest.point.cutAtUs : Infinity
    })
    return Math.max(...ages)
  }

  /**
   * What it takes to restore a point from a tier, step by step; or why it cannot be done. Draws nothing. Of the request
   * only the target is needed: the rest is as the machine is, `extent` as {@link lost}, and `load` is `peak` when a
   * region is lost, else `normal` (see `drawRestoreLoad`).
   */
  restorePlan(point: BackupPoint, tier: BackupTier, request: RestorePlanRequest): RestorePlan {
    const item = this.#itemOf('Backup.restorePlan', point.machine)
    const extent = worseExtent(this.#lost, request.extent ?? 'none')
    return restoreSteps({
      policy: this.policy,
      vault: this.vault,
      tier,
      tiers: this.#tiers(point, extent, this.#context.kernel.now),
      softDeleted: item.shelf.softDeleted.includes(point),
      request: {
        load: extent === 'region' ? 'peak' : 'normal',
        provisionedBytes: provisionedBytes(item.workload),
        source: { exists: !item.lost && extent === 'none', running: item.machine.running, sameNetwork: true },
        ...request,
        extent,
      },
    })
  }

  /**
   * Begins a backup of a machine now, beside its schedule. If all goes well {@link points} has it later.
   * @throws RangeError for a machine that is not protected
   */
  takeNow(machine: string): { readonly ok: true } | { readonly ok: false; readonly reason: OnDemandRefusal } {
    return this.#itemOf('Backup.takeNow', machine).takeNow()
  }

  /**
   * Sets the clock of a machine ahead of the true time, or right again (0). Backups of it fail whenever its clock shows
   * less than it has shown before, so also after a correction (that they fail: Azure Backup documentation; for how long
   * is an inference).
   * @throws RangeError for a machine that is not protected, or a negative time
   */
  setClock(machine: string, aheadUs: number): void {
    if (!(Number.isSafeInteger(aheadUs) && aheadUs >= 0))
      throw new RangeError(`Backup.setClock: aheadUs must be a whole number of microseconds ≥ 0, got ${aheadUs}`)
    this.#itemOf('Backup.setClock', machine).setClock(aheadUs)
  }

  /** Whether transfers can end in the vault; one that ends while it cannot be reached has failed. */
  setVaultReachable(reachable: boolean): void {
    this.#reachable = reachable
  }

  /** The source region is gone, with machines, snapshots and the vault; nothing more reaches the second region. */
  loseRegion(): void {
    this.#lost = 'region'
    for (const item of this.#all) {
      item.lose()
      item.shelf.loseRegion()
    }
    this.stop()
  }

  /**
   * A machine is gone with its disks. Its backups stay, and still expire.
   * @throws RangeError for a machine that is not protected
   */
  loseMachine(machine: string): void {
    this.#itemOf('Backup.loseMachine', machine).lose()
    if (this.#all.every(({ lost }) => lost)) this.#lost = worseExtent(this.#lost, 'machine')
  }

  /** Deletes all backups, by mistake or on purpose, and ends the schedules; refused where the vault is immutable. */
  deleteItems(by: Deleter): DeleteOutcome {
    if (this.points.length === 0) return { ok: false, reason: 'nothing-to-delete' }
    this.#protection = protectionAgainst(by, this.#protection)
    const { immutability, softDelete } = this.#protection
    if (immutability !== 'off') return { ok: false, reason: 'immutable' }
    for (const item of this.#all) {
      item.stop()
      item.shelf.delete(softDelete.state !== 'off')
    }
    traceEvent(this.#context, 'backups deleted', by, this.softDeleted.length)
    return { ok: true, recoverableUntilUs: this.#all[0]!.shelf.recoverableUntilUs }
  }

  /** Takes soft-deleted backups back and goes on with the schedules. How long it takes a person is a step of the plan. */
  undelete(): { readonly ok: true } | { readonly ok: false; readonly reason: 'nothing-to-undelete' } {
    const restored = this.#all.filter(({ shelf }) => shelf.undelete())
    if (restored.length === 0) return { ok: false, reason: 'nothing-to-undelete' }
    for (const item of restored) item.resume()
    return { ok: true }
  }

  /** Ends all schedules and the expiry of points. */
  stop(): void {
    for (const item of this.#all) item.stop()
    if (this.#cleanUp !== null) this.#context.kernel.cancel(this.#cleanUp)
    this.#cleanUp = null
  }

  get #all(): readonly ProtectedMachine[] {
    return [...this.#items.values()]
  }

  #tiers(point: BackupPoint, extent: BackupExtent, nowUs: number): readonly BackupTier[] {
    const { shelf } = this.#itemOf('Backup.tiersOf', point.machine)
    return shelf.tiersOf(point, nowUs).filter((tier) => tierSurvives(tier, extent, this.policy, this.vault))
  }

  /** Expired points go once a day, also where no backup comes any more. */
  #armCleanUp(): void {
    const { kernel } = this.#context
    this.#cleanUp = kernel.at((dayOf(kernel.now) + 1) * DAY_US, () => {
      for (const { shelf } of this.#all) shelf.cleanUp()
      this.#armCleanUp()
    })
  }

  #itemOf(caller: string, machine: string): ProtectedMachine {
    const item = this.#items.get(machine)
    if (!item) throw new RangeError(`${caller}: ${machine} is not protected here`)
    return item
  }
}

function inOrder(points: readonly BackupPoint[]): BackupPoint[] {
  return [...points].sort((a, b) => a.firstTag.seq - b.firstTag.seq)
}

const GIB = 2 ** 30

function asSimulated({ disks }: Machine): BackupWorkload {
  return { provisionedGiB: disks.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) / GIB, changedGiBPerDay: null }
}

/**
 * Starts to back machines up, from the next time that the policy's schedule names.
 *
 * @throws RangeError for a policy or a vault that makes no sense, no machine, or one twice
 */
export function enableBackup(options: BackupOptions): Backup {
  const { machines, policy, vault, workloads = {} } = options
  checkBackupPolicy(policy)
  if (vault) checkBackupVault(vault)
  if (machines.length === 0) throw new RangeError('enableBackup: needs at least one machine, got none')
  const twice = machines.find(({ id }, index) => machines.findIndex((other) => other.id === id) < index)
  if (twice) throw new RangeError(`enableBackup: machine ${twice.id} is given twice`)
  for (const [id, { provisionedGiB }] of Object.entries(workloads)) {
    const where = `enableBackup: workloads.${id}`
    if (!machines.some((machine) => machine.id === id)) throw new RangeError(`${where}: no such machine`)
    if (!(provisionedGiB > 0))
      throw new RangeError(`${where}.provisionedGiB: must be positive, got ${provisionedGiB}`)
  }
  return new Backup(options)
}
