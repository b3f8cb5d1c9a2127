import type { ReplicationContext } from './context.ts'
import { delayUntilOpen } from './daily-window.ts'
import type { TrackedDisk } from './tracked-disk.ts'

/** When disks are compared with their replicas: as the window of the policy opens, or when somebody asks for it. */
export class ComparisonsDue {
  readonly #context: ReplicationContext
  readonly #begin: (disk: TrackedDisk, waitUs: number) => void
  readonly #byHand = new Set<TrackedDisk>()

  constructor(context: ReplicationContext, begin: (disk: TrackedDisk, waitUs: number) => void) {
    this.#context = context
    this.#begin = begin
  }

  add(disk: TrackedDisk): void {
    const { policy, kernel } = this.#context
    const waitUs = delayUntilOpen(policy.resync.window, kernel.now)
    if (waitUs === null) this.#byHand.add(disk)
    else this.#begin(disk, waitUs)
  }

  /** Begins those that wait for somebody to ask for them. */
  beginNow(): void {
    const waiting = [...this.#byHand]
    this.#byHand.clear()
    for (const disk of waiting) this.#begin(disk, 0)
  }
}
