/**
 * The write-ahead journal of metadata blocks, a ring. A transaction is a descriptor, the new contents of its blocks, and a
 * commit record with a checksum over both; it counts once the commit record is durable, and its blocks are brought
 * to their places later. Redo of whole blocks: replaying twice does no harm.
 */
import { BLOCK_BYTES } from '../block/geometry.ts'
import { checksumOf, encodeCommit, encodeDescriptor, encodeJournalHeader, MOST_TAGS } from './journal-records.ts'
import type { JournalHeader } from './journal-records.ts'
import type { Layout } from './layout.ts'
import type { FileSystemDefects, MountOptions } from './mount-options.ts'
import type { Task, WriteRequest } from './task.ts'

/** Committed, and not in place yet. */
interface Committed {
  readonly blocks: number
  readonly contents: Map<number, Uint8Array>
}

export class Journal {
  readonly #layout: Layout
  readonly #options: MountOptions
  readonly #defects: FileSystemDefects
  #sequence: number
  #head: number
  /** Blocks of the ring that transactions need which are not in place. */
  #used = 0
  #pending: Committed[] = []

  constructor(layout: Layout, options: MountOptions, defects: FileSystemDefects, start: JournalHeader) {
    this.#layout = layout
    this.#options = options
    this.#defects = defects
    this.#sequence = start.sequence
    this.#head = start.position
  }

  get capacity(): number {
    return this.#layout.journalBlocks - 1
  }

  /** The most blocks that a transaction should have. */
  get mostBlocks(): number {
    return Math.min(MOST_TAGS, Math.floor(this.capacity / 4))
  }

  get isEmpty(): boolean {
    return this.#pending.length === 0
  }

  /** Makes the new contents durable as a whole. What was written before it, is durable with it. */
  *commit(contents: Map<number, Uint8Array>, revoked: ReadonlySet<number>): Task<void> {
    const { barriers, commit } = this.#options
    if (this.#defects.writesMetadataInPlace) {
      yield homeWrites(contents)
      if (barriers) yield { kind: 'flush', label: 'barrier' }
      return
    }
    const blocks = contents.size + 2
    if (this.#used + blocks > this.capacity) yield* this.checkpoint()
    if (blocks > this.capacity) throw new Error(`Journal.commit: ${contents.size} blocks do not fit a journal of ${this.capacity}`)
    const descriptor = encodeDescriptor({ sequence: this.#sequence, blocks: [...contents.keys()], revoked: [...revoked] })
    const checksum = checksumOf(descriptor, [...contents.values()])
    const body = [descriptor, ...contents.values()].map((data, index) => this.#write(index, data, 'journal'))
    const record = this.#write(blocks - 1, encodeCommit(this.#sequence, checksum), 'commit')
    yield* commit === 'barrier' ? this.#commitAfter(body, record) : this.#commitTogether([...body, record])
    this.#head = this.#place(blocks)
    this.#sequence++
    this.#used += blocks
    // An older copy must not be brought to a place that may be data by then.
    for (const { contents: older } of this.#pending) for (const block of revoked) older.delete(block)
    this.#pending.push({ blocks, contents })
  }

  /** Brings everything that is committed to its place, and empties the journal. */
  *checkpoint(): Task<void> {
    if (this.#pending.length === 0) return
    const taken = this.#pending
    const latest = new Map<number, Uint8Array>()
    for (const { contents } of taken) for (const [block, data] of contents) latest.set(block, data)
    yield homeWrites(latest)
    const { barriers } = this.#options
    if (barriers) yield { kind: 'flush', label: 'checkpoint' }
    // Nothing else commits meanwhile: whoever commits or checkpoints holds the commit lock.
    const header = encodeJournalHeader({ sequence: this.#sequence, position: this.#head })
    yield { kind: 'write', block: this.#layout.journalStart, data: header, label: 'journal-header', fua: barriers }
    this.#pending = this.#pending.slice(taken.length)
    this.#used = this.#pending.reduce((sum, { blocks }) => sum + blocks, 0)
  }

  *#commitAfter(body: readonly WriteRequest[], record: WriteRequest): Task<void> {
    const { barriers } = this.#options
    yield body
    if (barriers) yield { kind: 'flush', label: 'barrier' }
    yield barriers ? { ...record, fua: true } : record
  }

  *#commitTogether(writes: readonly WriteRequest[]): Task<void> {
    yield writes
    if (this.#options.barriers) yield { kind: 'flush', label: 'commit' }
  }

  #write(index: number, data: Uint8Array, label: string): WriteRequest {
    return { kind: 'write', block: this.#layout.journalStart + this.#place(index), data, label }
  }

  /** The place in the ring so many blocks after the head. */
  #place(index: number): number {
    return ringPlace(this.capacity, this.#head, index)
  }
}

/** Block 0 of the journal is its header; the ring is 1 … capacity. */
export function ringPlace(capacity: number, position: number, index: number): number {
  return ((position - 1 + index) % capacity) + 1
}

function homeWrites(contents: ReadonlyMap<number, Uint8Array>): WriteRequest[] {
  return [...contents].map(([block, data]) => ({ kind: 'write', block, data: data.slice(0, BLOCK_BYTES), label: 'metadata' }))
}
