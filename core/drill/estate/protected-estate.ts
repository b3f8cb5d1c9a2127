/** An estate that runs for days: its machines, its clients, and what protects it. */
import { DEVICE_PROFILES } from '../../block/device-profile.ts'
import { BLOCK_BYTES, SECTOR_BYTES } from '../../block/geometry.ts'
import { createArena } from '../../block/arena.ts'
import type { Arena } from '../../block/arena.ts'
import { enableBackup } from '../../backup/index.ts'
import type { Backup } from '../../backup/index.ts'
import type { FailoverLifeCycle } from '../../failover/index.ts'
import { SnapshotService } from '../../machine/quiesce.ts'
import { enableReplication } from '../../replication/replication.ts'
import type { Replication } from '../../replication/replication.ts'
import type { ReplicationOptions } from '../../replication/replication-options.ts'
import { ScenarioError } from '../options.ts'
import type { Plan, PlannedOperation } from '../plan.ts'
import { Site, UNEXAMINED } from '../site.ts'
import { declaredLoad } from './declared-load.ts'
import type { Estate } from './estate.ts'
import { EstateEvidence, toldOutside } from './evidence.ts'
import type { Beginning } from './evidence.ts'
import { LogTool } from './log-tool.ts'
import type { Protections } from './strategy.ts'
import { recordTarget } from './target-view.ts'
import type { TargetRecord, TargetView } from './target-view.ts'

/** The write log is kept for so long; what was acknowledged stays known for ever. */
const LOG_RETENTION_US = 10 * 60_000_000

const UNPROTECTED: Protections = { replication: null, backup: null }

export class ProtectedEstate {
  readonly estate: Estate
  readonly plan: Plan
  readonly arena: Arena
  readonly site: Site
  replication: Replication | null
  readonly backup: Backup | null
  readonly protections: Protections
  readonly snapshots = new SnapshotService()
  /** Null: there is none. */
  readonly logTool: LogTool | null
  /** What is restored beside the machines comes into a network of its own. */
  readonly isolated: boolean
  /** Where it is in the life of a failover. Null: it has never been in one. */
  life: FailoverLifeCycle | null = null
  #apartSinceUs: number | null = null
  #stoppedUs: number | null = null
  #beginning: Beginning | undefined

  private constructor(estate: Estate, protections: Protections, plan: Plan, site: Site, arena: Arena) {
    const { replication, backup } = protections
    this.estate = estate
    this.protections = protections
    this.plan = plan
    this.site = site
    this.arena = arena
    const { kernel, machines } = site
    const { logBackupEverySeconds } = estate
    this.logTool = protections === UNPROTECTED || logBackupEverySeconds === null ? null : new LogTool(kernel, machines.map(({ id }) => id), logBackupEverySeconds)
    const chains = this.logTool ? { chains: this.logTool.chains } : {}
    this.replication = replication ? enableReplication({ ...this.#world, ...declaredLoad(estate.machines, machines), ...replication }) : null
    this.isolated = backup?.isolatedNetwork ?? false
    this.backup = backup ? enableBackup({ ...this.#world, ...backup, ...chains, workloads: estate.machines }) : null
  }

  /**
   * Boots the machines on empty volumes, protects them and lets the clients begin.
   * @param extra operations of nobody's, beside those of the plan
   * @throws ScenarioError when the applications do not boot
   */
  static async begin(estate: Estate, protections: Protections, plan: Plan, extra: readonly PlannedOperation[]): Promise<ProtectedEstate> {
    const { scenario } = estate
    const arena = createArena()
    const device = DEVICE_PROFILES[plan.device]
    const site = new Site({
      scenario, seed: plan.seed, device, arena, ...UNEXAMINED, logRetentionUs: LOG_RETENTION_US, exploreSchedules: plan.schedule === 'explored',
    })
    const boot = await site.boot()
    if (!boot.ok) throw new ScenarioError(scenario.name, `the estate does not boot on empty volumes: ${boot.message}`)
    const running = new ProtectedEstate(estate, protections, plan, site, arena)
    site.startClients([...plan.operations, ...extra], () => {})
    return running
  }

  /**
   * The estate as it was recovered on another site, with nothing that protects it there yet: tools of the owner's own are left behind.
   * @param beginning the state of the model that it began with there, and what systems outside had been told by then
   */
  static recovered({ estate, arena }: ProtectedEstate, plan: Plan, site: Site, beginning: Beginning): ProtectedEstate {
    const target = new ProtectedEstate(estate, UNPROTECTED, plan, site, arena)
    target.#beginning = beginning
    site.startClients(plan.operations, () => {})
    return target
  }

  /** Replicates in full from now on, in place of whatever did so before. */
  replicate(how: NonNullable<Protections['replication']>, name: string): Replication {
    const { estate, site: { machines } } = this
    this.stopReplicating()
    this.replication?.discardPoints()
    this.replication = enableReplication({ ...this.#world, ...declaredLoad(estate.machines, machines), ...how, name })
    return this.replication
  }

  /** For good: capture ends on all machines. */
  stopReplicating(): void {
    if (this.replication?.phase !== 'lost') this.replication?.loseSource('machine')
  }

  get #world(): Pick<ReplicationOptions, 'kernel' | 'log' | 'machines' | 'snapshots'> {
    const { snapshots, site: { kernel, log, machines } } = this
    return { kernel, log, machines, snapshots }
  }

  get nowUs(): number {
    return this.site.kernel.now
  }

  /** Until when it has acknowledged: now, unless something has ended that before. */
  get servedUntilUs(): number {
    return this.#stoppedUs ?? this.nowUs
  }

  async runTo(timeUs: number): Promise<void> {
    const { kernel } = this.site
    await this.site.run({ timeLimitUs: timeUs })
    // Up to here nothing more happens, and whoever comes next counts from this instant.
    kernel.now = Math.max(kernel.now, timeUs)
  }

  /** Everything acknowledged so far. */
  evidence(): EstateEvidence {
    return new EstateEvidence(this.estate, this.site.history, this.site.syncSpans, this.#beginning)
  }

  /** Told to systems outside though they had been told it before this history: what a recovery has handed out a second time. */
  get reissuedIds(): number {
    const told = this.#beginning?.told
    return told === undefined ? 0 : toldOutside(this.estate, this.site.history).filter((id) => told.has(id)).length
  }

  /** An intruder's work: every sector that holds something is overwritten, through the disks and what captures them. */
  async encrypt(): Promise<void> {
    const { machines, kernel } = this.site
    this.#stoppedUs ??= this.nowUs
    for (const machine of machines) machine.killProcesses()
    let waiting = 0
    for (const disk of this.site.disks) {
      disk.release()
      for (const offset of disk.image.heldBlocks()) {
        waiting++
        const data = scrambled(disk.image.read(offset, BLOCK_BYTES))
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

  /** What could be recovered from now. It changes as the estate runs on. */
  get target(): TargetView {
    return { replication: this.replication, apartSinceUs: this.#apartSinceUs }
  }

  /** The same, as it is now. For whoever asked to release. */
  recordTarget(): TargetRecord {
    return recordTarget(this.replication, this.nowUs)
  }

  /**
   * Takes the two regions apart for good. Of what is under way only what is in the cache store still becomes a point. Vaults
   * are in the source region as well; their second copies are not sent.
   */
  isolate(): void {
    this.#apartSinceUs ??= this.nowUs
    for (const { id } of this.site.machines) this.replication?.uplink(id).setDown(true)
  }

  /** A sector that holds something goes bad on its medium, below whatever captures writes. */
  rot(draws: string): void {
    const { disks, kernel } = this.site
    const stream = kernel.streams.named(draws)
    const { image } = stream.pick(disks)
    const held = image.heldBlocks()
    if (held.length === 0) return
    const offset = stream.pick(held) + stream.below(BLOCK_BYTES / SECTOR_BYTES) * SECTOR_BYTES
    image.write(offset, scrambled(image.read(offset, SECTOR_BYTES)))
  }

  dispose(): void {
    this.replication?.stop()
    this.backup?.stop()
    this.logTool?.stop()
    this.site.dispose()
  }
}

const KEYSTREAM = 0x9d9d9d9d

/** In place, word by word. @param bytes whole words with a buffer of their own */
function scrambled(bytes: Uint8Array): Uint8Array {
  const words = new Uint32Array(bytes.buffer)
  for (let at = 0; at < words.length; at++) words[at]! ^= KEYSTREAM
  return bytes
}
