import { describe, expect, it } from 'vitest'
import { estate } from '../../../../core/drill/estate/index.ts'
import type { EstateDefinition } from '../../../../core/drill/estate/index.ts'
import { assumedMinutes } from '../../../../core/sim/index.ts'
import { smallEstate } from './small-estate.ts'

const { scenario } = smallEstate()
const made = (wrong: object) => () => estate({ name: 'east', scenario, ...wrong } as EstateDefinition)

describe('an estate', () => {
  it('is complete with a name and a scenario', () => {
    const whole = estate({ name: 'east', scenario })
    expect(whole.machines.db).toMatchObject({ os: 'linux', provisionedGiB: 128 })
    expect(whole.recoveryPlan.groups).toEqual([{ members: ['db'] }])
    expect(whole.dependencies.map(({ item }) => item)).toContain('dns')
  })

  it.each([
    { fencedAfterSeconds: 0 },
    { fencedAfterSeconds: null },
    { fencedAfterSeconds: 60, clients: [{ count: 1, everyUs: 1 }, { count: 3, everyUs: 5, hold: 'for-ever', resolver: 'own' }, { count: 1, everyUs: 1, hold: { atLeastUs: 0 } }] },
    { machines: { db: { os: 'windows', provisionedGiB: 1, changedGiBPerDay: 1, warmUp: null } } },
  ])('may have %j', (right) => {
    expect(made(right)()).toMatchObject(right)
  })

  it.each([
    [{ name: 'no good' }, /estate: name must be like "orders\/east", got "no good"/],
    [{ scenario: undefined }, /estate\(east\): scenario must be made by scenario/],
    [{ machine: {} }, /there is no field "machine"; the fields are name, summary, scenario, machines/],
    [{ machines: { web: {} } }, /machines\.web: the scenario has no such machine; it has db/],
    [{ machines: { db: { os: 'beos' } } }, /machines\.db\.os must be linux or windows, got "beos"/],
    [{ machines: { db: { provisionedGiB: 0 } } }, /machines\.db\.provisionedGiB must be positive, got 0/],
    [{ recoveryPlan: { name: 'x', groups: [{ members: ['web'] }] } }, /recoveryPlan: .*there is no machine web/],
    [{ dependencies: [{ item: 'teleporter' }] }, /dependencies: .*must be one of .*got teleporter/],
    [{ operators: { hands: 0 } }, /operators: .*hands: must be a whole number ≥ 1, got 0/],
    [{ timing: { flood: {} } }, /timing\.flood: a disaster is one of region-loss/],
    [{ timing: { ransomware: { lead: { ...assumedMinutes(1, 2, 'x'), minimumUs: -1 } } } }, /timing\.ransomware: lead\.minimumUs/],
    [{ dnsTtlSeconds: 1.5 }, /dnsTtlSeconds must be a whole number ≥ 0, got 1.5/],
    [{ fencedAfterSeconds: 0.5 }, /fencedAfterSeconds must be null or a whole number from 0 to 31536000, got 0.5/],
    [{ fencedAfterSeconds: -1 }, /fencedAfterSeconds must be null or a whole number from 0/],
    [{ fencedAfterSeconds: '60' }, /fencedAfterSeconds must be null or a whole number from 0 .*got "60"/],
    [{ clients: 20 }, /clients must be a list of at least one group like .*got 20/],
    [{ clients: [] }, /clients must be a list of at least one group/],
    [{ clients: [null] }, /clients\[0\] must be like \{ count: 20, everyUs: 10_000_000 \}, got null/],
    [{ clients: [{ count: 1, everyUs: 1 }, { count: 0, everyUs: 1 }] }, /clients\[1\]\.count must be a whole number from 1 to 100000, got 0/],
    [{ clients: [{ count: 1e9, everyUs: 1 }] }, /clients\[0\]\.count must be a whole number from 1 to 100000/],
    [{ clients: [{ count: 1, everyUs: 0 }] }, /clients\[0\]\.everyUs must be a whole number of microseconds ≥ 1, got 0/],
    [{ clients: [{ count: 1, everyUs: 1, hold: 'long' }] }, /clients\[0\]\.hold must be ttl, for-ever or \{ atLeastUs \} .*got "long"/],
    [{ clients: [{ count: 1, everyUs: 1, hold: { atLeastUs: -1 } }] }, /clients\[0\]\.hold must be/],
    [{ clients: [{ count: 1, everyUs: 1, resolver: 5 }] }, /clients\[0\]\.resolver must be a name, got 5/],
    [{ clients: [{ count: 1, everyUs: 1, every: 5 }] }, /clients\[0\]: there is no field "every"; the fields are count, everyUs, hold, resolver/],
    [{ machines: { db: { sizeGiB: 5 } } }, /machines\.db: there is no field "sizeGiB"; the fields are os, provisionedGiB, changedGiBPerDay, averageWriteKiB, busyHour, warmUp/],
    [{ operationsPerHour: 0 }, /operationsPerHour must be above 0/],
    [{ objectives: { rpoMinutes: 5 } }, /objectives\.rpoMinutes: there are rpoSeconds, rtoSeconds, unprotectedSeconds, discardedOperations, agreement, uniqueIds/],
    [{ objectives: { rtoSeconds: -1 } }, /objectives\.rtoSeconds must be a number ≥ 0, got -1/],
    [{ parts: { web: {} } }, /parts\.web: the scenario has no such machine/],
    [{ parts: { db: {} } }, /parts\.db must be \{ touches, show \}/],
  ])('is refused with %j', (wrong, message) => {
    expect(made(wrong)).toThrow(message)
  })
})
