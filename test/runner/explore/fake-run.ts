/** A run that looks like one of a replicated ledger, of any length, and an engine in memory that answers for it. */
import type { Branch, Pull, SweepBar } from '../../../core/drill/explore/branch.ts'
import type { Engine, Opened } from '../../../core/drill/explore/engine.ts'
import type { Look, LookWrite } from '../../../core/drill/explore/look.ts'
import type { Picture, PictureLane, PictureMark } from '../../../core/drill/explore/picture.ts'

export const LANES: readonly PictureLane[] = [
  { name: 'client 1', kind: 'client', side: 'source' },
  { name: 'client 2', kind: 'client', side: 'source' },
  { name: 'books', kind: 'machine', side: 'source' },
  { name: 'books/wal', kind: 'volume', side: 'source' },
  { name: 'books/data', kind: 'volume', side: 'source' },
  { name: 'link', kind: 'link', side: 'source' },
  { name: 'replica', kind: 'replica', side: 'source' },
]

/** Of each transaction. */
const MARKS = 7
const US = 1_480

/** Transactions one after the other: asked, logged, flushed, answered; now and then a checkpoint, a fault, a point. */
export function pictureOf(transactions: number, change: Partial<Picture> = {}): Picture {
  const marks: PictureMark[] = []
  let seq = 0
  for (let tx = 0; tx < transactions; tx++) {
    const at = 500 + tx * US + ((tx * 37) % 90)
    const client = tx % 2
    const label = `transfer ${tx % 7} → ${(tx * 3) % 7}`
    const mark = (lane: number, kind: PictureMark['kind'], startUs: number, endUs: number | null, text: string, more: Partial<PictureMark> = {}): void =>
      void marks.push({ lane, kind, startUs, endUs, label: text, seq: seq++, ...more })
    mark(client, 'submit', at, at + 900, label, { operation: tx })
    mark(3, 'write', at + 60, at + 310, 'wal begin', { name: `W${tx * 5 + 1}`, operation: tx, sectors: [tx * 8, 8], line: 'ledger.ts:41:20', state: 'durable' })
    mark(3, 'write', at + 90, at + 420, 'wal commit', { name: `W${tx * 5 + 2}`, operation: tx, sectors: [tx * 8 + 8, 1], line: 'ledger.ts:52:11', ...(tx % 40 === 39 && { state: 'torn' }) })
    mark(3, 'flush', at + 430, at + 880, '', { name: `W${tx * 5 + 3}`, operation: tx })
    mark(client, 'ack', at + 900, at + 900, label, { operation: tx, state: 'ok' })
    if (tx % 20 === 19) mark(4, 'write', at + 910, at + 1300, 'page 4', { name: `W${tx * 5 + 4}`, sectors: [320, 8], line: 'ledger.ts:88:7' })
    else mark(5, 'cache', at + 915, at + 990, 'batch', {})
    if (tx % 40 === 39) mark(6, 'point', at + 1000, at + 1000, '', { name: `crash-consistent#${(tx + 1) / 40}` })
    else mark(2, 'span', at + 1005, at + 1100, 'apply', {})
  }
  return { scenario: 'ledger/failover', seed: '42', lanes: LANES, marks, startUs: 0, endUs: 500 + transactions * US, marksLeftOut: 0, crash: null, ...change }
}

export const marksOf = (transactions: number): number => transactions * MARKS

export function writesOf(seq: number): readonly LookWrite[] {
  return Array.from({ length: 6 }, (_, at): LookWrite => ({
    seq: Math.max(0, seq - 5) + at, name: `W${Math.max(0, seq - 5) + at}`, disk: at === 4 ? 'books/data' : 'books/wal', epoch: at < 3 ? 11 : 12,
    kind: at === 2 ? 'flush' : 'write', label: at === 2 ? '' : at === 4 ? 'page 4' : 'wal commit', operation: at === 4 ? null : 30 + at,
    lba: 288 + at * 8, sectors: 8, fua: at === 1, submittedUs: seq * 200, completedUs: at < 4 ? seq * 200 + 250 : null,
    state: at < 3 ? 'durable' : at === 3 ? 'volatile' : 'in-flight', line: 'ledger.ts:52:11',
  }))
}

export const lookOf = (seq: number): Look => ({
  seq,
  atUs: 500 + seq * 211,
  phase: 'before-flush',
  operations: Array.from({ length: 9 }, (_, at) => ({
    id: 31 - at, client: 1 + (at % 2), label: `transfer ${at} → 3`, submittedUs: 45_000 - at * 1480, answeredUs: at === 0 ? null : 45_900 - at * 1480,
    outcome: at === 0 ? null : at === 4 ? ('failed' as const) : ('ok' as const), demand: at === 0 ? ('may' as const) : at === 4 ? ('must-not' as const) : ('must' as const),
  })),
  operationCounts: { must: 29, may: 1, mustNot: 1 },
  writes: writesOf(seq),
  disks: [
    { disk: 'books/wal', blocks: 1024, used: 77, blocksPerCell: 1, cells: Array.from({ length: 77 }, (_, at) => (at < 70 ? 'durable' : at < 74 ? 'volatile' : 'in-flight')), replica: Array.from({ length: 77 }, (_, at) => (at < 62 ? 'same' : at < 74 ? 'lag' : 'empty')) },
    { disk: 'books/data', blocks: 16_384, used: 41, blocksPerCell: 2, cells: Array.from({ length: 30 }, (_, at) => (at % 7 === 6 ? 'empty' : 'durable')), replica: Array.from({ length: 30 }, (_, at) => (at % 7 === 6 ? 'empty' : 'same')) },
  ],
  points: [
    { id: 'crash-consistent#1', kind: 'crash-consistent', taggedUs: 20_000, availableUs: 24_500, state: 'thinned', dishonest: null },
    { id: 'app-consistent#1', kind: 'app-consistent', taggedUs: 30_000, availableUs: 38_500, state: 'available', dishonest: 'an operation was open when it was made' },
    { id: 'crash-consistent#2', kind: 'crash-consistent', taggedUs: 40_000, availableUs: 44_500, state: 'available', dishonest: null },
    { id: 'crash-consistent#3', kind: 'crash-consistent', taggedUs: 45_000, availableUs: 49_500, state: 'pending', dishonest: null },
  ],
  replica: { rpoUs: 5_500, lagUs: 1_230, lagBytes: 12_288, history: Array.from({ length: 60 }, (_, at) => ((at * 7919) % 13) * 300) },
  bytes: {
    write: 'W157', disk: 'books/wal', offset: 147_456, rowsLeftOut: 3,
    rows: [
      { offset: 147_456, before: '00'.repeat(16), after: '4c454447455220310000002a00000007' },
      { offset: 147_472, before: '00'.repeat(16), after: '000000000000000000000000deadbeef' },
    ],
  },
  model: ['account 0: 93', 'account 1: 107', 'account 2: 100'],
})

export const LANES_AFTER: readonly PictureLane[] = [
  { name: 'books', kind: 'machine', side: 'recovered' },
  { name: 'recovery plan', kind: 'plan', side: 'recovered' },
]

export function branchOf(pull: Pull, change: Partial<Branch> = {}): Branch {
  const atUs = 45_210
  const after = (lane: number, kind: PictureMark['kind'], fromUs: number, toUs: number, label: string): PictureMark => ({ lane, kind, startUs: atUs + fromUs, endUs: atUs + toUs, label, seq: null })
  return {
    pull,
    title: 'power cut after books/wal write W157 · 2 writes lost, 1 torn',
    plan: { v: 1, scenario: 'ledger/failover', seed: '42', device: 'ssd', schedule: 'in-order', operations: [], faults: [], replication: null, disasters: [] } as unknown as Branch['plan'],
    crash: { kind: 'run' },
    atUs,
    verdict: 'lost-ack',
    message: 'operation 30 “transfer 1 → 3” was acknowledged at 44.420 ms and is not there after recovery',
    observed: ['account 0: 93', 'account 1: 110', 'account 2: 100'],
    allowed: ['account 0: 93', 'account 1: 107', 'account 2: 100'],
    lost: [{ id: 30, label: 'transfer 1 → 3', answeredUs: 44_420 }],
    rpoUs: null,
    rtoUs: 31_400,
    timeline: ['t= 43.520 ms  client 1 asks transfer 1 → 3', 't= 44.420 ms  answered', 't= 45.210 ms  power cut: W155 lost, W157 torn'],
    cause: {
      sentence: 'W157 “wal commit” reached the disk before W155 “wal begin” that it relies on: nothing orders the two',
      writes: [
        { name: 'W155', label: 'wal begin', disk: 'books/wal', state: 'lost', operation: 30, line: 'ledger.ts:41:20' },
        { name: 'W157', label: 'wal commit', disk: 'books/wal', state: 'torn', operation: 30, line: 'ledger.ts:52:11' },
      ],
      disks: ['books/wal'], epochs: [], nearestPassing: { change: 'W155 survives too', writes: 1, sectors: 8 }, examined: 240,
    },
    lanes: LANES_AFTER,
    marks: [
      after(0, 'crash', 0, 0, 'power cut'), after(0, 'boot', 400, 12_000, 'boot'), after(0, 'fsck', 12_000, 19_500, 'fsck'),
      after(1, 'step', 19_500, 27_000, 'start services'), after(0, 'recovered', 31_400, 31_400, 'first answer'), after(0, 'verdict', 31_400, 31_400, 'lost-ack'),
    ],
    nearestPassing: { title: 'power cut after books/wal write W158', pull: { how: 'power-cut', seq: 158, survivors: 'completed', fates: [] } },
    token: 'sd1_ledger-failover_9Yb2K',
    ...change,
  }
}

export function sweepOf(picture: Picture): SweepBar {
  const writes = picture.marks.filter(({ kind, seq }) => kind === 'write' && seq !== null)
  return {
    instants: writes.map(({ seq, startUs }, at) => ({ seq: seq!, atUs: startUs, states: 3 + (at % 4), worst: at % 23 === 22 ? 'lost-ack' : at % 31 === 30 ? 'inconclusive' : 'ok', pull: at % 23 === 22 ? { how: 'power-cut', seq: seq!, survivors: 'newest', fates: [] } : null })),
    statesChecked: writes.length * 4,
    statesSkipped: 12,
  }
}

export const openedOf = (picture: Picture, change: Partial<Opened> = {}): Opened => ({ picture, abilities: {}, failure: null, cursorSeq: 77, ...change })

/** What was asked, first to last; every answer comes with the next turn. */
export interface FakeEngine extends Engine {
  readonly asked: string[]
}

export function fakeEngine(opened: Opened, change: Partial<Engine> = {}): FakeEngine {
  const asked: string[] = []
  const answer = async <T>(what: string, value: T): Promise<T> => {
    asked.push(what)
    await new Promise((resolve) => setImmediate(resolve))
    return value
  }
  return {
    opened,
    asked,
    look: (seq) => answer(`look ${seq}`, lookOf(seq)),
    files: (seq) => answer(`files ${seq}`, [{ disk: 'books/data', tree: [{ path: '/ledger', kind: 'directory', bytes: 0 }, { path: '/ledger/accounts.db', kind: 'file', bytes: 40_960 }], treeLeftOut: 0, fsck: [] }]),
    pull: (pull) => answer(`pull ${pull.how}`, branchOf(pull, 'survivors' in pull && pull.survivors === 'completed' ? { verdict: 'ok', message: 'recovers as the model allows', lost: [], title: 'power cut after W158', cause: null, nearestPassing: null } : {})),
    again: (branch) => answer('again', branch),
    sweep: (onProgress) => {
      onProgress({ what: 'sweeping', done: 5, of: 50 })
      return answer('sweep', sweepOf(opened.picture))
    },
    shrink: (branch) => answer('shrink', {
      branch: { ...branch, title: 'smaller' },
      report: { fromOperations: 163, toOperations: 4, faults: { from: 9, to: 1 }, disks: null, lostWrites: null, attempts: 212, budget: 500, ended: 'nothing-smaller' },
    }),
    close: async () => {},
    ...change,
  }
}
