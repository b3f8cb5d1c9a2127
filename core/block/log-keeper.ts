/**
 * Bounds the memory of a long run: the write log keeps only what lies within its retention, and what
 * is forgotten lives on in a durability cursor at the base, from which any later cut can be built.
 */
import type { Kernel } from '../sim/kernel.ts'
import type { BlockImage } from './block-image.ts'
import type { CacheFollower } from './cache-follower.ts'
import { DurabilityCursor } from './durability.ts'
import type { WriteLog } from './write-log.ts'

export interface LogKeeperOptions {
  readonly kernel: Kernel
  readonly log: WriteLog
  /** Content of every disk when the log began; the keeper owns them. */
  readonly images: readonly BlockImage[]
  readonly writeThrough: readonly boolean[]
  /** For each disk what follows its page cache; owned by the keeper. Default: nothing. */
  readonly pageCaches?: readonly (CacheFollower | null)[]
  /** How far back cuts stay possible, in µs. Infinity: the whole run. */
  readonly retentionUs: number
}

export class LogKeeper {
  readonly #base: DurabilityCursor
  readonly #options: LogKeeperOptions
  /** End of the log at the last look. */
  #previousEnd: number

  constructor(options: LogKeeperOptions) {
    this.#options = options
    this.#base = new DurabilityCursor(options.log, options.images, options.writeThrough, [], options.pageCaches)
    this.#previousEnd = options.log.base
    if (options.retentionUs !== Infinity) this.#arm()
  }

  /** A cursor at the base of the log; the caller releases it. */
  cursor(): DurabilityCursor {
    return this.#base.fork()
  }

  release(): void {
    this.#base.release()
  }

  /** Once per retention, forgets what was there at the previous look: between one and two retentions are kept. */
  #arm(): void {
    const { kernel, log, retentionUs } = this.#options
    kernel.after(retentionUs, () => {
      this.#base.advanceTo(this.#previousEnd - 1)
      log.advanceBase(this.#previousEnd)
      this.#previousEnd = log.end
      this.#arm()
    })
  }
}
