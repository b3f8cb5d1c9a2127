/** The set `dr`: what is as it should be passes, what lacks a part is found out, and is not when the part is put back. */
import { describe, expect, it } from 'vitest'
import { runSource } from '../../core/drill/source-run.ts'
import { drill, generatePlan } from '../../core/index.ts'
import type { DrillResult, Scenario } from '../../core/index.ts'
import type { ReplicationPolicy } from '../../core/replication/policy.ts'
import { drDrills } from '../../scenarios/dr-scenarios.ts'
import { estateScenario } from '../../scenarios/estate-scenario.ts'

const drills = drDrills()
const named = (name: string): Scenario => drills.find(({ scenario }) => scenario.name === name)!.scenario
const SEEDS = ['1', '2', '3']

const drilled = (tested: Scenario, seed: string): Promise<DrillResult> => drill(tested, { seed, stateBudget: 15, shrinkAttempts: 0 })

async function verdictsOf(tested: Scenario): Promise<ReadonlySet<string>> {
  const verdicts = new Set<string>()
  for (const seed of SEEDS) for (const { verdict } of (await drilled(tested, seed)).failures) verdicts.add(verdict)
  return verdicts
}

describe('disaster recovery as it should be', () => {
  const sound = drills.flatMap(({ scenario, expected }) => (expected ? [] : [scenario.name]))

  it('is four scenarios', () => {
    expect(sound).toEqual(['dr/orders', 'dr/orders/app-consistent', 'dr/books-and-audit', 'dr/bitmap'])
  })

  it.each(sound)('%s comes back from every point', async (name) => {
    const { failures, status, failovers } = await drilled(named(name), '1')
    expect(failures).toEqual([])
    expect(status).toBe('passed')
    expect(failovers.crashConsistent + failovers.appConsistent).toBeGreaterThan(2)
  })

  it('has points of the kind that the name says', async () => {
    const { crashConsistent, appConsistent } = (await drilled(named('dr/orders/app-consistent'), '1')).failovers
    expect(appConsistent).toBeGreaterThan(crashConsistent)
  })

  it('has resyncs under memory pressure, and no point meanwhile', async () => {
    const statisticsOf = async (name: string) => {
      const { protection, site } = await runSource(named(name), generatePlan(named(name), '1'))
      const statistics = protection!.replication.statistics()
      site.dispose()
      return statistics
    }
    const calm = await statisticsOf('dr/books-and-audit')
    const pressed = await statisticsOf('dr/bitmap')
    expect([calm.spills, calm.resyncs]).toEqual([0, 0])
    expect(pressed.spills).toBeGreaterThan(0)
    expect(pressed.resyncs).toBeGreaterThan(0)
    expect(pressed.pointsRefused['order-lost']).toBeGreaterThan(1)
    expect(pressed.pointsMade['crash-consistent']).toBeLessThan(calm.pointsMade['crash-consistent']!)
  })
})

/** By the name of what is wrong: the same with it put right. */
const RIGHT: Readonly<Record<string, (wrong: Scenario) => Scenario>> = {
  'dr/without-groups': (wrong) => ({ ...wrong, policy: { ...(wrong.policy as ReplicationPolicy), groups: true } }),
  'dr/no-op-hook': (wrong) => ({ ...wrong, machines: estateScenario('x').machines as Scenario['machines'] }),
  'dr/early-thaw': (wrong) => ({ ...wrong, policy: { ...(wrong.policy as ReplicationPolicy), defects: {} } }),
}

describe('disaster recovery with a part missing', () => {
  const broken = drills.filter(({ expected }) => expected)

  it('is planted, and each has what puts it right', () => {
    expect(broken.map(({ scenario }) => scenario.name)).toEqual(Object.keys(RIGHT))
    expect(new Set(broken.map(({ because }) => because))).toEqual(new Set(['planted']))
  })

  it.each(broken.map((row) => [row.scenario.name, row] as const))('%s is found out', async (name, { scenario, expected }) => {
    const verdicts = await verdictsOf(scenario)
    expect(expected!.filter((verdict) => verdicts.has(verdict))).not.toEqual([])
    expect([...(await verdictsOf(RIGHT[name]!(scenario)))]).toEqual([])
  })
})
