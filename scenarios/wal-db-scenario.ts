/** Transactions over a few keys of the WAL database, by several clients. */
import fc from 'fast-check'
import { committed, scenario } from '../core/drill/index.ts'
import type { Scenario } from '../core/drill/index.ts'
import { registers } from '../core/oracle/index.ts'
import type { RegisterWrites } from '../core/oracle/index.ts'
import type { ReplicationPolicy } from '../core/replication/policy.ts'
import { walDb } from './wal-db/index.ts'
import type { WalDbAppOptions } from './wal-db/index.ts'

const KEYS = 48
const LONGEST_VALUE = 200

const write = fc.record({
  key: fc.nat(KEYS - 1).map(String),
  value: fc.option(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: LONGEST_VALUE, size: 'max' }), { freq: 8 }),
})

/** A few keys, so that transactions meet; values long enough to tear. */
const transaction: fc.Arbitrary<RegisterWrites<string>> = fc.record({
  writes: fc.uniqueArray(write, { minLength: 1, maxLength: 3, selector: ({ key }) => key }),
})

/** Short intervals, so that a drill of some tens of milliseconds meets several checkpoints. */
export const SHORT: WalDbAppOptions = { checkpointIntervalUs: 6000, frames: 4, walSize: '32KiB', dataSize: '128KiB' }

/** The same workload and oracle for the correct database and for every planted defect. */
export function walDbScenario(name: string, options: WalDbAppOptions = {}, policy?: ReplicationPolicy): Scenario {
  return scenario({
    name,
    machines: { db: walDb({ ...SHORT, ...options }) },
    operation: transaction,
    async apply({ db }, { writes }) {
      const { position } = await db.transact(writes.map(({ key, value }) => ({ key: Number(key), value })))
      return committed(position)
    },
    model: registers<string>(),
    project: (state) => Object.fromEntries(state),
    observe: ({ db }) => db.readAll(),
    ...(policy ? { policy } : {}),
    faults: ['stall', 'error-once', 'error-sticky', 'error-then-clean', 'enospc', 'never-answers'],
  })
}
