/** Removing any one needed flush from either application is caught by the suite's own workload and oracle. */
import { describe, expect, it } from 'vitest'
import { drill } from '../../core/drill/index.ts'
import type { Scenario } from '../../core/drill/index.ts'
import { LOG_WRITER_FLUSHES } from '../../scenarios/log-writer/index.ts'
import type { LogWriterFlush } from '../../scenarios/log-writer/index.ts'
import { logWriterScenario } from '../../scenarios/log-writer-scenario.ts'
import { WAL_DB_FLUSHES } from '../../scenarios/wal-db/index.ts'
import type { WalDbFlush } from '../../scenarios/wal-db/index.ts'
import { walDbScenario } from '../../scenarios/wal-db-scenario.ts'

const SEEDS = 6

/** The seeds it took, or null. */
async function seedsToCatch(scenario: Scenario): Promise<number | null> {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { failures } = await drill(scenario, { seed: `flush ${seed}`, stateBudget: 200, shrinkAttempts: 0 })
    if (failures.length > 0) return seed
  }
  return null
}

const NEEDS_RING: readonly LogWriterFlush[] = ['retire-flush', 'recycle-flush']

const LOG_WRITER_ROWS = Object.entries(LOG_WRITER_FLUSHES).flatMap(([label, { policies }]) =>
  policies.map((policy) => [label as LogWriterFlush, policy] as const),
)

describe('removing a flush is caught', () => {
  it.each(Object.keys(WAL_DB_FLUSHES) as WalDbFlush[])('from the database: %s', async (skipFlush) => {
    expect(await seedsToCatch(walDbScenario('flushes/wal-db', { skipFlush }))).not.toBeNull()
  })

  it.each(LOG_WRITER_ROWS)('from the log writer: %s under policy %s', async (skipFlush, policy) => {
    const options = { policy, syncs: policy !== 'always', recycle: NEEDS_RING.includes(skipFlush), skipFlush }
    expect(await seedsToCatch(logWriterScenario('flushes/log-writer', options))).not.toBeNull()
  })
})
