import { describe, expect, it } from 'vitest'
import { ProtectedEstate } from '../../../core/drill/estate/protected-estate.ts'
import { drill, fc, generatePlan, scenario } from '../../../core/index.ts'
import { orderSystem } from '../../../scenarios/orders/index.ts'
import { webServer } from '../../../scenarios/orders/web-server.ts'
import { ordersEstate } from '../../../scenarios/orders-estate.ts'

describe('the order system', () => {
  it.each(['1', '2'])('comes back from every crash and every point of seed %s', async (seed) => {
    const result = await drill(orderSystem('orders'), { seed, stateBudget: 40 })
    expect(result.failures).toEqual([])
    expect(result.failovers.appConsistent).toBeGreaterThan(0)
    expect(result.failovers.crashConsistent).toBeGreaterThan(0)
  })

  it('is found out when its database acknowledges too early', async () => {
    const broken = orderSystem('orders/early', { database: { defect: 'ack-before-flush' } })
    const { failures } = await drill(broken, { seed: '1', stateBudget: 200, shrinkAttempts: 0 })
    expect(failures.map(({ verdict }) => verdict)).toContain('lost-ack')
  })
})

describe('the web server', () => {
  it('starts again wherever its first start is cut short', async () => {
    const alone = scenario({
      name: 'orders/web',
      machines: { web: webServer() },
      operation: fc.constant('ping'),
      operations: 1,
      apply: ({ web }) => web.serve(() => Promise.resolve()),
      model: { initial: 'workers 4\n', step: (state) => state },
      observe: ({ web }) => web.configuration,
      policy: false,
    })
    for (const seed of ['1', '2']) expect((await drill(alone, { seed, shrinkAttempts: 0 })).failures).toEqual([])
  })
})

describe('the estate of the order system', () => {
  it('has room for four days of its work', async () => {
    const { operationsPerHour, scenario: system } = ordersEstate
    const hours = 4 * 24
    const thinkUs = (2 * 3 * 3_600_000_000) / operationsPerHour
    const plan = generatePlan({ ...system, operations: operationsPerHour * hours, thinkUs, policy: false, swarm: false }, '1')
    const running = await ProtectedEstate.begin(ordersEstate, { replication: null, backup: null }, plan, [])
    await running.runTo(hours * 3_600_000_000)
    const { history } = running.site
    expect(history.length).toBeGreaterThan(0.9 * plan.operations.length)
    expect(history.filter(({ outcome }) => outcome === 'failed')).toEqual([])
    running.dispose()
  })
})
