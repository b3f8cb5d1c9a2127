import type { WriteLog } from '../block/write-log.ts'
import type { CrashKind, Machine } from '../machine/machine.ts'
import type { SnapshotService } from '../machine/quiesce.ts'
import type { Link } from '../net/link.ts'
import type { EventHandle } from '../sim/event-queue.ts'
import type { Kernel } from '../sim/kernel.ts'
import { AppPoints } from './app-point.ts'
import { CacheStore } from './cache-store.ts'
import { durationUs, traceEvent } from './context.ts'
import type { ReplicationContext } from './context.ts'
import { CrashPoints } from './crash-point.ts'
import { FilterDriver } from './filter-driver.ts'
import { latestState } from './latest.ts'
import type { LatestState } from './latest.ts'
import { PointMaker } from './point-maker.ts'
import { PointRegister } from './point-register.ts'
import type { RecoveryPoint } from './point-register.ts'
import { checkPolicy } from './policy.ts'
import type { ReplicationPolicy } from './policy.ts'
import { Resync } from './resync.ts'
import { Schedule } from './schedule.ts'
import { SourceStream } from './source-stream.ts'
import { StatisticsRecorder } from './statistics.ts'
import type { ReplicationStatistics } from './statistics.ts'
import { TrackedDisk } from './tracked-disk.ts'

export interface ReplicationOptions {
  readonly kernel: Kernel
  readonly log: WriteLog
  /** All of them together are one replication; with `policy.groups` one consistency group. At least one, none twice. */
  readonly machines: readonly Machine[]
  readonly policy: ReplicationPolicy
  /** The world's one service: whoever makes snapshots of these machines shares it. */
  readonly snapshots: SnapshotService
  /** Tells several replications of one world apart, in their streams and traces. Default `replication`. */
  readonly name?: string
}

/** What an operator is told. */
export interface ReplicationEvent {
  readonly atUs: number
  /** 153006: no app-consistent point. 153007: no crash-consistent point for too long. */
  readonly code: 153006 | 153007
  readonly reason: string
}

/** `machine`: the machines are gone, what they had uploaded is not. `region`: the cache store is gone too. */
export type LossExtent = 'machine' | 'region'

interface Pipeline {
  readonly machine: Machine
  readonly disks: readonly TrackedDisk[]
  readonly store: CacheStore
  readonly stream: SourceStream
  readonly resync: Resync
  readonly driver: FilterDriver
  lost: boolean
}

/** The replication of some machines to a target, from capture to recovery points. Made by {@link enableReplication}. */
export class Replication {
  readonly policy: ReplicationPolicy
  /** All replicated disks: by machine as given, then by volume. Images of points are in this order. */
  readonly disks: readonly Readonly<TrackedDisk>[]
  /** What an operator was told, oldest first. */
  readonly events: ReplicationEvent[] = []
  readonly enabledAtUs: number
  readonly #context: ReplicationContext
  readonly #pipelines: readonly Pipeline[]
  readonly #disks: TrackedDisk[] = []
  readonly #register: PointRegister
  readonly #crashPoints: CrashPoints
  readonly #appPoints: AppPoints
  readonly #schedules: Schedule[] = []
  readonly #readyAtUs: number
  #alert: EventHandle | null = null
  #stopped = false
  #cacheLost = false

  constructor(options: ReplicationOptions) {
    const { kernel, log, machines, policy, snapshots, name = 'replication' } = options
    this.policy = policy
    this.#context = { kernel, log, policy, defects: policy.defects ?? {}, name, recorder: new StatisticsRecorder() }
    this.enabledAtUs = kernel.now
    this.#readyAtUs = kernel.now + this.#firstCopy(machines)
    this.#register = new PointRegister(this.#context, this.#disks)
    this.#pipelines = machines.map((machine) => this.#enable(machine))
    this.disks = this.#disks
    const streams = new Map<TrackedDisk, SourceStream>()
    for (const { disks, stream } of this.#pipelines) for (const disk of disks) streams.set(disk, stream)
    const maker = new PointMaker({
      context: this.#context,
      register: this.#register,
      disks: this.#disks,
      streamOf: (disk) => streams.get(disk)!,
      holds: snapshots.holds,
      readyAtUs: this.#readyAtUs,
    })
    this.#crashPoints = new CrashPoints(maker)
    this.#appPoints = new AppPoints(maker, snapshots, (reason) => this.#tell(153006, reason))
    this.#register.onAvailable = (point) => void (point.kind === 'crash-consistent' && this.#armAlert())
    this.#startSchedules()
  }

  /** The recovery points that can be chosen now, oldest cut first. */
  get points(): readonly RecoveryPoint[] {
    return this.#register.available
  }

  /** Whether the source region, with the cache store, is lost. */
  get cacheStoreLost(): boolean {
    return this.#cacheLost
  }

  /**
   * The uplink of a machine, to be taken down by a disaster.
   * @throws RangeError for a machine that is not replicated
   */
  uplink(machine: string): Link {
    return this.#pipelineOf('Replication.uplink', machine).stream.link
  }

  /** Begins a crash-consistent point now, beside the schedule. If all goes well, {@link points} has it later. */
  takeCrashPoint(): void {
    this.#crashPoints.take()
  }

  /** The same for an app-consistent point. */
  takeAppPoint(): void {
    this.#appPoints.take()
  }

  /** The state that processing everything uploaded gives. Changes nothing. */
  latest(): LatestState {
    const { kernel, log } = this.#context
    if (this.#cacheLost) return { ok: false, reason: 'cache-store-lost' }
    if (kernel.now < this.#readyAtUs) return { ok: false, reason: 'initial-replication' }
    return latestState(this.#pipelines, this.#disks, log.vector(), kernel.now)
  }

  /**
   * A machine boots; called for every boot by the machine itself. An unclean one (its driver's memory was lost)
   * loses the write order of all its disks: source and replica are compared before there is a point again.
   * @throws RangeError for a machine that is not replicated
   */
  onSourceBoot(machine: Machine, clean: boolean): void {
    const pipeline = this.#pipelineOf('Replication.onSourceBoot', machine.id)
    if (pipeline.lost) return
    const { disks, driver, resync, stream } = pipeline
    stream.resume()
    disks.forEach((disk, volume) => {
      driver.detach(disk)
      driver.attach(disk, machine.disks[volume]!)
      if (!clean) resync.compare(disk)
    })
  }

  /** Ends capture on all machines (or those named) for good: what they had not uploaded is lost. */
  loseSource(extent: LossExtent, machines: readonly string[] = this.#pipelines.map(({ machine }) => machine.id)): void {
    for (const id of machines) {
      const pipeline = this.#pipelineOf('Replication.loseSource', id)
      pipeline.lost = true
      this.#endCapture(pipeline)
    }
    if (extent === 'region') {
      this.#cacheLost = true
      for (const pipeline of this.#pipelines) {
        pipeline.lost = true
        this.#endCapture(pipeline)
        pipeline.store.lose()
      }
    }
    if (this.#pipelines.every(({ lost }) => lost)) this.stop()
  }

  /** From the cut of the newest available point until now; Infinity while there is none. */
  rpoUs(nowUs: number = this.#context.kernel.now): number {
    const newest = this.points[this.points.length - 1]
    return newest ? nowUs - newest.cutAtUs : Infinity
  }

  /** Age of the oldest write that has completed at the source and is not in a replica; 0 when all are. */
  lagUs(): number {
    const { now } = this.#context.kernel
    const oldestUs = this.#pipelines.flatMap(({ store, stream, disks }) => [
      store.oldestUs, stream.coveredUntilUs, ...disks.map(({ staleSinceUs }) => staleSinceUs),
    ])
    return now - Math.min(...oldestUs)
  }

  statistics(): ReplicationStatistics {
    const retransmissions = this.#pipelines.reduce((sum, { stream }) => sum + stream.link.retransmissions, 0)
    return this.#context.recorder.summary(this.#context.kernel.now, retransmissions)
  }

  /** Ends the schedules. Capture and processing go on. */
  stop(): void {
    this.#stopped = true
    for (const schedule of this.#schedules) schedule.stop()
    this.#appPoints.stop()
    if (this.#alert !== null) this.#context.kernel.cancel(this.#alert)
    this.#alert = null
  }

  /** Removes all points, as the commit of a failover does. */
  discardPoints(): void {
    this.#register.clear()
  }

  #firstCopy(machines: readonly Machine[]): number {
    const bytes = machines.flatMap(({ disks }) => disks).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    this.#context.recorder.initialBytes = bytes
    return durationUs(bytes, this.policy.initialBytesPerSecond)
  }

  #enable(machine: Machine): Pipeline {
    const context = this.#context
    const first = this.#disks.length
    const disks = machine.disks.map((device, volume) => new TrackedDisk(context, first + volume, machine, device))
    this.#disks.push(...disks)
    const store = new CacheStore(context, machine.id, this.#register, this.#readyAtUs)
    const stream = new SourceStream(context, machine.id, store, this.#register)
    const resync = new Resync(context, stream, store)
    const driver = new FilterDriver(context, stream, resync)
    disks.forEach((disk, volume) => driver.attach(disk, machine.disks[volume]!))
    const pipeline: Pipeline = { machine, disks, store, stream, resync, driver, lost: false }
    machine.crashListeners.push((kind) => this.#crashed(pipeline, kind))
    machine.bootListeners.push(() => {
      this.onSourceBoot(machine, disks.every(({ device }, volume) => device === machine.disks[volume]))
    })
    return pipeline
  }

  #startSchedules(): void {
    const { kernel } = this.#context
    const { crashPointIntervalUs, appPointIntervalUs } = this.policy
    const every = (intervalUs: number, take: () => void): void =>
      void this.#schedules.push(new Schedule(kernel, intervalUs, take))
    every(crashPointIntervalUs, () => this.takeCrashPoint())
    if (appPointIntervalUs > 0) every(appPointIntervalUs, () => this.takeAppPoint())
    this.#armAlert()
  }

  /** A killed process takes nothing from the driver, which is part of the operating system. */
  #crashed(pipeline: Pipeline, kind: CrashKind): void {
    if (kind === 'process-kill') this.#crashPoints.giveUp('machine-crashed')
    else this.#endCapture(pipeline)
  }

  #endCapture({ disks, stream, resync, driver }: Pipeline): void {
    this.#crashPoints.giveUp('machine-crashed')
    for (const disk of disks) {
      driver.detach(disk)
      resync.abandon(disk)
    }
    stream.lose()
  }

  #armAlert(): void {
    const { kernel } = this.#context
    if (this.#alert !== null) kernel.cancel(this.#alert)
    this.#alert = this.#stopped ? null : kernel.after(this.policy.alertAfterUs, () => {
      this.#alert = null
      this.#tell(153007, 'no crash-consistent point')
    })
  }

  #tell(code: ReplicationEvent['code'], reason: string): void {
    this.events.push({ atUs: this.#context.kernel.now, code, reason })
    traceEvent(this.#context, 'replication event', reason, code)
  }

  #pipelineOf(caller: string, machine: string): Pipeline {
    const pipeline = this.#pipelines.find((candidate) => candidate.machine.id === machine)
    if (!pipeline) throw new RangeError(`${caller}: ${machine} is not replicated here`)
    return pipeline
  }
}

/**
 * Starts to replicate machines: a first full copy (a fork of their disks as they are now), capture from this
 * instant on, and the schedules of the policy.
 *
 * @throws RangeError for a policy that makes no sense, or no machine; Error when a disk is captured already
 */
export function enableReplication(options: ReplicationOptions): Replication {
  checkPolicy(options.policy)
  if (options.machines.length === 0) throw new RangeError('enableReplication: needs at least one machine, got none')
  return new Replication(options)
}
