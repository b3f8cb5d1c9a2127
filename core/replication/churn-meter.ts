import { churnLimitOf, MACHINE_CHURN } from './churn.ts'
import type { ChurnPolicy } from './churn.ts'
import { churnShareOf, churnUntil, NO_CHURN } from './declared-churn.ts'
import type { DeclaredChurn } from './declared-churn.ts'
import type { TrackedDisk } from './tracked-disk.ts'

const MICROSECONDS_PER_SECOND = 1_000_000

export interface ChurnMeterOptions {
  readonly policy: ChurnPolicy
  /** May grow. */
  readonly disks: readonly TrackedDisk[]
  readonly nowUs: number
  /** By machine. */
  readonly declaredChurn: Readonly<Record<string, DeclaredChurn>>
}

/** Compares what disks and machines have written with what their replicas can take, from look to look. */
export class ChurnMeter {
  readonly #policy: ChurnPolicy
  readonly #disks: readonly TrackedDisk[]
  readonly #declaredChurn: Readonly<Record<string, DeclaredChurn>>
  readonly #before = new Map<TrackedDisk, { readonly bytes: number; readonly writes: number }>()
  /** What was above its limit at the last look: it is told once, not at every look. */
  #above = new Set<string>()
  #lookedAtUs: number

  constructor({ policy, disks, nowUs, declaredChurn }: ChurnMeterOptions) {
    this.#policy = policy
    this.#declaredChurn = declaredChurn
    this.#disks = disks
    this.#lookedAtUs = nowUs
  }

  /** What has come to be above its limit since the last look: disks and machines, by id. */
  look(nowUs: number): readonly string[] {
    const fromUs = this.#lookedAtUs
    const windowUs = nowUs - fromUs
    this.#lookedAtUs = nowUs
    const above = new Set<string>()
    const machines = new Map<string, number>()
    for (const disk of this.#disks) {
      const bytes = this.#since(disk, fromUs, nowUs, above)
      machines.set(disk.machine.id, (machines.get(disk.machine.id) ?? 0) + bytes)
    }
    for (const [machine, bytes] of machines) {
      if (perSecond(bytes, windowUs) > MACHINE_CHURN[this.#policy.mode]) above.add(machine)
    }
    const before = this.#above
    this.#above = above
    return [...above].filter((subject) => !before.has(subject))
  }

  #since(disk: TrackedDisk, fromUs: number, nowUs: number, above: Set<string>): number {
    const { mode, tier, averageIoBytes } = this.#policy
    const { writtenBytes, writes, provisionedBytes, id } = disk
    const before = this.#before.get(disk) ?? { bytes: 0, writes: 0 }
    this.#before.set(disk, { bytes: writtenBytes, writes })
    const declared = this.#declaredOf(disk, fromUs, nowUs)
    const bytes = writtenBytes - before.bytes + declared.bytes
    if (bytes === 0) return 0
    const average = averageIoBytes ?? Math.floor(bytes / (writes - before.writes + declared.writes))
    const limit = churnLimitOf({ mode, tier, diskBytes: provisionedBytes, averageIoBytes: average })
    if (perSecond(bytes, nowUs - fromUs) > limit) above.add(id)
    return bytes
  }

  #declaredOf(disk: TrackedDisk, fromUs: number, toUs: number): { readonly bytes: number; readonly writes: number } {
    const churn = this.#declaredChurn[disk.machine.id] ?? NO_CHURN
    const ofMachine = this.#disks.filter(({ machine }) => machine === disk.machine)
    const bytes = (churnUntil(churn, toUs) - churnUntil(churn, fromUs)) * churnShareOf(disk, ofMachine)
    return { bytes, writes: bytes / churn.averageIoBytes }
  }
}

const perSecond = (bytes: number, windowUs: number): number => (bytes * MICROSECONDS_PER_SECOND) / windowUs
