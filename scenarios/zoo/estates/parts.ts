/**
 * What the estates of the zoo have in common. They are small and quiet, so that a history takes milliseconds, and nothing
 * that people or the platform do is left to chance: what a plan promises is kept always, or broken by what is wrong.
 */
import fc from 'fast-check'
import { committed, scenario } from '../../../core/index.ts'
import type { Scenario } from '../../../core/index.ts'
import { DISASTERS, estate, ESTATE_DISASTER_KINDS } from '../../../core/drill/estate/index.ts'
import type { DisasterTiming, Estate, EstateDefinition, EstateDisasterKind, Strategy } from '../../../core/drill/estate/index.ts'
import { PLATFORM_DURATIONS } from '../../../core/failover/index.ts'
import type { PlatformDurations } from '../../../core/failover/index.ts'
import { assumedMinutes } from '../../../core/sim/index.ts'
import type { DurationModel } from '../../../core/sim/index.ts'
import { walDb } from '../../wal-db/index.ts'
import type { WalDbAppOptions } from '../../wal-db/index.ts'

const HOUR_US = 3_600_000_000
const KEYS = 8
const STATED = 'the estate of the zoo states it'

export const minutes = (from: number, mean = from, maximum?: number): DurationModel => assumedMinutes(from, mean, STATED, maximum)

/** How an estate is protected, as its row states it. */
export const stated = (protection: Pick<Strategy, 'replication' | 'backup'>): Strategy => ({ id: 'stated', title: 'as the zoo states it', ...protection })

export const database = (options: WalDbAppOptions = {}) => walDb({ checkpointIntervalUs: HOUR_US, walSize: '64KiB', dataSize: '64KiB', ...options })

interface Put {
  readonly key: number
  /** Null: all keys go. */
  readonly value: string | null
}

const put: fc.Arbitrary<Put> = fc.record({ key: fc.nat(KEYS - 1), value: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 8 }) })

const writesOf = ({ key, value }: Put) =>
  value === null ? Array.from({ length: KEYS }, (_, each) => ({ key: each, value: null })) : [{ key, value }]

type Table = Readonly<Record<number, string>>

const changed = (table: Table, { key, value }: Put): Table => (value === null ? {} : { ...table, [key]: value })

/** One database on one machine. */
const oneMachine = (name: string): Scenario =>
  scenario({
    name,
    machines: { db: database() },
    operation: put,
    async apply({ db }, step) {
      const { position } = await db.transact(writesOf(step))
      return committed(position, { position })
    },
    model: { initial: {} as Table, step: changed },
    observe: ({ db }) => db.readAll(),
    clients: 1,
  })

type Step = Put & { readonly to: 'books' | 'stock' }

interface Tables {
  readonly books: Table
  readonly stock: Table
}

/** Two databases on machines of their own; whoever changes the one goes on to the other, so the later knows of the earlier. */
const twoMachines = (name: string): Scenario =>
  scenario({
    name,
    machines: { books: database(), stock: database() },
    operation: fc.tuple(put, fc.constantFrom('books' as const, 'stock' as const)).map(([step, to]): Step => ({ ...step, to })),
    operationKind: ({ to }) => to,
    async apply({ books, stock }, step) {
      await (step.to === 'books' ? books : stock).transact(writesOf(step))
    },
    model: {
      initial: { books: {}, stock: {} } as Tables,
      step: (tables, step) => ({ ...tables, [step.to]: changed(tables[step.to], step) }),
    },
    observe: async ({ books, stock }) => ({ books: await books.readAll(), stock: await stock.readAll() }),
    clients: 1,
  })

const timing: Partial<Record<EstateDisasterKind, DisasterTiming>> = Object.fromEntries(
  ESTATE_DISASTER_KINDS.map((kind) => [kind, { detection: minutes(2), decision: minutes(3), ...(DISASTERS[kind].lead.minimumUs > 0 ? { lead: minutes(10) } : {}) }]),
)

const durations = {
  ...Object.fromEntries(Object.keys(PLATFORM_DURATIONS).map((field) => [field, minutes(1)])),
  osBoot: { linux: minutes(1), windows: minutes(1) },
} as Partial<PlatformDurations>

/** A quarter of an hour may be lost, and an hour may pass. */
const PROMISED = { rpoSeconds: 900, rtoSeconds: 3_600, agreement: true } as const

const common = {
  dependencies: [{ item: 'dns', byHand: minutes(1) }],
  operators: { reaction: minutes(1) },
  durations,
  capacity: { normal: { failOneIn: 0 }, regionWide: { failOneIn: 0 } },
  timing,
  dnsTtlSeconds: 60,
  clients: [{ count: 1, everyUs: 60_000_000, resolver: 'provider' }],
  operationsPerHour: 6,
  objectives: PROMISED,
} as const satisfies Partial<EstateDefinition>

export const oneDatabase = (name: string, definition: Partial<EstateDefinition> = {}): Estate =>
  estate({
    ...common,
    name,
    scenario: oneMachine(name),
    machines: { db: { warmUp: null } },
    mishap: { key: 0, value: null } satisfies Put,
    ...definition,
  })

const part = (machine: 'books' | 'stock') => ({ touches: ({ to }: Step) => to === machine, show: (tables: Tables) => tables[machine] })

export const twoDatabases = (name: string, definition: Partial<EstateDefinition> = {}): Estate =>
  estate({
    ...common,
    name,
    scenario: twoMachines(name),
    machines: { books: { warmUp: null }, stock: { warmUp: null } },
    parts: { books: part('books'), stock: part('stock') },
    ...definition,
  })
