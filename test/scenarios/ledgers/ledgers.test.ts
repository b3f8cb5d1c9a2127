import { describe, expect, it } from 'vitest'
import { runHistory, strategies } from '../../../core/drill/estate/index.ts'
import type { Estate, Outcome, Strategy } from '../../../core/drill/estate/index.ts'
import { drill } from '../../../core/index.ts'
import type { Scenario } from '../../../core/index.ts'
import { policies } from '../../../core/replication/index.ts'
import { CacheTier } from '../../../scenarios/ledgers/cache-tier.ts'
import { ledgers } from '../../../scenarios/ledgers/index.ts'
import { ledgersEstate } from '../../../scenarios/ledgers-estate.ts'
import type { WalDb } from '../../../scenarios/wal-db/index.ts'

describe('two ledgers', () => {
  it.each(['1', '2'])('come back from every crash and every point of seed %s, and agree', async (seed) => {
    const result = await drill(ledgers('ledgers'), { seed, stateBudget: 40, shrinkAttempts: 0 })
    expect(result.failures.map(({ message }) => message)).toEqual([])
    expect(result.failovers.crashConsistent).toBeGreaterThan(0)
  })

  it('lose money where nobody looks into the outbox after a crash', async () => {
    const numbers = async (db: WalDb) => Object.fromEntries(Object.entries(await db.readAll()).filter(([key]) => Number(key) < 12).map(([key, value]) => [key, Number(value)]))
    const observe = async ({ giro, savings }: { giro: WalDb; savings: WalDb }) => ({ giro: await numbers(giro), savings: await numbers(savings) })
    const { failures } = await drill({ ...ledgers('ledgers/no-outbox'), observe } as Scenario, { seed: '1', stateBudget: 60, shrinkAttempts: 0 })
    expect(failures.length).toBeGreaterThan(0)
  })
})

describe('the cache tier', () => {
  it('asks once, and again for what may have changed', async () => {
    const tier = new CacheTier()
    let asked = 0
    const load = () => Promise.resolve(String(++asked))
    expect([await tier.read('a', load), await tier.read('a', load), await tier.read('b', load)]).toEqual(['1', '1', '2'])
    tier.forget(['a'])
    expect([await tier.read('a', load), await tier.read('b', load)]).toEqual(['3', '2'])
    tier.forget(null)
    expect(await tier.read('b', load)).toBe('4')
  })
})

describe('the estate of the ledgers', () => {
  const often = { quietDays: 1, kinds: ['machine-loss'], disasters: 6 } as const
  const busy: Estate = { ...ledgersEstate, operationsPerHour: 60 }
  const outcomes = (strategy: Strategy, seed: string): Promise<readonly Outcome[]> => runHistory(busy, [strategy], { ...often, seed })
  const replicated = (groups: boolean): Strategy => ({
    id: 'replicated',
    title: 'replicated',
    replication: { choice: 'latest-processed', policy: { ...policies.asr, appPointIntervalUs: 0, groups, apart: 'machine', ungroupedSkewUs: 240_000_000 } },
  })

  it('agrees in a group', async () => {
    for (const { recovered, agrees } of await outcomes(replicated(true), 'b')) expect([recovered, agrees]).toEqual([true, true])
  })

  it('is right by machine and disagrees without one, and from backups of each machine', async () => {
    for (const strategy of [replicated(false), strategies['backup-standard']]) {
      const all = await outcomes(strategy, 'b')
      expect(all.map(({ recovered }) => recovered)).toEqual(all.map(() => true))
      expect(all.map(({ agrees }) => agrees)).toContain(false)
    }
  })

  it('waits for the cache to be warm', async () => {
    const cold = { ...ledgersEstate.machines, cache: { ...ledgersEstate.machines['cache']!, warmUp: null } }
    const [warm] = await runHistory(ledgersEstate, [replicated(true)], { seed: 'warm', kinds: ['region-loss'], quietDays: 1 })
    const [none] = await runHistory({ ...ledgersEstate, machines: cold }, [replicated(true)], { seed: 'warm', kinds: ['region-loss'], quietDays: 1 })
    expect(warm!.steps.some(({ machine, id }) => machine === 'cache' && /warm/.test(id))).toBe(true)
    expect(warm!.serviceRtoUs!).toBeGreaterThan(none!.serviceRtoUs!)
  })
})
