/**
 * SQLite in every journal mode at every synchronous level, each with what its documentation promises: a drill that
 * must pass, and, where something may be lost, one that asks for more and must find just that.
 */
import fc from 'fast-check'
import { committed, scenario } from '../core/drill/index.ts'
import type { FaultKind } from '../core/index.ts'
import type { InvariantContext, Scenario } from '../core/drill/index.ts'
import { registers } from '../core/oracle/index.ts'
import { policies } from '../core/replication/policies.ts'
import type { Durability, RegisterWrites, Verdict, VerdictName } from '../core/oracle/index.ts'
import type { EngineScenario } from './engine-scenario.ts'
import { CONTRACTS } from './sqlite/contracts.ts'
import type { Contract } from './sqlite/contracts.ts'
import { sqlite } from './sqlite/index.ts'
import type { SqliteAppOptions, SqliteContent, SqliteDatabase } from './sqlite/index.ts'

export interface SqliteDrill extends EngineScenario {
  readonly contract: Contract
}

/** A transaction; as a part of one, a write of it or the count of commits alone. */
export type Transaction = RegisterWrites<string> & { readonly part?: 'write' | 'count' }

/** What is read back. */
export interface Observed extends SqliteContent {
  /** What SQLite's own check complains about. */
  readonly problems: readonly string[]
}

interface State {
  readonly commits: number
  readonly values: ReadonlyMap<string, string>
}

const KEYS = 24
const LONGEST_VALUE = 600

/** Small pages and few of them in memory, so that a transaction may write before it commits; early checkpoints. */
export const SHORT: SqliteAppOptions = { pageSize: 1024, cachePages: 6, autoCheckpointPages: 12, size: '1MiB' }

const write = fc.record({
  key: fc.nat(KEYS - 1).map((key) => `key${key}`),
  value: fc.option(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: LONGEST_VALUE, size: 'max' }), { freq: 8 }),
})

export const transaction: fc.Arbitrary<Transaction> = fc.record({
  writes: fc.uniqueArray(write, { minLength: 1, maxLength: 4, selector: ({ key }) => key }),
})

const values = registers<string>()

export const model = {
  initial: { commits: 0, values: values.initial } as State,
  step: (state: State, { writes, part }: Transaction): State => ({
    commits: state.commits + (part === 'write' ? 0 : 1),
    values: values.step(state.values, { writes }, undefined),
  }),
  pieces: ({ writes }: Transaction): readonly Transaction[] => [
    ...writes.map((each) => ({ writes: [each], part: 'write' as const })),
    { writes: [], part: 'count' },
  ],
}

export const project = (state: State): Observed => ({
  commits: state.commits,
  values: Object.fromEntries(state.values),
  problems: [],
})

export async function observe(db: SqliteDatabase): Promise<Observed> {
  const problems = await db.integrityCheck()
  return { ...(await db.readAll()), problems }
}

type Context = Pick<InvariantContext<Transaction, Observed>, 'kind' | 'must' | 'observed'>

/** `PRAGMA integrity_check` finds nothing. */
export function isSound({ observed }: Context): Verdict {
  const [problem] = observed.problems
  if (problem === undefined) return { status: 'ok' }
  return { status: 'violated', verdict: 'silent-corruption', message: `integrity_check: ${problem}` }
}

/** For modes that may lose acknowledged transactions to a power cut: to the end of a process they lose none. */
export function isKeptWhenKilled({ kind, must, observed }: Context): Verdict {
  if (kind !== 'process-kill') return { status: 'ok' }
  const missing = must.filter(({ position = 0 }) => position > observed.commits)
  if (missing.length === 0) return { status: 'ok' }
  return {
    status: 'violated',
    verdict: 'lost-ack',
    message: `${missing.length} acknowledged transactions are gone with the process alone`,
    operations: missing.map(({ id }) => id),
  }
}

/** The same workload and oracle for every mode. */
export function sqliteScenario(
  name: string, options: SqliteAppOptions, durability: Durability, faults: readonly FaultKind[] = [],
): Scenario {
  return scenario({
    name,
    machines: { db: sqlite({ ...SHORT, ...options }) },
    operation: transaction,
    async apply({ db }, { writes }) {
      const { position } = await db.transact(writes)
      return committed(position)
    },
    model,
    project,
    observe: ({ db }: { readonly db: SqliteDatabase }) => observe(db),
    invariants: { integrity: isSound, ...(durability === 'none' ? { 'process-kill': isKeptWhenKilled } : {}) },
    durability,
    faults,
    policy: false,
  })
}

/** What may be found where a mode promises nothing. */
const LAWLESS: readonly VerdictName[] = [
  'lost-ack', 'phantom', 'partial-transaction', 'order-hole', 'wrong-data', 'refuses-to-open', 'silent-corruption',
  'recovery-not-idempotent',
]

/**
 * No mode survives a disk that acknowledges a flush and makes nothing durable; SQLite says so itself:
 * https://www.sqlite.org/howtocorrupt.html#_disk_drives_that_do_not_honor_sync_requests
 */
function onLyingDisk(name: string, contract: Contract): SqliteDrill {
  const { journalMode, synchronous } = contract
  const scenario = sqliteScenario(`${name}/lying-disk`, { journalMode, synchronous }, 'ack', ['lying-flush'])
  return { contract, expected: LAWLESS, because: 'documented', scenario: { ...scenario, swarm: false }, summary: 'on a disk that lies about flushes' }
}

/**
 * Replicated while it runs, and failed over to every recovery point: a copy of everything that had been written is a power
 * cut at its kindest, so what survives that must survive this.
 *
 * Not in WAL mode as far as two crashes in a row go: to bring the file system to rest for a point writes out what SQLite
 * has not synced yet; when the operating system is reset then, SQLite finds it, shows it, and does not sync it, so a
 * power cut right after takes away what was shown. It had not been acknowledged.
 */
function failedOver(name: string, contract: Contract): SqliteDrill {
  const { journalMode, synchronous } = contract
  const durability = journalMode === 'wal' ? 'none' : 'ack'
  const unprotected = sqliteScenario(`${name}/failover`, { journalMode, synchronous }, durability)
  return { contract, expected: null, because: null, scenario: { ...unprotected, policy: policies.fast }, summary: 'replicated, and failed over to every recovery point' }
}

/** One drill or more for each contract. */
export function sqliteDrills(): readonly SqliteDrill[] {
  return CONTRACTS.flatMap((contract): SqliteDrill[] => {
    const { journalMode, synchronous, powerCut } = contract
    const name = `sqlite/${journalMode}-${synchronous}`
    const make = (suffix: string, durability: Durability): Scenario =>
      sqliteScenario(`${name}${suffix}`, { journalMode, synchronous }, durability)
    const kept = { contract, expected: null, because: null, scenario: make('', 'ack'), summary: 'keeps every acknowledged transaction' }
    if (powerCut === 'kept') return synchronous === 'extra' ? [kept, failedOver(name, contract), onLyingDisk(name, contract)] : [kept]
    if (powerCut === 'nothing') return [{ contract, expected: LAWLESS, because: 'documented', scenario: make('', 'ack'), summary: 'promises nothing after a power cut' }]
    return [
      { contract, expected: null, because: null, scenario: make('', 'none'), summary: 'may lose acknowledged transactions, and nothing worse' },
      { contract, expected: ['lost-ack'], because: 'documented', scenario: make('/acknowledged', 'ack'), summary: 'asked to keep what it may lose' },
    ]
  })
}
