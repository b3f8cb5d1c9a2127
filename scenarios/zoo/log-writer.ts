/** Bugs of the log writer. */
import { scenario } from '../../core/drill/index.ts'
import type { Scenario } from '../../core/drill/index.ts'
import { logWriter } from '../log-writer/index.ts'
import type { LogWriterAppOptions, LogWriterDefect } from '../log-writer/index.ts'
import { logWriterScenario, SHORT } from '../log-writer-scenario.ts'
import { zooBug } from './zoo-bug.ts'
import type { ZooBug, ZooRow } from './zoo-bug.ts'

/** A correct writer, and how it is built, so that a bug differs in its defect only. */
interface Twin {
  readonly scenario: Scenario
  readonly writer: LogWriterAppOptions
}

function twinOf(name: string, writer: LogWriterAppOptions, change: Partial<Pick<Scenario, 'faults' | 'destructive'>> = {}): Twin {
  const whole = logWriterScenario(`zoo/twin/log-writer${name}`, { ...writer, syncs: writer.policy === 'none' })
  return { scenario: scenario({ ...whole, policy: false, operations: 24, ...change }), writer: { ...SHORT, ...writer } }
}

const always = twinOf('', {})
/** Nothing is flushed but by an explicit sync. */
const unflushed = twinOf('/unflushed', { policy: 'none' })
const lossyFlushes = twinOf('/lossy-flush', {}, { faults: ['error-then-clean'] })
/** What rots must be told from a torn tail, whichever record it is, so every append is sealed. */
const rotting = twinOf('/rotting', { seals: true }, { faults: [], destructive: ['bit-rot'] })
const fullDevice = twinOf('/full-device', {}, { faults: ['enospc'] })

type Row = Omit<ZooRow, 'app' | 'twin' | 'exchange' | 'id'>

function row(id: LogWriterDefect, twin: Twin, about: Row): ZooBug {
  const machines = { log: logWriter({ ...twin.writer, defect: id }) }
  return zooBug({ id, ...about, app: 'log-writer', twin: twin.scenario, exchange: { machines } })
}

export const logWriterBugs: readonly ZooBug[] = [
  row('torn-tail-fatal', always, {
    area: 'log',
    summary: 'an ordinary torn tail is taken for corruption',
    source: 'doltlite#510, etcd#6379',
    expected: ['refuses-to-open'],
  }),
  row('mid-log-rot-as-tail', rotting, {
    area: 'log',
    summary: 'a bad record that later ones prove durable is taken for a torn tail, and a good suffix is cut off',
    source: "FAST'18 PAR; TigerBeetle `journal.zig`",
    expected: ['silent-corruption'],
  }),
  row('newer-segment-gap', unflushed, {
    area: 'log',
    summary: 'recovery goes on with the next segment although the tail of the one before is missing',
    source: 'RocksDB#12489',
    expected: ['order-hole'],
  }),
  row('length-before-checksum', always, {
    area: 'log',
    summary: 'the length field is trusted before the record is verified, so stale bytes at the tail stop the open',
    source: 'etcd#14098',
    expected: ['refuses-to-open'],
  }),
  row('truncate-past-tail', always, {
    area: 'log',
    summary: 'cutting a torn tail drops the last valid record as well',
    source: 'frostdb#866',
    expected: ['lost-ack'],
  }),
  row('stale-tail-resurrected', always, {
    area: 'log',
    summary: 'appends after a torn tail go on in the old generation, and survivors behind it become visible again',
    source: 'doltlite#510',
    expected: ['wrong-data', 'phantom'],
  }),
  row('async-io-sync-race', always, {
    area: 'ack',
    summary: 'the flush is submitted together with the write, so it does not cover it',
    source: 'xfstests generic/757',
    expected: ['lost-ack'],
  }),
  row('fsync-retry-succeeds', lossyFlushes, {
    area: 'ack',
    summary: 'after a failed flush the writer flushes again and takes the second answer as proof',
    source: 'fsyncgate (PostgreSQL, 2018)',
    expected: ['lost-ack'],
  }),
  row('log-enospc-ignored', fullDevice, {
    area: 'ack',
    summary: 'a record write that ran out of space is acknowledged all the same',
    source: 'libdb LOGWRITEIGNORE',
    expected: ['lost-ack'],
  }),
]
