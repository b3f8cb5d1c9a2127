/** Which figures break which promise. */
import { describe, expect, it } from 'vitest'
import { breachesOf } from '../../../../core/drill/estate/breaches.ts'
import type { Aftermath } from '../../../../core/drill/estate/index.ts'

const afterwards = (discardedOperations: number): Aftermath =>
  ({ first: { serviceRtoUs: 0, rpoUs: 0, lostOperations: 0 }, targetOperations: 0, lostTargetOperations: 0, reprotection: null, discardedOperations })

const good = { recovered: true, agrees: true, reason: null, rpoUs: 60_000_000, logRpoUs: null, serviceRtoUs: 600_000_000, unprotectedUs: 7_200_000_000, splitBrainOperations: 0, reissuedIds: 0, aftermath: afterwards(3) }
const promises = { rpoSeconds: 60, rtoSeconds: 600, unprotectedSeconds: 7_200, discardedOperations: 3, agreement: true, uniqueIds: true }

describe('breachesOf', () => {
  it('finds none where every promise is just kept', () => {
    expect(breachesOf(good, promises)).toEqual([])
    expect(breachesOf({ ...good, logRpoUs: 60_000_000 }, promises)).toEqual([])
    // No failover was begun.
    expect(breachesOf({ ...good, unprotectedUs: null }, promises)).toEqual([])
    // It never came to a target.
    expect(breachesOf({ ...good, aftermath: null }, { ...promises, discardedOperations: 0 })).toEqual([])
  })

  it.each([
    [{ rpoUs: 60_000_001 }, ['rpo-exceeded']],
    [{ logRpoUs: 60_000_001 }, ['rpo-exceeded']],
    [{ serviceRtoUs: 600_000_001 }, ['rto-exceeded']],
    [{ unprotectedUs: 7_200_000_001 }, ['unprotected-too-long']],
    [{ aftermath: afterwards(4) }, ['divergence-overwritten']],
    [{ reissuedIds: 1 }, ['id-reissued']],
    [{ agrees: false }, ['order-hole']],
    [{ splitBrainOperations: 1 }, ['split-brain']],
    [{ recovered: false, rpoUs: null, serviceRtoUs: null }, ['service-down', 'rpo-exceeded', 'rto-exceeded']],
  ] as const)('%j breaks %j', (change, broken) => {
    expect(breachesOf({ ...good, ...change }, promises)).toEqual(broken)
  })

  it('names nothing that was not promised, but what nobody has to promise', () => {
    const bad = { ...good, agrees: false, rpoUs: 1e12, logRpoUs: 1e12, serviceRtoUs: 1e12, unprotectedUs: 1e12, reissuedIds: 9, aftermath: afterwards(1e6) }
    expect(breachesOf(bad, {})).toEqual([])
    expect(breachesOf({ ...bad, recovered: false, splitBrainOperations: 2 }, {})).toEqual(['service-down', 'split-brain'])
    expect(breachesOf({ ...bad, recovered: false, reason: 'not-applicable' }, promises)).toEqual([])
    // Nobody knows whether what came back is right.
    expect(breachesOf({ ...bad, recovered: false, reason: 'inconclusive' }, promises)).toEqual([])
  })
})
