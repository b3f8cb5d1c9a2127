/** When metadata becomes durable: commits of the journal, and what `fsync` waits for. */
import type { Inode } from './inode.ts'
import { FileError } from './file-error.ts'
import { MOST_TAGS } from './journal-records.ts'
import { Transaction } from './metadata.ts'
import type { MountedVolume } from './mounted-volume.ts'
import { MOST_ORPHANS } from './records.ts'
import { Lock } from './task.ts'
import type { Task } from './task.ts'

export class Committer {
  readonly #volume: MountedVolume
  readonly #lock = new Lock()

  constructor(volume: MountedVolume) {
    this.#volume = volume
  }

  /** Before an operation that changes metadata. @throws FileError EROFS */
  *makeRoom(): Task<void> {
    const { inodes, names } = this.#volume
    // Files whose names wait are on the list of orphans, which has an end.
    if (inodes.orphans.size > MOST_ORPHANS / 2 && !names.isEmpty) yield* names.record()
    yield* this.commitIfLarge()
    if (this.#volume.readOnly) throw new FileError('EROFS', 'write')
  }

  /** Commits a transaction that might outgrow the journal. */
  *commitIfLarge(): Task<void> {
    const { running } = this.#volume.metadata
    const { mostBlocks } = this.#volume.journal
    if (running.blocks.size + running.inodes.size > mostBlocks || running.revoked.size > MOST_TAGS / 4) yield* this.commit()
  }

  /** The running transaction becomes durable, and all data that it needs. */
  *commit(): Task<void> {
    const { metadata } = this.#volume
    const wanted = metadata.running
    yield* this.#lock.acquire()
    try {
      if (wanted === metadata.running) yield* this.#commitRunning()
    } finally {
      this.#lock.release()
    }
  }

  /** What the journal holds is brought to its place, so that the journal is empty. */
  *checkpoint(): Task<void> {
    yield* this.#lock.acquire()
    try {
      yield* this.#volume.journal.checkpoint()
    } finally {
      this.#lock.release()
    }
  }

  /** The file's data and metadata become durable. @throws FileError EIO */
  *fsync(inode: Inode, dataOnly: boolean): Task<void> {
    const { metadata, options, names } = this.#volume
    if (inode.type === 'directory') yield* names.record()
    yield* this.#settle(inode)
    const needsCommit = inode.transaction?.state === 'running' && !(dataOnly && inode.onlyTimes)
    if (needsCommit || metadata.running.ordered.has(inode)) yield* this.commit()
    else {
      // It may be part of a transaction that is being committed.
      yield* this.#lock.acquire()
      this.#lock.release()
      if (options.barriers) yield { kind: 'flush', label: dataOnly ? 'fdatasync' : 'fsync' }
    }
    if (this.#volume.readOnly || inode.writeFailed) {
      inode.writeFailed = false
      throw new FileError('EIO', dataOnly ? 'fdatasync' : 'fsync')
    }
  }

  /** Everything becomes durable. */
  *sync(): Task<void> {
    yield* this.#volume.names.record()
    for (const inode of [...this.#volume.inodes.loaded]) {
      yield* this.commitIfLarge()
      yield* this.#settle(inode)
    }
    if (this.#volume.metadata.running.isEmpty) {
      if (this.#volume.options.barriers) yield { kind: 'flush', label: 'sync' }
    } else yield* this.commit()
  }

  /** Everything in place and durable, and the journal empty. */
  *settleAll(): Task<void> {
    yield* this.sync()
    yield* this.checkpoint()
  }

  *#settle(inode: Inode): Task<void> {
    yield* this.#volume.data.writeBack(inode)
    while (inode.inFlight > 0) yield { kind: 'wait', gate: inode.settled }
  }

  *#commitRunning(): Task<void> {
    const { metadata, journal, inodes, allocator } = this.#volume
    const { running } = metadata
    while (running.ordered.size > 0) {
      const [inode] = running.ordered
      running.ordered.delete(inode!)
      yield* this.#settle(inode!)
    }
    for (const inode of running.inodes) inodes.record(inode)
    if (running.blocks.size === 0) return
    const contents = new Map([...running.blocks].map((block) => [block, metadata.peek(block).slice()]))
    running.state = 'committing'
    metadata.running = new Transaction()
    try {
      yield* journal.commit(contents, running.revoked)
    } catch (error) {
      this.#volume.readOnly = true
      throw error
    }
    running.state = 'committed'
    allocator.committed(running)
  }
}
