/**
 * The metadata blocks in memory, and the transaction that collects what changes in them.
 *
 * The rule that keeps operations whole: an operation first loads all that it will need, waiting as often as it must,
 * and then makes its changes without waiting. So no commit can come between two changes of one operation.
 */
import { BLOCK_BYTES } from '../block/geometry.ts'
import type { Inode } from './inode.ts'
import type { Task } from './task.ts'

export class Transaction {
  /** Metadata blocks that were changed. */
  readonly blocks = new Set<number>()
  /** Metadata blocks that were freed: older copies of them must not be replayed. */
  readonly revoked = new Set<number>()
  /** Inodes to be written to their table before the commit. */
  readonly inodes = new Set<Inode>()
  /** Inodes whose new blocks must hold their data before the commit. */
  readonly ordered = new Set<Inode>()
  /** Blocks that were freed. They are not used again before the commit: a crash would bring their old owner back. */
  readonly freed = new Set<number>()
  state: 'running' | 'committing' | 'committed' = 'running'

  get isEmpty(): boolean {
    return this.blocks.size === 0 && this.inodes.size === 0 && this.revoked.size === 0
  }
}

export class Metadata {
  running = new Transaction()
  readonly #buffers = new Map<number, Uint8Array>()

  /** A loaded block, to be read only. */
  peek(block: number): Uint8Array {
    const buffer = this.#buffers.get(block)
    if (!buffer) throw new Error(`Metadata.peek: block ${block} has not been loaded`)
    return buffer
  }

  /** Brings a block into memory, where it stays. */
  *load(block: number): Task<Uint8Array> {
    return this.#buffers.get(block) ?? (yield* this.#read(block))
  }

  /** A loaded block, to be changed before anything is waited for. */
  change(block: number): Uint8Array {
    this.running.blocks.add(block)
    return this.peek(block)
  }

  /** A block that becomes metadata now: its old content does not matter. */
  create(block: number): Uint8Array {
    this.#buffers.set(block, new Uint8Array(BLOCK_BYTES))
    this.running.revoked.delete(block)
    return this.change(block)
  }

  /** A block that is metadata no more. */
  forget(block: number, revoke = true): void {
    this.#buffers.delete(block)
    this.running.blocks.delete(block)
    if (revoke) this.running.revoked.add(block)
  }

  *#read(block: number): Task<Uint8Array> {
    const data = (yield { kind: 'read', block, count: 1 }).slice()
    const known = this.#buffers.get(block)
    // Somebody else may have brought it, and changed it, meanwhile.
    if (known) return known
    this.#buffers.set(block, data)
    return data
  }
}
