import { describe, expect, it } from 'vitest'
import { drill } from '../../../core/index.ts'
import { orderSystem } from '../../../scenarios/orders/index.ts'

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
