/**
 * Fuzzy checkpoints: transactions go on while pages are written. The order is the whole point: pages, then the
 * sector that says where redo begins, then the log space before it, each durable before the next.
 */
import { writeCheckpoint } from './checkpoint-sector.ts'
import type { Checkpoint } from './checkpoint-sector.ts'
import type { Log } from './log.ts'
import type { MemberSet } from './member-set.ts'
import type { Pager } from './pager.ts'
import { flush } from './storage.ts'
import type { Storage } from './storage.ts'

/** What a checkpoint is taken of. */
export interface CheckpointParts {
  readonly storage: Storage
  readonly pager: Pager
  readonly log: Log
  /** The set with every transaction whose commit record is durable. */
  readonly members: MemberSet
  /** The first record of the oldest transaction whose last record is not durable; Infinity if there is none. */
  readonly oldestFirstLsn: () => number
}

/** Takes checkpoints, one at a time: the caller sees to that. */
export class Checkpointer {
  readonly #parts: CheckpointParts
  #last: Checkpoint

  constructor(parts: CheckpointParts, last: Checkpoint) {
    this.#parts = parts
    this.#last = last
  }

  /** Brings what is done now to the data volume and gives the log before it back, as far as no one needs it. True if there was any. */
  async run(): Promise<boolean> {
    const { storage, pager, log, members, oldestFirstLsn } = this.#parts
    await log.forceAll()
    await pager.writeOutDirty()
    const snapshotLsn = log.durable
    const redoLsn = log.frameStart(Math.min(snapshotLsn, pager.redoLsn(), oldestFirstLsn()))
    if (redoLsn === this.#last.redoLsn && snapshotLsn === this.#last.snapshotLsn) return false
    const gained = redoLsn > this.#last.redoLsn
    this.#last = { sequence: this.#last.sequence + 1, redoLsn, snapshotLsn, members: members.copy() }
    await writeCheckpoint(storage, this.#last)
    await flush(storage, 'data', 'checkpoint')
    await log.truncate(redoLsn)
    return gained
  }
}
