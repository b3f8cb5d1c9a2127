import type { Disk } from '../block/disk.ts'
import type { WriteLog } from '../block/write-log.ts'
import type { Machine } from '../machine/machine.ts'
import type { SnapshotService } from '../machine/quiesce.ts'
import type { Link } from '../net/link.ts'
import type { Kernel } from '../sim/kernel.ts'
import { Alerts } from './alerts.ts'
import { AppPoints } from './app-point.ts'
import type { Carrier } from './carrier.ts'
import { traceEvent } from './context.ts'
import type { ReplicationContext } from './context.ts'
import { CrashPoints } from './crash-point.ts'
import { DeltaCarrier } from './delta-carrier.ts'
import type { ReplicationEvent } from './events.ts'
import { latestState } from './latest.ts'
import type { LatestState } from './latest.ts'
import { addability, memberScope } from './membership.ts'
import type { Addition, FailoverScope } from './membership.ts'
import { Pipeline } from './pipeline.ts'
import { PointMaker } from './point-maker.ts'
import { PointRegister } from './point-register.ts'
import type { RecoveryPoint } from './point-register.ts'
import { checkPolicy, MAXIMUM_GROUP_MACHINES } from './policy.ts'
import type { ReplicationPolicy } from './policy.ts'
import type { ProviderState } from './provider-states.ts'
import type { ResyncTrigger } from './resync-triggers.ts'
import { beyondRetention } from './retention.ts'
import { Schedule } from './schedule.ts'
import { Shipments } from './shipments.ts'
import { StatisticsRecorder } from './statistics.ts'
import type { ReplicationStatistics } from './statistics.ts'
import { StreamCarrier } from './stream-carrier.ts'
import type { TrackedDisk } from './tracked-disk.ts'

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
  /** Disks that are left out, by `machine/volume`. Default: none. */
  readonly excludedDisks?: readonly string[]
  /** Size of a disk as its owner ordered it, by `machine/volume`, in bytes. Default: what it has in the simulation. */
  readonly provisionedBytes?: Readonly<Record<string, number>>
  /** The schedules begin so much later: replications that are enabled one after the other are not in step. Default 0. */
  readonly phaseUs?: number
}

/** `machine`: the machines are gone, what they had uploaded is not. `region`: the cache store is gone too. */
export type LossExtent = 'machine' | 'region'

/**
 * `initial-replication`: the first copy is under way, and there is nothing to fail over to. `resync`: the order of a
 * disk is lost, and there are no new points until it is back. `lost`: all machines are gone for good.
 */
export type ReplicationPhase = 'initial-replication' | 'protected' | 'resync' | 'lost'

/** The replication of some machines to a target, from capture to recovery points. Made by {@link enableReplication}. */
export class Replication {
  readonly policy: ReplicationPolicy
  /** All replicated disks: by machine as given, then by volume; those that were added later behind them. */
  readonly disks: readonly Readonly<TrackedDisk>[]
  readonly enabledAtUs: number
  readonly #options: ReplicationOptions
  readonly #context: ReplicationContext
  readonly #pipelines: Pipeline[] = []
  readonly #disks: TrackedDisk[] = []
  readonly #carriers = new Map<TrackedDisk['machine'], Carrier>()
  readonly #register: PointRegister
  readonly #crashPoints: CrashPoints
  readonly #appPoints: AppPoints
  readonly #shipments: Shipments | null
  readonly #alerts: Alerts
  readonly #schedules: Schedule[] = []
  #cacheLost = false

  constructor(options: ReplicationOptions) {
    const { kernel, log, policy, snapshots, name = 'replication' } = options
    this.policy = policy
    this.#options = options
    this.disks = this.#disks
    this.enabledAtUs = kernel.now
    this.#alerts = new Alerts({
      kernel,
      policy,
      disks: this.#disks,
      told: ({ reason, code }) => traceEvent(this.#context, 'replication event', reason, code ?? 0),
    })
    this.#context = {
      kernel, log, policy, defects: policy.defects ?? {}, name, recorder: new StatisticsRecorder(),
      tell: (kind, reason, failureCode) => this.#alerts.tell(kind, reason, failureCode),
    }
    const context = this.#context
    this.#register = new PointRegister(context, this.#disks)
    this.#shipments = policy.delta ? new Shipments(context, this.#register, () => this.takeCrashPoint()) : null
    const maker = new PointMaker({
      context,
      register: this.#register,
      disks: this.#disks,
      carrierOf: (disk) => this.#carriers.get(disk.machine)!,
      holds: snapshots.holds,
    })
    const apart = (): boolean => this.#shipments !== null && (this.#shipments.busy || this.#appPoints.trying)
    this.#crashPoints = new CrashPoints(maker, apart)
    this.#appPoints = new AppPoints({
      maker,
      snapshots,
      providerOf: (machine) => this.#pipelineOf('Replication', machine.id).provider,
      whenFree: (begin) => (this.#shipments ? this.#shipments.whenIdle(begin) : begin()),
      missing: (reason, failureCode) => this.#appPointMissing(reason, failureCode),
    })
    this.#protectFounders()
    this.#register.onAvailable = (point) => void (point.kind === 'crash-consistent' && this.#alerts.arm())
    this.#startSchedules()
  }

  /** The recovery points that are listed now, oldest cut first. Not all need be {@link RecoveryPoint.usable}. */
  get points(): readonly RecoveryPoint[] {
    return this.#register.available
  }

  /** What an operator was told, oldest first. */
  get events(): readonly ReplicationEvent[] {
    return this.#alerts.events
  }

  /** Whether the source region, with the cache store, is lost. */
  get cacheStoreLost(): boolean {
    return this.#cacheLost
  }

  get phase(): ReplicationPhase {
    if (this.#pipelines.every(({ lost }) => lost)) return 'lost'
    if (!this.#copied) return 'initial-replication'
    return this.#disks.every(({ ordered }) => ordered) ? 'protected' : 'resync'
  }

  /**
   * The uplink of a machine, to be taken down by a disaster.
   * @throws RangeError for a machine that is not replicated
   */
  uplink(machine: string): Link {
    return this.#pipelineOf('Replication.uplink', machine).carrier.link
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
    const { kernel, log, defects, policy } = this.#context
    if (this.#cacheLost && !policy.delta) return { ok: false, reason: 'cache-store-lost' }
    if (!this.#copied) return { ok: false, reason: 'initial-replication' }
    return latestState({
      carriers: [...this.#carriers.values()],
      carrierOf: ({ machine }) => this.#carriers.get(machine)!,
      disks: this.#disks.filter(({ ready }) => ready),
      vector: log.vector(),
      nowUs: kernel.now,
      anyOrder: defects.promotedMidResync ?? false,
      oneCut: policy.delta !== undefined && policy.groups,
    })
  }

  /**
   * A machine boots; called for every boot by the machine itself. An unclean one (its driver's memory was lost)
   * loses the write order of all its disks: source and replica are compared before there is a point again.
   * @throws RangeError for a machine that is not replicated
   */
  onSourceBoot(machine: Machine, clean: boolean): void {
    this.#pipelineOf('Replication.onSourceBoot', machine.id).booted(clean)
  }

  /**
   * Something of the table of triggers has happened to a machine (or one of its disks): source and replica are compared, when
   * the policy's window allows it, and until that is done there are no points.
   * @throws RangeError for a machine or a disk that is not replicated
   */
  requireResync(machine: string, trigger: ResyncTrigger, disk?: string): void {
    const pipeline = this.#pipelineOf('Replication.requireResync', machine)
    const disks = disk === undefined ? pipeline.disks : [this.#diskOf('Replication.requireResync', machine, disk)]
    this.#alerts.tell('resync-due', trigger)
    pipeline.compare(disks)
  }

  /** An operator begins the resyncs of a machine that wait for one (`resync.window` is `by-hand`). */
  resyncNow(machine: string): void {
    this.#pipelineOf('Replication.resyncNow', machine).carrier.compareNow()
  }

  /** The agent of a machine stops or starts. Stopped: what waits to be sent goes to the bitmap at once. */
  setAgent(machine: string, running: boolean): void {
    this.#pipelineOf('Replication.setAgent', machine).carrier.setAgent(running)
  }

  /** The part that makes snapshots in a machine breaks, or works again. */
  setProvider(machine: string, state: ProviderState): void {
    this.#pipelineOf('Replication.setProvider', machine).provider = state
  }

  /** Somebody sets the clock of a machine ahead, or (negative) back. */
  jumpClock(machine: string, byUs: number): void {
    this.#pipelineOf('Replication.jumpClock', machine).clock.jump(byUs, this.#context.kernel.now)
  }

  /**
   * The kind of a disk is changed. Snapshots of it made until now are invalid: their points stay listed until retention
   * removes them, and cannot be failed over to. The disk is named as `machine/volume`.
   * @throws RangeError for a machine or a disk that is not replicated
   */
  changeDiskSku(machine: string, disk: string): void {
    this.#register.invalidate(this.#diskOf('Replication.changeDiskSku', machine, disk), 'sku-changed')
  }

  /** A disk is resized: a resync is due. Where that happens under a running machine (Premium SSD v2) all points go. */
  resizeDisk(machine: string, disk: string, live: boolean): void {
    this.requireResync(machine, 'disk-resize', disk)
    if (live) this.discardPoints()
  }

  /** Protects a disk that was left out. Points made until its first copy is complete are without it. */
  addDisk(machine: string, disk: string): Addition {
    const pipeline = this.#pipelineOf('Replication.addDisk', machine)
    const device = pipeline.machine.disks.find(({ id }) => id === disk)
    if (!device) throw new RangeError(`Replication.addDisk: ${machine} has no disk ${disk}`)
    return this.#add(pipeline.machine, [device])
  }

  /** Takes a machine into the group. One that is protected already, here or elsewhere, cannot come in. */
  addMachine(machine: Machine): Addition {
    return this.#add(machine, machine.disks)
  }

  /** Which machines fail over when these are to: those of a group only together. */
  failoverScope(machines: readonly string[]): FailoverScope {
    for (const machine of machines) this.#pipelineOf('Replication.failoverScope', machine)
    return memberScope(this.policy, this.#pipelines.map(({ machine }) => machine.id), machines)
  }

  /** Disks that a point lacks, since they were protected only later. */
  missingDisks(point: RecoveryPoint): readonly string[] {
    return this.#disks.filter(({ id }) => !point.disks.includes(id)).map(({ id }) => id)
  }

  /** Whether a point is older than retention keeps: it is still there only because no new one has come. */
  beyondRetention(point: RecoveryPoint): boolean {
    return beyondRetention(point, this.#context.kernel.now, this.policy.retention)
  }

  /** Ends capture on all machines (or those named) for good: what they had not uploaded is lost. */
  loseSource(extent: LossExtent, machines: readonly string[] = this.#pipelines.map(({ machine }) => machine.id)): void {
    const gone = machines.map((id) => this.#pipelineOf('Replication.loseSource', id))
    for (const pipeline of gone) end(pipeline)
    if (extent === 'region') {
      this.#cacheLost = true
      for (const pipeline of this.#pipelines) {
        end(pipeline)
        pipeline.carrier.loseStore()
      }
    }
    if (this.#pipelines.every(({ lost }) => lost)) this.stop()
  }

  /** From the cut of the newest usable point until now; Infinity while there is none. */
  rpoUs(nowUs: number = this.#context.kernel.now): number {
    const usable = this.points.filter((point) => point.usable === true)
    const newest = usable.at(-1)
    if (!newest) return Infinity
    if (!this.#context.defects.rpoFromListing) return nowUs - newest.cutAtUs
    return nowUs - Math.max(...usable.map(({ availableAtUs }) => availableAtUs))
  }

  /** Age of the oldest write that has completed at the source and is not in a replica; 0 when all are. */
  lagUs(): number {
    const { now } = this.#context.kernel
    const sinceUs = this.#pipelines.map(({ carrier }) => carrier.behindSinceUs)
    return now - Math.min(...sinceUs, ...this.#disks.map(({ staleSinceUs }) => staleSinceUs))
  }

  statistics(): ReplicationStatistics {
    const retransmissions = this.#pipelines.reduce((sum, { carrier }) => sum + carrier.link.retransmissions, 0)
    const jumps = this.#pipelines.map(({ clock }) => clock.jumps)
    return this.#context.recorder.summary(this.#context.kernel.now, retransmissions, {
      forward: jumps.reduce((sum, { forward }) => sum + forward, 0),
      backward: jumps.reduce((sum, { backward }) => sum + backward, 0),
    })
  }

  /** Ends the schedules. Capture and processing go on. */
  stop(): void {
    for (const schedule of this.#schedules) schedule.stop()
    this.#appPoints.stop()
    this.#shipments?.stop()
    this.#alerts.stop()
  }

  /** Removes all points, as the commit of a failover does. */
  discardPoints(): void {
    this.#register.clear()
  }

  /** Every disk that was protected from the beginning has its first full copy. */
  get #copied(): boolean {
    return this.#disks.every(({ founder, ready }) => ready || !founder)
  }

  #protectFounders(): void {
    const { machines, excludedDisks = [] } = this.#options
    const chosen = machines.map(({ disks }) => disks.filter(({ id }) => !excludedDisks.includes(id)))
    const bytes = chosen.flat().reduce((sum, device) => sum + this.#provisioned(device), 0)
    this.#context.recorder.initialBytes = bytes
    machines.forEach((machine, index) => this.#pipelineFor(machine).protect(chosen[index]!, true, bytes))
  }

  #provisioned(device: Disk): number {
    return this.#options.provisionedBytes?.[device.id] ?? device.sizeBytes
  }

  #pipelineFor(machine: Machine): Pipeline {
    const context = this.#context
    const pipeline = new Pipeline({
      context,
      machine,
      all: this.#disks,
      provisionedBytesOf: (device) => this.#provisioned(device),
      carrierFor: (disks) => this.#shipments
        ? new DeltaCarrier(context, machine.id, disks, this.#shipments)
        : new StreamCarrier({ context, machine: machine.id, disks, register: this.#register }),
      interrupted: () => this.#crashPoints.giveUp('machine-crashed'),
    })
    this.#pipelines.push(pipeline)
    this.#carriers.set(machine, pipeline.carrier)
    return pipeline
  }

  #add(machine: Machine, devices: readonly Disk[]): Addition {
    const present = this.#pipelines.find((pipeline) => pipeline.machine === machine)
    const answer = addability(this.policy, this.#pipelines.length + (present ? 0 : 1), machine, devices)
    if (!answer.ok) return answer
    const pipeline = present ?? this.#pipelineFor(machine)
    const bytes = devices.reduce((sum, device) => sum + this.#provisioned(device), 0)
    this.#context.recorder.initialBytes += bytes
    pipeline.protect(devices, false, bytes)
    return answer
  }

  #startSchedules(): void {
    const { kernel } = this.#context
    const { crashPointIntervalUs, appPointIntervalUs } = this.policy
    const { phaseUs = 0 } = this.#options
    const every = (intervalUs: number, take: () => void): void =>
      void this.#schedules.push(new Schedule(kernel, intervalUs, take, phaseUs))
    every(crashPointIntervalUs, () => {
      this.#alerts.measureChurn()
      this.takeCrashPoint()
    })
    if (appPointIntervalUs > 0) every(appPointIntervalUs, () => this.takeAppPoint())
    this.#alerts.arm()
  }

  #appPointMissing(reason: string, failureCode: number | null): void {
    if (this.policy.appFailure === 'degraded') return this.takeCrashPoint()
    this.#alerts.tell('no-app-point', reason, failureCode)
  }

  #diskOf(caller: string, machine: string, disk: string): TrackedDisk {
    const found = this.#pipelineOf(caller, machine).disks.find(({ id }) => id === disk)
    if (!found) throw new RangeError(`${caller}: ${disk} is not replicated here`)
    return found
  }

  #pipelineOf(caller: string, machine: string): Pipeline {
    const pipeline = this.#pipelines.find((candidate) => candidate.machine.id === machine)
    if (!pipeline) throw new RangeError(`${caller}: ${machine} is not replicated here`)
    return pipeline
  }
}

function end(pipeline: Pipeline): void {
  pipeline.lost = true
  pipeline.endCapture()
}

/**
 * Starts to replicate machines: a first full copy (a fork of their disks as they are now), capture from this
 * instant on, and the schedules of the policy.
 *
 * @throws RangeError for a policy that makes no sense, no machine, or a group that is too large; Error when a disk is
 * captured already
 */
export function enableReplication(options: ReplicationOptions): Replication {
  checkPolicy(options.policy)
  const { groups, maximumGroupMachines = MAXIMUM_GROUP_MACHINES } = options.policy
  const { length } = options.machines
  if (length === 0) throw new RangeError('enableReplication: needs at least one machine, got none')
  if (groups && length > maximumGroupMachines)
    throw new RangeError(`enableReplication: a group has at most ${maximumGroupMachines} machines, got ${length}`)
  return new Replication(options)
}
