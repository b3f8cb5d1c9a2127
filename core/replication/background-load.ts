import { churnLimitOf, MACHINE_CHURN } from './churn.ts'
import { churnRateAt, churnShareOf, churnUntil, nextTurnUs } from './declared-churn.ts'
import type { DeclaredChurn } from './declared-churn.ts'
import type { ReplicationPolicy } from './policy.ts'
import type { TrackedDisk } from './tracked-disk.ts'

const MICROSECONDS_PER_SECOND = 1_000_000

export interface BackgroundLoadOptions {
  readonly policy: ReplicationPolicy
  readonly churn: DeclaredChurn
  /** Of the machine; may grow. */
  readonly disks: readonly TrackedDisk[]
  readonly nowUs: number
}

/**
 * The declared churn of one machine on its way to the replicas, as a fluid in the same pipe as its writes: what a batch finds
 * before it has to be uploaded and applied first. It is bytes without content, counted in closed form from look to look,
 * so that days of it cost nothing. What it does not model: faults that the policy itself gives the uplink.
 */
export class BackgroundLoad {
  readonly #policy: ReplicationPolicy
  readonly #churn: DeclaredChurn
  readonly #disks: readonly TrackedDisk[]
  /** In the memory of the driver. */
  #atSource = 0
  /** In the cache store. */
  #stored = 0
  #lookedAtUs: number
  /** Of what would have been written, what was not, since the machine was down. */
  #skipped = 0
  #stoppedAtUs: number | null = null
  #open = false
  #down = false
  /** What the replicas take, of so many disks. */
  #rateOf = { disks: 0, bytesPerSecond: Infinity }

  constructor({ policy, churn, disks, nowUs }: BackgroundLoadOptions) {
    this.#policy = policy
    this.#churn = churn
    this.#disks = disks
    this.#lookedAtUs = nowUs
  }

  /** All bytes up to an instant since the machine last began to run, counted from the virtual time 0. */
  mark(atUs: number): number {
    return churnUntil(this.#churn, Math.min(atUs, this.#stoppedAtUs ?? Infinity)) - this.#skipped
  }

  /** Of a disk, between two instants. */
  bytesOf(disk: TrackedDisk, fromUs: number, toUs: number): number {
    return (this.mark(toUs) - this.mark(fromUs)) * churnShareOf(disk, this.#disks)
  }

  /** Of a disk: in memory at the source. */
  heldBytes(disk: TrackedDisk, nowUs: number): number {
    this.#advance(nowUs)
    return this.#atSource === 0 ? 0 : this.#atSource * churnShareOf(disk, this.#disks)
  }

  /** How long until all before a mark may be in the cache store; 0: it is. To be asked again then. */
  uploadWaitUs(mark: number, nowUs: number): number {
    this.#advance(nowUs)
    const ahead = mark - (this.mark(nowUs) - this.#atSource)
    if (this.#atSource === 0 || ahead < 1) return 0
    const { up } = this.#flows()
    return up > 0 ? Math.ceil((ahead * MICROSECONDS_PER_SECOND) / up) : Math.max(1, this.#policy.uplink.batchIntervalUs)
  }

  /** When all before a mark that is in the cache store will be applied. */
  appliedAtUs(mark: number, nowUs: number): number {
    this.#advance(nowUs)
    const ahead = mark - (this.mark(nowUs) - this.#atSource - this.#stored)
    if (this.#stored === 0 || ahead < 1) return nowUs
    return nowUs + Math.ceil((Math.min(ahead, this.#stored) * MICROSECONDS_PER_SECOND) / this.#applyRate())
  }

  /** When all that is in the cache store will be applied. */
  drainedAtUs(nowUs: number): number {
    return this.appliedAtUs(this.mark(nowUs), nowUs)
  }

  /** Everything written before this instant is in the cache store or beyond. */
  coveredUntilUs(nowUs: number): number {
    this.#advance(nowUs)
    if (this.#atSource === 0) return nowUs
    const uploaded = this.mark(nowUs) - this.#atSource
    let [low, high] = [0, nowUs]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (this.mark(middle) <= uploaded) low = middle
      else high = middle - 1
    }
    return low
  }

  /** The first full copy is there: what waits in the cache store is applied from now on. */
  open(nowUs: number): void {
    this.#advance(nowUs)
    this.#open = true
  }

  /** The uplink is taken down, or up again. */
  setDown(down: boolean, nowUs: number): void {
    this.#advance(nowUs)
    this.#down = down
  }

  /** The cache store is lost. */
  loseStore(nowUs: number): void {
    this.#advance(nowUs)
    this.#stored = 0
  }

  /** The machine is down, and writes nothing. What it had written has still to be brought to the replica. */
  stop(nowUs: number): void {
    this.#advance(nowUs)
    this.#stoppedAtUs ??= nowUs
  }

  /** The machine runs again. */
  resume(nowUs: number): void {
    this.#advance(nowUs)
    if (this.#stoppedAtUs === null) return
    this.#skipped += churnUntil(this.#churn, nowUs) - churnUntil(this.#churn, this.#stoppedAtUs)
    this.#stoppedAtUs = null
  }

  /** From bend to bend: between them everything flows evenly. */
  #advance(nowUs: number): void {
    if (this.#churn.bytesPerDay === 0) return
    while (this.#lookedAtUs < nowUs) {
      const { rate, up, drain } = this.#flows()
      const wholeUs = Math.min(nowUs, nextTurnUs(this.#churn, this.#lookedAtUs)) - this.#lookedAtUs
      const emptiesSourceUs = timeUs(this.#atSource, up - rate)
      const emptiesStoreUs = timeUs(this.#stored, drain - up)
      const fillsStoreUs = timeUs(this.#mostStored - this.#stored, up - drain)
      const stepUs = Math.min(wholeUs, emptiesSourceUs, emptiesStoreUs, fillsStoreUs)
      const seconds = stepUs / MICROSECONDS_PER_SECOND
      this.#atSource = stepUs === emptiesSourceUs ? 0 : this.#atSource + (rate - up) * seconds
      if (stepUs === emptiesStoreUs) this.#stored = 0
      else if (stepUs === fillsStoreUs) this.#stored = this.#mostStored
      else if (up !== drain) this.#stored += (up - drain) * seconds
      this.#lookedAtUs += stepUs
    }
  }

  /** Bytes per second: what is written, uploaded and applied. */
  #flows(): { readonly rate: number; readonly up: number; readonly drain: number } {
    const rate = this.#stoppedAtUs === null ? churnRateAt(this.#churn, this.#lookedAtUs) : 0
    const line = this.#down ? 0 : this.#policy.uplink.link.bytesPerSecond ?? Infinity
    const offered = this.#atSource > 0 ? line : Math.min(rate, line)
    const most = this.#open ? this.#applyRate() : 0
    const drain = this.#stored > 0 ? most : Math.min(offered, most)
    return { rate, up: this.#stored >= this.#mostStored ? Math.min(offered, drain) : offered, drain }
  }

  get #mostStored(): number {
    return this.#policy.processing.backlogBytes ?? Infinity
  }

  /** Bytes per second that the replicas take of this machine's mixture, as `applyingUs` has it of a batch. */
  #applyRate(): number {
    if (this.#rateOf.disks !== this.#disks.length) this.#rateOf = { disks: this.#disks.length, bytesPerSecond: this.#findApplyRate() }
    return this.#rateOf.bytesPerSecond
  }

  #findApplyRate(): number {
    const { processing, churn } = this.#policy
    const plain = processing.bytesPerSecond ?? Infinity
    if (!churn) return plain
    const { mode, tier } = churn
    const averageIoBytes = churn.averageIoBytes ?? this.#churn.averageIoBytes
    const ofDisks = this.#disks.map((disk) =>
      churnLimitOf({ mode, tier, diskBytes: disk.provisionedBytes, averageIoBytes }) / churnShareOf(disk, this.#disks))
    return Math.min(plain, MACHINE_CHURN[mode], ...ofDisks)
  }
}

/** How long so much takes; Infinity when there is none of it, or it does not fall. */
function timeUs(bytes: number, bytesPerSecond: number): number {
  if (!(bytes > 0 && bytesPerSecond > 0)) return Infinity
  return bytesPerSecond === Infinity ? 0 : (bytes * MICROSECONDS_PER_SECOND) / bytesPerSecond
}
