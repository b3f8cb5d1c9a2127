/** Transactions over a few keys of the manifest store, by several clients. */
import fc from 'fast-check'
import { committed, scenario } from '../core/drill/index.ts'
import type { Scenario } from '../core/drill/index.ts'
import { registers } from '../core/oracle/index.ts'
import type { RegisterWrites } from '../core/oracle/index.ts'
import type { ReplicationPolicy } from '../core/replication/policy.ts'
import { manifestStore } from './manifest-store/index.ts'
import type { ManifestStoreAppOptions } from './manifest-store/index.ts'

const KEYS = 32
const LONGEST_VALUE = 200

const write = fc.record({
  key: fc.nat(KEYS - 1).map((key) => `key-${key}`),
  value: fc.option(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: LONGEST_VALUE, size: 'max' }), { freq: 8 }),
})

/** A few keys, so that transactions meet; several writes, each a record of its own in the log. */
const transaction: fc.Arbitrary<RegisterWrites<string>> = fc.record({
  writes: fc.uniqueArray(write, { minLength: 1, maxLength: 3, selector: ({ key }) => key }),
})

/** Small, so that a drill of some tens of milliseconds meets several segments, runs and a merge. */
export const SHORT_MANIFEST_STORE: ManifestStoreAppOptions = {
  segmentBytes: 4096, logSize: '16KiB', memtableBytes: 1024, maximumRuns: 2, dataSize: '64KiB',
}

/** The same workload and oracle for the correct store and for every planted defect. */
export function manifestStoreScenario(
  name: string,
  options: ManifestStoreAppOptions = {},
  policy?: ReplicationPolicy | false,
): Scenario {
  return scenario({
    name,
    machines: { store: manifestStore({ ...SHORT_MANIFEST_STORE, ...options }) },
    operation: transaction,
    async apply({ store }, { writes }) {
      return committed((await store.transact(writes)).position)
    },
    model: registers<string>(),
    project: (state) => Object.fromEntries(state),
    observe: async ({ store }) => Object.fromEntries(await store.readAll()),
    ...(policy === undefined ? {} : { policy }),
    faults: ['stall', 'error-once', 'error-sticky', 'error-then-clean', 'enospc', 'never-answers'],
  })
}
