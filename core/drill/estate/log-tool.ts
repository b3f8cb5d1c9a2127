/**
 * A tool of the owner's own that backs up the log of each machine's database, on top of full backups that it has made: what
 * it has is worth something as long as no other tool has made a full backup in between. The loss is reckoned, and no restore
 * of it is simulated.
 */
import { LogChains } from '../../backup/index.ts'
import type { Kernel } from '../../sim/kernel.ts'

const TOOL = 'log-tool'
const US_PER_SECOND = 1_000_000

export class LogTool {
  /** Shared with everybody who makes full backups of these databases. */
  readonly chains = new LogChains()
  readonly #kernel: Kernel
  readonly #everyUs: number
  /** By machine: up to when its log can be restored. */
  readonly #coveredUs = new Map<string, number>()
  #stopped = false

  /** Makes a full backup of each machine at once, and backs up its log from then on. */
  constructor(kernel: Kernel, machines: readonly string[], everySeconds: number) {
    this.#kernel = kernel
    this.#everyUs = everySeconds * US_PER_SECOND
    for (const machine of machines) {
      this.chains.full(machine, TOOL)
      this.#coveredUs.set(machine, kernel.now)
    }
    this.#arm()
  }

  /** From the last part of the log that follows a full backup of its own until now; of the machine that is worst off. */
  get rpoUs(): number {
    return this.#kernel.now - Math.min(...this.#coveredUs.values())
  }

  stop(): void {
    this.#stopped = true
  }

  #arm(): void {
    this.#kernel.after(this.#everyUs, () => {
      if (this.#stopped) return
      for (const machine of this.#coveredUs.keys())
        if (this.chains.intact(machine, TOOL)) this.#coveredUs.set(machine, this.#kernel.now)
      this.#arm()
    })
  }
}
