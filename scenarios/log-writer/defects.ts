/**
 * The planted bugs of the log writer: one line each, and where they can show. A bug that a legal
 * crash cannot reach under some policy is not listed for that policy.
 */
import type { SyncPolicy } from './options.ts'

export interface DefectDescription {
  /** What is wrong, in one line. */
  readonly description: string
  /** The sync policies under which the bug can be seen. */
  readonly policies: readonly SyncPolicy[]
  /** What has to happen for it to show: a crash, damage to durable sectors, or a device error. */
  readonly shownBy: 'crash' | 'rot' | 'device-error'
}

const ALL: readonly SyncPolicy[] = ['always', 'interval', 'none']
const UNFLUSHED: readonly SyncPolicy[] = ['interval', 'none']

export const LOG_WRITER_DEFECTS = {
  'ack-before-flush': {
    description: 'an append is acknowledged before the flush that makes it durable has completed',
    policies: ['always'],
    shownBy: 'crash',
  },
  'async-io-sync-race': {
    description: 'the flush is submitted together with the write, so it does not cover it',
    policies: ['always'],
    shownBy: 'crash',
  },
  'torn-tail-fatal': {
    description: 'an ordinary torn tail is taken for corruption: the log refuses to open',
    policies: ALL,
    shownBy: 'crash',
  },
  'wal-no-checksum': {
    description: 'the checksum of a record is not verified: a torn record is served as a good one',
    policies: ALL,
    shownBy: 'crash',
  },
  'truncate-past-tail': {
    description: 'cutting a torn tail drops the last valid record as well',
    policies: ['always', 'interval'],
    shownBy: 'crash',
  },
  'length-before-checksum': {
    description: 'the length field is trusted before the record is verified: stale bytes at the tail stop the open',
    policies: ALL,
    shownBy: 'crash',
  },
  'mid-log-rot-as-tail': {
    description: 'a bad record that later ones prove durable is taken for a torn tail: a good suffix is lost',
    policies: ALL,
    shownBy: 'rot',
  },
  'stale-tail-resurrected': {
    description: 'appends after a torn tail go on in the old generation: survivors behind it become visible again',
    policies: ALL,
    shownBy: 'crash',
  },
  'newer-segment-gap': {
    description: 'recovery goes on with the next segment although the tail of the previous one is missing',
    policies: UNFLUSHED,
    shownBy: 'crash',
  },
  'fsync-retry-succeeds': {
    description: 'after a failed flush the writer flushes again and takes the second answer as proof',
    policies: ['always', 'interval'],
    shownBy: 'device-error',
  },
  'log-enospc-ignored': {
    description: 'a record write that ran out of space is acknowledged all the same',
    policies: ALL,
    shownBy: 'device-error',
  },
} as const satisfies Record<string, DefectDescription>

export type LogWriterDefect = keyof typeof LOG_WRITER_DEFECTS

/** Every flush of the log writer by its label, and what it is for. `skipFlush` leaves one of them out. */
export const LOG_WRITER_FLUSHES = {
  'append-flush': {
    description: 'makes a batch durable before its appends are acknowledged',
    policies: ['always'],
  },
  'seal-flush': {
    description: 'makes the seals durable before the appends before them are acknowledged (option `seals`)',
    policies: [],
  },
  'open-flush': {
    description: 'makes durable what recovery read: after a process kill only the cache may hold it',
    policies: ['always'],
  },
  'generation-flush': {
    description: 'makes a new generation durable before its first record, so that what lies behind the tail stays dead',
    policies: ALL,
  },
  'retire-flush': {
    description: 'makes the newer segments durable before the oldest one is retired (option `recycle`)',
    policies: UNFLUSHED,
  },
  'recycle-flush': {
    description: 'makes the retirement of the oldest segment durable before its slot is reused (option `recycle`)',
    policies: ALL,
  },
  'sync-flush': { description: 'carries out an explicit sync, and that of a close', policies: UNFLUSHED },
  'interval-flush': { description: 'carries out the periodic sync', policies: ['interval'] },
  'freeze-flush': { description: 'brings everything to the volume before a snapshot', policies: UNFLUSHED },
} as const satisfies Record<string, Pick<DefectDescription, 'description' | 'policies'>>

export type LogWriterFlush = keyof typeof LOG_WRITER_FLUSHES
