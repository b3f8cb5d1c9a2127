/** What a mount does with the journal that it finds: replays what was committed and may not be in place. */
import { BLOCK_BYTES } from '../block/geometry.ts'
import { ringPlace } from './journal.ts'
import { checksumOf, decodeCommit, decodeDescriptor, decodeJournalHeader, encodeJournalHeader } from './journal-records.ts'
import type { JournalHeader } from './journal-records.ts'
import type { Layout } from './layout.ts'
import type { FileSystemDefects } from './mount-options.ts'
import { CorruptMetadata } from './records.ts'
import type { Task, WriteRequest } from './task.ts'

export interface JournalRecovery {
  /** Where the journal goes on. */
  readonly next: JournalHeader
  readonly transactions: number
  readonly blocks: number
}

interface Found {
  readonly sequence: number
  readonly contents: ReadonlyMap<number, Uint8Array>
  readonly revoked: readonly number[]
  /** Blocks of the ring. */
  readonly length: number
}

/** Null when there is none, or one that begins outside the journal. */
export function* readJournalHeader(layout: Layout): Task<JournalHeader | null> {
  const header = decodeJournalHeader(yield { kind: 'read', block: layout.journalStart, count: 1 })
  return header && header.position >= 1 && header.position < layout.journalBlocks ? header : null
}

/** @throws CorruptMetadata when there is no journal */
export function* recoverJournal(layout: Layout, defects: FileSystemDefects = {}): Task<JournalRecovery> {
  const header = yield* readJournalHeader(layout)
  if (!header) throw new CorruptMetadata('the journal has no valid header')
  const capacity = layout.journalBlocks - 1
  const found: Found[] = []
  let next = header
  for (let length = 0; ; ) {
    const transaction = yield* findTransaction(layout, next, capacity - length, defects)
    if (!transaction) break
    found.push(transaction)
    length += transaction.length
    next = { sequence: next.sequence + 1, position: ringPlace(capacity, next.position, transaction.length) }
  }
  const blocks = replay(found)
  if (found.length > 0) {
    yield blocks
    yield { kind: 'flush', label: 'journal-replay' }
    yield { kind: 'write', block: layout.journalStart, data: encodeJournalHeader(next), label: 'journal-header', fua: true }
  }
  return { next, transactions: found.length, blocks: blocks.length }
}

function* findTransaction(layout: Layout, { sequence, position }: JournalHeader, room: number, defects: FileSystemDefects): Task<Found | null> {
  const capacity = layout.journalBlocks - 1
  const descriptorBytes = yield* readRing(layout, position, 0)
  const descriptor = decodeDescriptor(descriptorBytes, sequence)
  if (!descriptor || descriptor.blocks.length + 2 > Math.min(room, capacity)) return null
  if (!descriptor.blocks.every((block) => block >= layout.orphans && block < layout.superblockCopy)) return null
  const contents = new Map<number, Uint8Array>()
  for (const [index, block] of descriptor.blocks.entries()) contents.set(block, yield* readRing(layout, position, index + 1))
  const checksum = decodeCommit(yield* readRing(layout, position, descriptor.blocks.length + 1), sequence)
  if (checksum === null) return null
  if (!defects.skipsJournalChecksum && checksum !== checksumOf(descriptorBytes, [...contents.values()])) return null
  return { sequence, contents, revoked: descriptor.revoked, length: descriptor.blocks.length + 2 }
}

function* readRing(layout: Layout, position: number, index: number): Task<Uint8Array> {
  const place = ringPlace(layout.journalBlocks - 1, position, index)
  return (yield { kind: 'read', block: layout.journalStart + place, count: 1 }).slice(0, BLOCK_BYTES)
}

/** The latest content of every block that no later transaction has revoked. */
function replay(found: readonly Found[]): WriteRequest[] {
  const revokedAt = new Map<number, number>()
  for (const { sequence, revoked } of found) for (const block of revoked) revokedAt.set(block, sequence)
  const latest = new Map<number, Uint8Array>()
  for (const { sequence, contents } of found)
    for (const [block, data] of contents) if (!(sequence < (revokedAt.get(block) ?? -1))) latest.set(block, data)
  return [...latest].map(([block, data]) => ({ kind: 'write', block, data, label: 'journal-replay' }))
}
