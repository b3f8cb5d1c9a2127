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
    [{ operationsPerHour: 0 }, /operationsPerHour must be above 0/],
    [{ parts: { web: {} } }, /parts\.web: the scenario has no such machine/],
    [{ parts: { db: {} } }, /parts\.db must be \{ touches, show \}/],
  ])('is refused with %j', (wrong, message) => {
    expect(made(wrong)).toThrow(message)
  })
})
