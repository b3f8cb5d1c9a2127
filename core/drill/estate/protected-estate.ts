/** An estate that runs for days: its machines, its clients, and what protects it. */
import type { BlockImage } from '../../block/block-image.ts'
import { DEVICE_PROFILES } from '../../block/device-profile.ts'
import { createArena } from '../../block/arena.ts'
import type { Arena } from '../../block/arena.ts'
import { enableBackup } from '../../backup/index.ts'
import type { FailoverLifeCycle } from '../../failover/index.ts'
import type { Backup } from '../../backup/index.ts'
import { SnapshotService } from '../../machine/quiesce.ts'
import { createClaimIndex } from '../../oracle/claim.ts'
import type { ClaimIndex } from '../../oracle/claim.ts'
import type { OperationRecord } from '../../oracle/history.ts'
import type { Checker } from '../../oracle/linearise.ts'
import { enableReplication } from '../../replication/replication.ts'
import type { Replication } from '../../replication/replication.ts'
import type { ReplicationPolicy } from '../../replication/policy.ts'
import { ScenarioError } from '../options.ts'
import type { Plan, PlannedOperation } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { Site } from '../site.ts'
import { checkerOf } from '../user-code.ts'
import type { Estate } from './estate.ts'
import { provisionedBytes } from './provisioned.ts'
import type { Protections } from './strategy.ts'

/** The write log is kept for so long; what was acknowledged stays known for ever. */
const LOG_RETENTION_US = 10 * 60_000_000

/** What was acknowledged up to one instant, ready to judge copies of it. */
export interface EstateEvidence {
  readonly history: readonly OperationRecord[]
  readonly claims: ClaimIndex
  readonly checker: Checker<unknown, unknown>
  readonly run: { readonly scenario: Scenario }
}

export class ProtectedEstate {
  readonly estate: Estate
  readonly plan: Plan
  readonly arena: Arena
  readonly site: Site
  replication: Replication | null
  readonly backup: Backup | null
  readonly snapshots = new SnapshotService()
  /** Where it is in the life of a failover. Null: it has never been in one. */
  life: FailoverLifeCycle | null = null
  /** Since when the regions have had no contact; null: they have. */
  apartSinceUs: number | null = null
  #partitions = 0
  #beginning: { readonly initial: unknown } | undefined

  private constructor(estate: Estate, { replication, backup }: Protections, plan: Plan, site: Site, arena: Arena, asOrdered = false) {
    this.estate = estate
    this.plan = plan
    this.site = site
    this.arena = arena
    const { kernel, log, machines } = site
    const world = { kernel, log, machines, snapshots: this.snapshots }
    const sizes = asOrdered ? { provisionedBytes: provisionedBytes(estate, machines) } : {}
    this.replication = replication ? enableReplication({ ...world, ...sizes, policy: replication }) : null
    this.backup = backup ? enableBackup({ ...world, ...backup, workloads: estate.machines }) : null
  }

  /**
   * Boots the machines on empty volumes, protects them and lets the clients begin.
   * @param extra operations of nobody's, beside those of the plan
   * @param asOrdered first copies and comparisons take as long as for the sizes that the estate states. Else the first
   * copy has been made before
   * @throws ScenarioError when the applications do not boot
   */
  static async begin(estate: Estate, protections: Protections, plan: Plan, extra: readonly PlannedOperation[], asOrdered = false): Promise<ProtectedEstate> {
    const { scenario } = estate
    const arena = createArena()
    const device = DEVICE_PROFILES[plan.device]
    const site = new Site({ scenario, seed: plan.seed, device, arena, logRetentionUs: LOG_RETENTION_US, exploreSchedules: plan.schedule === 'explored' })
    const boot = await site.boot()
    if (!boot.ok) throw new ScenarioError(scenario.name, `the estate does not boot on empty volumes: ${boot.message}`)
    const running = new ProtectedEstate(estate, protections, plan, site, arena, asOrdered)
    site.startClients([...plan.operations, ...extra], () => {})
    return running
  }

  /**
   * The estate as it was recovered on another site, with nothing that protects it there yet.
   * @param initial the state of the model that it began with there
   */
  static recovered({ estate, arena }: ProtectedEstate, plan: Plan, site: Site, initial: unknown): ProtectedEstate {
    const target = new ProtectedEstate(estate, { replication: null, backup: null }, plan, site, arena)
    target.#beginning = { initial }
    site.startClients(plan.operations, () => {})
    return target
  }

  /**
   * Replicates in full from now on, in place of whatever did so before.
   * @param asOrdered see {@link begin}
   */
  replicate(policy: ReplicationPolicy, name: string, asOrdered: boolean): Replication {
    const { estate, snapshots, site: { kernel, log, machines } } = this
    this.stopReplicating()
    this.replication?.discardPoints()
    const sizes = asOrdered ? { provisionedBytes: provisionedBytes(estate, machines) } : {}
    this.replication = enableReplication({ kernel, log, machines, snapshots, policy, name, ...sizes })
    return this.replication
  }

  /** For good: capture ends on all machines. */
  stopReplicating(): void {
    if (this.replication?.phase !== 'lost') this.replication?.loseSource('machine')
  }

  get nowUs(): number {
    return this.site.kernel.now
  }

  async runTo(timeUs: number): Promise<void> {
    const { kernel } = this.site
    await this.site.run({ timeLimitUs: timeUs })
    // Up to here nothing more happens, and whoever comes next counts from this instant.
    kernel.now = Math.max(kernel.now, timeUs)
  }

  /** Everything acknowledged so far. The history may go on: what is judged here is a copy. */
  evidence(): EstateEvidence {
    const { scenario, history, syncSpans } = this.site
    const records = history.map((record) => ({ ...record }))
    return { history: records, claims: createClaimIndex(records, [...syncSpans]), checker: checkerOf(scenario, records, this.#beginning), run: { scenario } }
  }

  /** An intruder's work: every sector that holds something is overwritten, through the disks and what captures them. */
  async encrypt(): Promise<void> {
    const { machines, kernel } = this.site
    for (const machine of machines) machine.killProcesses()
    let waiting = 0
    for (const disk of this.site.disks) {
      disk.release()
      for (const offset of heldBlocks(disk.image)) {
        waiting++
        const data = disk.image.read(offset, BLOCK_BYTES).map((byte) => byte ^ KEYSTREAM)
        const request = { kind: 'write', lba: offset / SECTOR_BYTES, sectors: BLOCK_BYTES / SECTOR_BYTES, data, fua: false, label: 'encryption' } as const
        disk.submit(request, () => {
          if (--waiting === 0) kernel.stop()
        })
      }
    }
    if (waiting > 0) await this.site.run()
  }

  /** The intruder destroys what lets itself be destroyed. */
  intrude(): void {
    const { intruder } = this.estate
    if (intruder === 'disks') return
    this.backup?.deleteItems(intruder === 'backup-operator' ? 'attacker' : intruder)
    // Replication can be switched off by whoever may switch it on, and its points go with it.
    this.replication?.discardPoints()
    this.replication?.stop()
  }

  /** A source that knows how to fence itself stops serving some time from now. */
  fence(): void {
    const { fencedAfterSeconds } = this.estate
    if (fencedAfterSeconds !== null) this.site.kernel.after(fencedAfterSeconds * 1_000_000, () => this.site.stopClients())
  }

  /**
   * Takes the two regions apart, or ends that; two at a time end with the later. Nothing is processed at the target then.
   * The cache store is in the source region and would be filled on; that its uplink is down instead makes no difference
   * to what the target has. Vaults are in the source region as well; their second copies are not sent.
   */
  setConnected(connected: boolean): void {
    this.#partitions += connected ? -1 : 1
    if (this.#partitions > 0 && connected) return
    this.apartSinceUs = connected ? null : (this.apartSinceUs ?? this.nowUs)
    for (const { id } of this.site.machines) this.replication?.uplink(id).setDown(!connected)
  }

  /** A sector that holds something goes bad on its medium, below whatever captures writes. */
  rot(draws: string): void {
    const { disks, kernel } = this.site
    const stream = kernel.streams.named(draws)
    const { image } = stream.pick(disks)
    const held = [...heldBlocks(image)]
    if (held.length === 0) return
    const offset = stream.pick(held) + stream.below(BLOCK_BYTES / SECTOR_BYTES) * SECTOR_BYTES
    image.write(offset, image.read(offset, SECTOR_BYTES).map((byte) => byte ^ KEYSTREAM))
  }

  dispose(): void {
    this.replication?.stop()
    this.backup?.stop()
    this.site.dispose()
  }
}

const SECTOR_BYTES = 512
const BLOCK_BYTES = 4096
const KEYSTREAM = 0x9d

/** Where the blocks begin that hold something. */
function* heldBlocks(image: BlockImage): Generator<number> {
  for (let offset = 0; offset < image.sizeBytes; offset += BLOCK_BYTES)
    if (image.read(offset, BLOCK_BYTES).some((byte) => byte !== 0)) yield offset
}
