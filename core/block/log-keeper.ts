/**
 * Bounds the memory of a long run: the write log keeps only what lies within its retention, and what
 * is forgotten lives on in a durability cursor at the base, from which any later cut can be built.
 */
import type { Kernel } from '../sim/kernel.ts'
import type { BlockImage } from './block-image.ts'
import type { CacheFollower } from './cache-follower.ts'
import { DurabilityCursor } from './durability.ts'
import type { WriteLog } from './write-log.ts'

export interface LogRetention {
  readonly kernel: Kernel
  readonly log: WriteLog
  /** How far back cuts stay possible, in µs. Infinity: the whole run. */
  readonly retentionUs: number
}

export interface LogKeeperOptions extends LogRetention {
  /** Content of every disk when the log began; the keeper owns them. */
  readonly images: readonly BlockImage[]
  readonly writeThrough: readonly boolean[]
  /** For each disk what follows its page cache; owned by the keeper. Default: nothing. */
  readonly pageCaches?: readonly (CacheFollower | null)[]
}

export class LogKeeper {
  readonly #base: DurabilityCursor

  constructor({ images, writeThrough, pageCaches, ...retention }: LogKeeperOptions) {
    this.#base = new DurabilityCursor(retention.log, images, writeThrough, [], pageCaches)
    forgetOldSteps(retention, (end) => this.#base.advanceTo(end - 1))
  }

  /** A cursor at the base of the log; the caller releases it. */
  cursor(): DurabilityCursor {
    return this.#base.fork()
  }

  release(): void {
    this.#base.release()
  }
}

/**
 * Once per retention, forgets what was there at the previous look: between one and two retentions are kept.
 * @param onForget told before the steps below `end` are gone
 */
export function forgetOldSteps({ kernel, log, retentionUs }: LogRetention, onForget: (end: number) => void = () => {}): void {
  let previousEnd = log.base
  const arm = (): void => void kernel.after(retentionUs, () => {
    onForget(previousEnd)
    log.advanceBase(previousEnd)
    previousEnd = log.end
    arm()
  })
  if (retentionUs !== Infinity) arm()
}
