import { SECTOR_BYTES } from '../block/geometry.ts'
import type { BlockImage } from '../block/block-image.ts'
import type { WriteEntry } from '../block/write-log.ts'
import { Link } from '../net/link.ts'
import { BackgroundLoad } from './background-load.ts'
import type { Carrier } from './carrier.ts'
import { ChangeMap } from './change-map.ts'
import { durationUs, granularityOf } from './context.ts'
import type { ReplicationContext } from './context.ts'
import { NO_CHURN } from './declared-churn.ts'
import { ComparisonsDue } from './comparisons-due.ts'
import type { Shipments } from './shipments.ts'
import { RECORD_BYTES, rangeOf } from './stream-item.ts'
import type { TrackedDisk } from './tracked-disk.ts'

/** A snapshot that is on its way, and what it differs by from the one before. */
interface Taken {
  readonly image: BlockImage
  readonly changes: ChangeMap
  readonly logBytes: number
  readonly comparedBytes: number
  readonly declaredSinceUs: number
  readonly position: number
  readonly atUs: number
  readonly dirtySinceUs: number
}

/** What is known of one disk since its last snapshot. */
interface DiskDelta {
  changes: ChangeMap
  /** Of the log of writes. */
  logBytes: number
  /** What a comparison found: it is sent, and is in no log. */
  comparedBytes: number
  /** From when on declared churn counts. */
  declaredSinceUs: number
  /** When the first write since then completed. */
  dirtySinceUs: number
  taken: Taken | null
}

const PERCENT = 100

/** The changes of one machine between snapshots. A tag is a snapshot; {@link Shipments} decides when it travels. */
export class DeltaCarrier implements Carrier {
  readonly link: Link
  readonly #context: ReplicationContext
  readonly #disks: readonly TrackedDisk[]
  readonly #shipments: Shipments
  readonly #load: BackgroundLoad
  readonly #deltas = new Map<TrackedDisk, DiskDelta>()
  /** Comparisons that wait for somebody to ask for them. */
  readonly #comparisons: ComparisonsDue
  /** The instant that the replicas stand for. */
  #arrivedCutUs: number
  readonly #enabledAtUs: number
  #begun = false

  constructor(context: ReplicationContext, machine: string, disks: readonly TrackedDisk[], shipments: Shipments) {
    const { link: profile, faults } = context.policy.uplink
    this.link = new Link({ kernel: context.kernel, name: `uplink/${context.name}/${machine}`, profile, faults })
    this.#context = context
    this.#comparisons = new ComparisonsDue(context, (disk, waitUs) => this.#compareAfter(disk, waitUs))
    this.#disks = disks
    this.#shipments = shipments
    const { policy, kernel, declaredChurn } = context
    this.#load = new BackgroundLoad({ policy, disks, nowUs: kernel.now, churn: declaredChurn[machine] ?? NO_CHURN })
    this.#arrivedCutUs = context.kernel.now
    this.#enabledAtUs = context.kernel.now
    shipments.join(this)
  }

  get coveredUntilUs(): number {
    return this.#arrivedCutUs
  }

  get behindSinceUs(): number {
    const { now } = this.#context.kernel
    const oldest = [...this.#deltas.values()].map(({ dirtySinceUs, taken }) =>
      Math.min(dirtySinceUs, taken?.dirtySinceUs ?? Infinity))
    return Math.min(now, ...oldest)
  }

  get drainedAtUs(): number {
    return this.#context.kernel.now
  }

  get takesTags(): boolean {
    return this.#begun && !this.#shipments.busy
  }

  captured(disk: TrackedDisk, entry: WriteEntry): void {
    const { kernel, recorder } = this.#context
    const range = rangeOf(entry)
    const delta = this.#of(disk)
    delta.changes.add(range)
    delta.logBytes += range.length + RECORD_BYTES
    delta.dirtySinceUs = Math.min(delta.dirtySinceUs, kernel.now)
    recorder.capturedBytes += entry.data?.length ?? 0
    this.#lookAtLog(disk)
  }

  lookAtLoad(): void {
    for (const disk of this.#disks) this.#lookAtLog(disk)
  }

  #lookAtLog(disk: TrackedDisk): void {
    const { kernel: { now }, policy } = this.#context
    const { unit, maximumLogPercent } = policy.delta!
    if (unit !== 'write-log' || maximumLogPercent === null || !disk.ordered) return
    const { logBytes, taken, declaredSinceUs } = this.#of(disk)
    const declared = this.#load.bytesOf(disk, taken?.declaredSinceUs ?? declaredSinceUs, now)
    const bytes = logBytes + (taken?.logBytes ?? 0) + declared
    if (bytes * PERCENT > disk.provisionedBytes * maximumLogPercent) this.#overflow(disk)
  }

  tagged(disk: TrackedDisk): void {
    const { kernel, log } = this.#context
    const delta = this.#of(disk)
    const { changes, logBytes, comparedBytes, declaredSinceUs, dirtySinceUs } = delta
    const position = log.vector()[disk.worldIndex]!
    const image = disk.device!.image.fork()
    delta.taken = { image, changes, logBytes, comparedBytes, declaredSinceUs, position, atUs: kernel.now, dirtySinceUs }
    this.#forget(disk, delta)
  }

  /** Sends what the snapshots of these disks differ by from the replicas. */
  ship(arrived: () => void): number {
    const bytes = this.#disks.reduce((sum, disk) => sum + this.#bytesOf(disk, this.#of(disk).taken), RECORD_BYTES)
    const { recorder } = this.#context
    recorder.batches++
    recorder.sentBytes += bytes
    this.link.send(bytes, arrived)
    return bytes
  }

  /** Everything has arrived: brings the replicas to the snapshots. */
  apply(): void {
    for (const disk of this.#disks) {
      const delta = this.#of(disk)
      const { taken } = delta
      if (!taken) continue
      copyRanges(disk, taken, Infinity)
      disk.position = taken.position
      this.#arrivedCutUs = taken.atUs
      taken.image.release()
      delta.taken = null
    }
  }

  /** A defect: brings the replicas half the way, and takes that for the whole. */
  applyPartly(): void {
    const taken = this.#disks.flatMap((disk) => {
      const { taken: snapshot } = this.#of(disk)
      return snapshot ? [{ disk, snapshot }] : []
    })
    const bytes = taken.reduce((sum, { disk, snapshot }) => sum + changedBytes(disk, snapshot), 0)
    let left = Math.floor(bytes / 2 / SECTOR_BYTES) * SECTOR_BYTES
    for (const { disk, snapshot } of taken) left -= copyRanges(disk, snapshot, left)
  }

  /** Gives up what is on its way: the replicas stay what they were, and the next difference holds it all. */
  rollBack(): void {
    this.link.drop()
    for (const disk of this.#disks) {
      const delta = this.#of(disk)
      const { taken } = delta
      if (!taken) continue
      for (const range of taken.changes.ranges(disk.replica.sizeBytes)) delta.changes.add(range)
      delta.logBytes += taken.logBytes
      delta.comparedBytes += taken.comparedBytes
      delta.declaredSinceUs = taken.declaredSinceUs
      delta.dirtySinceUs = Math.min(delta.dirtySinceUs, taken.dirtySinceUs)
      taken.image.release()
      delta.taken = null
    }
  }

  begin(): void {
    this.#begun = true
  }

  compare(disk: TrackedDisk): void {
    this.#shipments.cancel('order-lost')
    disk.round++
    disk.enter('Bitmap')
    disk.comparing = true
    this.#comparisons.add(disk)
  }

  compareNow(): void {
    this.#comparisons.beginNow()
  }

  setAgent(running: boolean): void {
    this.link.setDown(!running)
  }

  endCapture(): void {
    for (const disk of this.#disks) disk.comparing = false
    this.#shipments.cancel('machine-crashed')
    this.#load.stop(this.#context.kernel.now)
  }

  /** Differences are made when they are sent: nothing was kept in memory. */
  resume(): void {
    this.#load.resume(this.#context.kernel.now)
  }

  loseStore(): void {
    // There is no store: what had arrived has been processed at the target.
  }

  isPrefix(): boolean {
    return true
  }

  drain(): void {
    // What is under way is no state before all of it has arrived.
  }

  #of(disk: TrackedDisk): DiskDelta {
    let delta = this.#deltas.get(disk)
    if (!delta) {
      const changes = new ChangeMap(granularityOf(this.#context, disk))
      this.#deltas.set(disk, (delta = { changes, logBytes: 0, comparedBytes: 0, declaredSinceUs: this.#enabledAtUs, dirtySinceUs: Infinity, taken: null }))
    }
    return delta
  }

  #forget(disk: TrackedDisk, delta: DiskDelta): void {
    delta.changes = new ChangeMap(granularityOf(this.#context, disk))
    delta.logBytes = 0
    delta.comparedBytes = 0
    delta.declaredSinceUs = this.#context.kernel.now
    delta.dirtySinceUs = Infinity
  }

  #bytesOf(disk: TrackedDisk, taken: Taken | null): number {
    if (!taken) return 0
    const declared = this.#declaredBytes(disk, taken.declaredSinceUs, taken.atUs)
    if (this.#context.policy.delta!.unit === 'write-log') return taken.logBytes + taken.comparedBytes + declared
    return declared + taken.changes.ranges(disk.replica.sizeBytes).reduce((sum, { length }) => sum + length + RECORD_BYTES, 0)
  }

  /** Blocks that change again are sent once, and no more of them can differ than there are. */
  #declaredBytes(disk: TrackedDisk, fromUs: number, toUs: number): number {
    const bytes = this.#load.bytesOf(disk, fromUs, toUs)
    return Math.round(this.#context.policy.delta!.unit === 'write-log' ? bytes : Math.min(bytes, disk.provisionedBytes))
  }

  #overflow(disk: TrackedDisk): void {
    this.#context.tell('resync-due', 'log-overflow')
    this.compare(disk)
  }

  #compareAfter(disk: TrackedDisk, waitUs: number): void {
    const { kernel, policy } = this.#context
    const { round } = disk
    kernel.after(waitUs + durationUs(disk.provisionedBytes, policy.resync.compareBytesPerSecond), () => {
      // What has arrived changes the replica until it is processed.
      this.#shipments.whenIdle(() => {
        if (disk.round === round && disk.device) this.#compared(disk, disk.device.image)
      })
    })
  }

  /** What differs goes with the next snapshot. */
  #compared(disk: TrackedDisk, source: BlockImage): void {
    const { kernel, recorder, policy } = this.#context
    disk.comparing = false
    recorder.resyncs++
    const delta = this.#of(disk)
    const { declaredSinceUs } = delta
    const declared = Math.min(disk.provisionedBytes, this.#declaredBytes(disk, declaredSinceUs, kernel.now))
    this.#forget(disk, delta)
    recorder.resyncBytes += declared
    // In a log that is begun anew it has no place; among changed blocks it stays what it was.
    if (policy.delta!.unit === 'write-log') delta.comparedBytes += declared
    else delta.declaredSinceUs = declaredSinceUs
    for (const { lba, sectors } of source.diff(disk.replica)) {
      const length = sectors * SECTOR_BYTES
      delta.changes.add({ offset: lba * SECTOR_BYTES, length })
      delta.comparedBytes += length
      delta.dirtySinceUs = kernel.now
      recorder.resyncBytes += length
    }
    disk.enter('Data')
  }
}

const changedBytes = ({ replica }: TrackedDisk, { changes }: Taken): number =>
  changes.ranges(replica.sizeBytes).reduce((sum, { length }) => sum + length, 0)

/** Copies the ranges that a snapshot differs by, up to so many bytes. Returns how many that were. */
function copyRanges({ replica }: TrackedDisk, { image, changes }: Taken, mostBytes: number): number {
  let copied = 0
  for (const { offset, length } of changes.ranges(replica.sizeBytes)) {
    const part = Math.min(length, mostBytes - copied)
    if (part > 0) replica.write(offset, image.read(offset, part))
    copied += Math.max(0, part)
  }
  return copied
}
