/** One database on one machine, so that histories of days cost little. */
import fc from 'fast-check'
import { committed, scenario } from '../../../../core/index.ts'
import { estate } from '../../../../core/drill/estate/index.ts'
import type { Estate, EstateDefinition } from '../../../../core/drill/estate/index.ts'
import { walDb } from '../../../../scenarios/wal-db/index.ts'
import type { WalDbAppOptions } from '../../../../scenarios/wal-db/index.ts'

interface Put {
  readonly key: number
  /** Null: all keys go. */
  readonly value: string | null
}

const KEYS = 8
const HALF_AN_HOUR_US = 1_800_000_000

export function smallEstate(definition: Partial<EstateDefinition> = {}, database: WalDbAppOptions = {}): Estate {
  const app = walDb({ checkpointIntervalUs: HALF_AN_HOUR_US, walSize: '64KiB', dataSize: '64KiB', ...database })
  return estate({
    name: 'small',
    scenario: scenario({
      name: 'small',
      machines: { db: app },
      operation: fc.record({ key: fc.nat(KEYS - 1), value: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 8 }) }) as fc.Arbitrary<Put>,
      async apply({ db }, { key, value }) {
        const writes = value === null ? Array.from({ length: KEYS }, (_, each) => ({ key: each, value: null })) : [{ key, value }]
        const { position } = await db.transact(writes)
        return committed(position, { position })
      },
      model: {
        initial: {} as Readonly<Record<number, string>>,
        step: (state, { key, value }) => (value === null ? {} : { ...state, [key]: value }),
      },
      observe: ({ db }) => db.readAll(),
      clients: 2,
    }),
    operationsPerHour: 12,
    mishap: { key: 0, value: null } satisfies Put,
    ...definition,
  })
}
