import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asrCost, monthlyCost, reprotectEstimate } from '../../../core/failover/index.ts'
import type { CostWorkload, ReprotectFacts } from '../../../core/failover/index.ts'

const MINUTE = 60_000_000
const MIB = 1024 * 1024
const facts: ReprotectFacts = {
  initialReplicationUs: 100 * MINUTE,
  diskBytes: 230_000 * MIB,
  differingBytes: 2_300 * MIB,
  diskBytesPerSecond: 100 * MIB,
  originalDisks: 'kept',
}

describe('reprotectEstimate', () => {
  it('is the documented formula', () => {
    const estimate = reprotectEstimate(facts)
    // 2,300 MiB at 23 of 100 MiB/s are 100 s; a fifth of 6,100 s are 1,220 s.
    expect(estimate).toMatchObject({ compareUs: 100 * MINUTE, copiedBytes: 2_300 * MIB, copyUs: 100_000_000, queueUs: 1_220_000_000 })
    expect(estimate.scaleUp).toMatchObject({ minimumUs: 20 * MINUTE, maximumUs: 30 * MINUTE, provenance: 'documented' })
    expect(estimate.atLeastUs).toBe((6_000 + 100 + 1_220 + 1_200) * 1_000_000)
  })

  it('F30: copies everything when the original disks were deleted, and only differences otherwise', () => {
    expect(reprotectEstimate({ ...facts, originalDisks: 'deleted' })).toMatchObject({ compareUs: 0, copiedBytes: 230_000 * MIB, copyUs: 10_000_000_000 })
    expect(reprotectEstimate(facts).copiedBytes).toBe(facts.differingBytes)
  })

  it('never gets shorter as more differs', () => {
    fc.assert(fc.property(fc.nat(1_000_000), fc.nat(1_000_000), (one, other) => {
      const of = (differingBytes: number) => reprotectEstimate({ ...facts, differingBytes }).atLeastUs
      expect(of(Math.max(one, other))).toBeGreaterThanOrEqual(of(Math.min(one, other)))
    }))
  })

  it.each([
    [{ differingBytes: -1 }, /ReprotectFacts\.differingBytes: must be ≥ 0, got -1/],
    [{ diskBytesPerSecond: 0 }, /ReprotectFacts\.diskBytesPerSecond: must be positive, got 0/],
  ])('refuses %j', (wrong, message) => {
    expect(() => reprotectEstimate({ ...facts, ...wrong })).toThrow(message)
  })
})

describe('monthlyCost', () => {
  const workload: CostWorkload = {
    description: 'two machines of 100 GiB', 'instance-month': 2, 'replica-gib-month': 200, 'snapshot-gib-month': 30, 'egress-gib': 100, 'cache-gib': 100,
  }

  it('adds up its parameters, and says of each where it is from', () => {
    const cost = monthlyCost(asrCost, workload)
    expect(cost.lines.map(({ what, amount }) => [what, amount])).toEqual([
      ['fee', 50], ['replica disks', 16], ['snapshots of recovery points', 4.8], ['traffic between regions', 2],
      ['cache store account, by what passes through it', 1],
    ])
    expect(cost).toMatchObject({ currency: 'USD', total: 73.8, workload: workload.description })
    expect(cost.caveat).toContain('never current prices')
    for (const { source, dated } of cost.lines) expect([source, dated]).not.toContain('')
  })

  it('refuses a negative workload, and two currencies', () => {
    expect(() => monthlyCost(asrCost, { ...workload, 'egress-gib': -1 })).toThrow(/CostWorkload\.egress-gib: must be ≥ 0, got -1/)
    const [fee] = asrCost.parameters
    const mixed = { name: 'mixed', parameters: [fee!, { ...fee!, currency: 'EUR' }] }
    expect(() => monthlyCost(mixed, workload)).toThrow(/mixed mixes USD and EUR/)
  })
})
