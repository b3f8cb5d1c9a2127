import type { Machine } from '../machine/machine.ts'
import type { Link } from '../net/link.ts'
import { Alerts } from './alerts.ts'
import { AppPoints } from './app-point.ts'
import type { Carrier } from './carrier.ts'
import { traceEvent } from './context.ts'
import type { ReplicationContext } from './context.ts'
import { CrashPoints } from './crash-point.ts'
import { checkDeclaredChurn } from './declared-churn.ts'
import { DeltaCarrier } from './delta-carrier.ts'
import type { ReplicationEvent } from './events.ts'
import { latestState } from './latest.ts'
import type { LatestState } from './latest.ts'
import { memberScope } from './membership.ts'
import type { Addition, FailoverScope } from './membership.ts'
import type { Pipeline } from './pipeline.ts'
import { Pipelines } from './pipelines.ts'
import { PointMaker } from './point-maker.ts'
import { PointRegister } from './point-register.ts'
import type { RecoveryPoint } from './point-register.ts'
import { checkPolicy, losesUploadsWithSource, MAXIMUM_GROUP_MACHINES } from './policy.ts'
import type { ReplicationPolicy } from './policy.ts'
import type { ProviderState } from './provider-states.ts'
import type { LossExtent, ReplicationOptions, ReplicationPhase } from './replication-options.ts'
import type { ResyncTrigger } from './resync-triggers.ts'
import { beyondRetention } from './retention.ts'
import { Schedule } from './schedule.ts'
import { Shipments } from './shipments.ts'
import { StatisticsRecorder } from './statistics.ts'
import type { ReplicationStatistics } from './statistics.ts'
import { StreamCarrier } from './stream-carrier.ts'
import type { TrackedDisk } from './tracked-disk.ts'

/** The replication of some machines to a target, from capture to recovery points. Made by {@link enableReplication}. */
export class Replication {
  readonly policy: ReplicationPolicy
  /** All replicated disks: by machine as given, then by volume; those that were added later behind them. */
  readonly disks: readonly Readonly<TrackedDisk>[]
  readonly enabledAtUs: number
  readonly #phaseUs: number
  readonly #context: ReplicationContext
  readonly #pipelines: Pipelines
  readonly #register: PointRegister
  readonly #crashPoints: CrashPoints
  readonly #appPoints: AppPoints
  readonly #shipments: Shipments | null
  readonly #alerts: Alerts
  readonly #schedules: Schedule[] = []
  #cacheLost = false

  constructor(options: ReplicationOptions) {
    const { kernel, log, policy, snapshots, name = 'replication', phaseUs = 0 } = options
    this.policy = policy
    this.#phaseUs = phaseUs
    this.enabledAtUs = kernel.now
    this.#context = {
      kernel, log, policy, defects: policy.defects ?? {}, name, recorder: new StatisticsRecorder(), declaredChurn: options.declaredChurn ?? {},
      tell: (kind, reason, failureCode) => this.#alerts.tell(kind, reason, failureCode),
      ...(options.watch ? { watch: options.watch } : {}),
    }
    const context = this.#context
    this.#pipelines = new Pipelines({
      context,
      provisionedBytes: options.provisionedBytes ?? {},
      carrierFor: (machine, disks) => this.#carrierFor(machine, disks),
      interrupted: () => this.#crashPoints.giveUp('machine-crashed'),
    })
    const { disks } = this.#pipelines
    this.disks = disks
    this.#alerts = new Alerts({
      kernel, policy, disks, declaredChurn: context.declaredChurn,
      told: ({ reason, code }) => traceEvent(context, 'replication event', reason, code ?? 0),
    })
    this.#register = new PointRegister(context, disks)
    this.#shipments = policy.delta ? new Shipments(context, this.#register, () => this.takeCrashPoint()) : null
    const maker = new PointMaker({
      context,
      register: this.#register,
      disks,
      carrierOf: (disk) => this.#pipelines.carrierOf(disk),
      holds: snapshots.holds,
    })
    const apart = (): boolean => this.#shipments !== null && (this.#shipments.busy || this.#appPoints.trying)
    this.#crashPoints = new CrashPoints(maker, apart)
    this.#appPoints = new AppPoints({
      maker,
      snapshots,
      providerOf: (machine) => this.#pipelines.of('takeAppPoint', machine.id).provider,
      whenFree: (begin) => (this.#shipments ? this.#shipments.whenIdle(begin) : begin()),
      missing: (reason, failureCode) => this.#appPointMissing(reason, failureCode),
    })
    this.#pipelines.protect(options.machines, options.excludedDisks ?? [])
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
    if (this.#pipelines.lost) return 'lost'
    if (!this.#pipelines.copied) return 'initial-replication'
    return this.disks.every(({ ordered }) => ordered) ? 'protected' : 'resync'
  }

  /**
   * The uplink of a machine, to be taken down by a disaster.
   * @throws RangeError for a machine that is not replicated
   */
  uplink(machine: string): Link {
    return this.#pipelines.of('uplink', machine).carrier.link
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
    if (this.#cacheLost && losesUploadsWithSource(policy)) return { ok: false, reason: 'cache-store-lost' }
    if (!this.#pipelines.copied) return { ok: false, reason: 'initial-replication' }
    return latestState({
      carriers: this.#pipelines.carriers,
      carrierOf: (disk) => this.#pipelines.carrierOf(disk),
      disks: this.#pipelines.disks.filter(({ ready }) => ready),
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
    this.#pipelines.of('onSourceBoot', machine.id).booted(clean)
  }

  /**
   * Something of the table of triggers has happened to a machine (or one of its disks): source and replica are compared, when
   * the policy's window allows it, and until that is done there are no points.
   * @throws RangeError for a machine or a disk that is not replicated
   */
  requireResync(machine: string, trigger: ResyncTrigger, disk?: string): void {
    const pipeline = this.#pipelines.of('requireResync', machine)
    const disks = disk === undefined ? pipeline.disks : [this.#pipelines.diskOf('requireResync', machine, disk)]
    this.#alerts.tell('resync-due', trigger)
    pipeline.compare(disks)
  }

  /** An operator begins the resyncs of a machine that wait for one (`resync.window` is `by-hand`). */
  resyncNow(machine: string): void {
    this.#pipelines.of('resyncNow', machine).carrier.compareNow()
  }

  /** The agent of a machine stops or starts. Stopped: what waits to be sent goes to the bitmap at once. */
  setAgent(machine: string, running: boolean): void {
    this.#pipelines.of('setAgent', machine).carrier.setAgent(running)
  }

  /** The part that makes snapshots in a machine breaks, or works again. */
  setProvider(machine: string, state: ProviderState): void {
    this.#pipelines.of('setProvider', machine).provider = state
  }

  /** Somebody sets the clock of a machine ahead, or (negative) back. */
  jumpClock(machine: string, byUs: number): void {
    this.#pipelines.of('jumpClock', machine).clock.jump(byUs, this.#context.kernel.now)
  }

  /**
   * The kind of a disk is changed. Snapshots of it made until now are invalid: their points stay listed until retention
   * removes them, and cannot be failed over to. The disk is named as `machine/volume`.
   * @throws RangeError for a machine or a disk that is not replicated
   */
  changeDiskSku(machine: string, disk: string): void {
    this.#register.invalidate(this.#pipelines.diskOf('changeDiskSku', machine, disk), 'sku-changed')
  }

  /** A disk is resized: a resync is due. Where that happens under a running machine (Premium SSD v2) all points go. */
  resizeDisk(machine: string, disk: string, live: boolean): void {
    this.requireResync(machine, 'disk-resize', disk)
    if (live) this.discardPoints()
  }

  /** Protects a disk that was left out. Points made until its first copy is complete are without it. */
  addDisk(machine: string, disk: string): Addition {
    const pipeline = this.#pipelines.of('addDisk', machine)
    const device = pipeline.machine.disks.find(({ id }) => id === disk)
    if (!device) throw new RangeError(`Replication.addDisk: ${machine} has no disk ${disk}`)
    return this.#pipelines.add(pipeline.machine, [device])
  }

  /** Takes a machine into the group. One that is protected already, here or elsewhere, cannot come in. */
  addMachine(machine: Machine): Addition {
    return this.#pipelines.add(machine, machine.disks)
  }

  /** Which machines fail over when these are to: those of a group only together. */
  failoverScope(machines: readonly string[]): FailoverScope {
    for (const machine of machines) this.#pipelines.of('failoverScope', machine)
    return memberScope(this.policy, this.#pipelines.machineIds, machines)
  }

  /** Disks that a point lacks, since they were protected only later. */
  missingDisks(point: RecoveryPoint): readonly string[] {
    return this.disks.filter(({ id }) => !point.disks.includes(id)).map(({ id }) => id)
  }

  /** Whether a point is older than retention keeps: it is still there only because no new one has come. */
  beyondRetention(point: RecoveryPoint): boolean {
    return beyondRetention(point, this.#context.kernel.now, this.policy.retention)
  }

  /** Ends capture on all machines (or those named) for good: what they had not uploaded is lost. */
  loseSource(extent: LossExtent, machines: readonly string[] = this.#pipelines.machineIds): void {
    const gone = machines.map((id) => this.#pipelines.of('loseSource', id))
    for (const pipeline of gone) end(pipeline)
    if (extent === 'region') {
      this.#cacheLost = true
      for (const pipeline of this.#pipelines.all) {
        end(pipeline)
        if (losesUploadsWithSource(this.policy)) pipeline.carrier.loseStore()
      }
    }
    if (this.#pipelines.lost) this.stop()
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
    const sinceUs = this.#pipelines.carriers.map(({ behindSinceUs }) => behindSinceUs)
    return now - Math.min(...sinceUs, ...this.disks.map(({ staleSinceUs }) => staleSinceUs))
  }

  statistics(): ReplicationStatistics {
    const retransmissions = this.#pipelines.carriers.reduce((sum, { link }) => sum + link.retransmissions, 0)
    return this.#context.recorder.summary(this.#context.kernel.now, retransmissions, this.#pipelines.clockJumps)
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

  #carrierFor(machine: Machine, disks: readonly TrackedDisk[]): Carrier {
    const context = this.#context
    if (this.#shipments) return new DeltaCarrier(context, machine.id, disks, this.#shipments)
    return new StreamCarrier({ context, machine: machine.id, disks, register: this.#register })
  }

  #startSchedules(): void {
    const { kernel } = this.#context
    const { crashPointIntervalUs, appPointIntervalUs } = this.policy
    const every = (intervalUs: number, take: () => void): void =>
      void this.#schedules.push(new Schedule(kernel, intervalUs, take, this.#phaseUs))
    every(crashPointIntervalUs, () => {
      this.#alerts.measureChurn()
      for (const carrier of this.#pipelines.carriers) carrier.lookAtLoad()
      this.takeCrashPoint()
    })
    if (appPointIntervalUs > 0) every(appPointIntervalUs, () => this.takeAppPoint())
    this.#alerts.arm()
  }

  #appPointMissing(reason: string, failureCode: number | null): void {
    if (this.policy.appFailure === 'degraded') return this.takeCrashPoint()
    this.#alerts.tell('no-app-point', reason, failureCode)
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
 * @throws RangeError for a policy or a declared churn that makes no sense, no machine, or a group that is too large; Error when a disk is
 * captured already
 */
export function enableReplication(options: ReplicationOptions): Replication {
  checkPolicy(options.policy)
  for (const churn of Object.values(options.declaredChurn ?? {})) checkDeclaredChurn(churn)
  const { groups, maximumGroupMachines = MAXIMUM_GROUP_MACHINES } = options.policy
  const { length } = options.machines
  if (length === 0) throw new RangeError('enableReplication: needs at least one machine, got none')
  if (groups && length > maximumGroupMachines)
    throw new RangeError(`enableReplication: a group has at most ${maximumGroupMachines} machines, got ${length}`)
  return new Replication(options)
}
