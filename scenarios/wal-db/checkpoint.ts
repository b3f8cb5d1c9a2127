/**
 * Fuzzy checkpoints: transactions go on while pages are written. The order is the whole point:
 * pages, then the superblock that says where redo begins, then the log space before it, each
 * durable before the next.
 */
import type { Log } from './log.ts'
import type { Pager } from './pager.ts'
import { flush, type Storage } from './storage.ts'
import { writeSuperblock, type Superblock } from './superblock.ts'

/** Takes checkpoints, one at a time: the caller sees to that. */
export class Checkpointer {
  readonly #storage: Storage
  readonly #pager: Pager
  readonly #log: Log
  /** All records before this position are in the pages in memory. */
  readonly #applied: () => number
  #superblock: Superblock

  constructor(storage: Storage, pager: Pager, log: Log, applied: () => number, superblock: Superblock) {
    this.#storage = storage
    this.#pager = pager
    this.#log = log
    this.#applied = applied
    this.#superblock = superblock
  }

  /** Where recovery would begin to redo. */
  get redoLsn(): number {
    return this.#superblock.redoLsn
  }

  /** Brings what is applied now to the data volume and gives the log before it back. */
  async run(): Promise<void> {
    const { defect } = this.#storage
    const early = this.#applied()
    if (early === this.#superblock.redoLsn) return
    if (defect === 'checkpoint-before-pages-flushed') await this.#record(early)
    await this.#pager.writeOutDirty()
    const applied = this.#applied()
    const redoLsn = defect === 'checkpoint-bad-lsn' ? applied : this.#pager.redoLsn(applied)
    if (defect === 'log-truncated-early') await this.#log.truncate(redoLsn)
    await this.#record(redoLsn)
    await this.#log.truncate(redoLsn)
  }

  async #record(redoLsn: number): Promise<void> {
    const sequence = this.#superblock.sequence + 1
    this.#superblock = { sequence, redoLsn, pages: this.#pager.durable.copy() }
    await writeSuperblock(this.#storage, this.#superblock)
    await flush(this.#storage, 'data', 'superblock')
  }
}
