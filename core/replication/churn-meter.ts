import { churnLimitOf, MACHINE_CHURN } from './churn.ts'
import type { ChurnPolicy } from './churn.ts'
import type { TrackedDisk } from './tracked-disk.ts'

const MICROSECONDS_PER_SECOND = 1_000_000

/** Compares what disks and machines have written with what their replicas can take, from look to look. */
export class ChurnMeter {
  readonly #policy: ChurnPolicy
  readonly #disks: readonly TrackedDisk[]
  readonly #before = new Map<TrackedDisk, { readonly bytes: number; readonly writes: number }>()
  /** What was above its limit at the last look: it is told once, not at every look. */
  #above = new Set<string>()
  #lookedAtUs: number

  /** @param disks may grow */
  constructor(policy: ChurnPolicy, disks: readonly TrackedDisk[], nowUs: number) {
    this.#policy = policy
    this.#disks = disks
    this.#lookedAtUs = nowUs
  }

  /** What has come to be above its limit since the last look: disks and machines, by id. */
  look(nowUs: number): readonly string[] {
    const windowUs = nowUs - this.#lookedAtUs
    this.#lookedAtUs = nowUs
    const above = new Set<string>()
    const machines = new Map<string, number>()
    for (const disk of this.#disks) {
      const bytes = this.#since(disk, windowUs, above)
      machines.set(disk.machine.id, (machines.get(disk.machine.id) ?? 0) + bytes)
    }
    for (const [machine, bytes] of machines) {
      if (perSecond(bytes, windowUs) > MACHINE_CHURN[this.#policy.mode]) above.add(machine)
    }
    const before = this.#above
    this.#above = above
    return [...above].filter((subject) => !before.has(subject))
  }

  #since(disk: TrackedDisk, windowUs: number, above: Set<string>): number {
    const { mode, tier, averageIoBytes } = this.#policy
    const { writtenBytes, writes, provisionedBytes, id } = disk
    const before = this.#before.get(disk) ?? { bytes: 0, writes: 0 }
    this.#before.set(disk, { bytes: writtenBytes, writes })
    const bytes = writtenBytes - before.bytes
    if (bytes === 0) return 0
    const average = averageIoBytes ?? Math.floor(bytes / (writes - before.writes))
    const limit = churnLimitOf({ mode, tier, diskBytes: provisionedBytes, averageIoBytes: average })
    if (perSecond(bytes, windowUs) > limit) above.add(id)
    return bytes
  }
}

const perSecond = (bytes: number, windowUs: number): number => (bytes * MICROSECONDS_PER_SECOND) / windowUs
