import { describe, expect, it } from 'vitest'
import { CAPACITIES, checkRecoveryPlan, failoverPolicies, planOf } from '../../../core/failover/index.ts'
import type { PlanAction, RecoveryPlan } from '../../../core/failover/index.ts'
import { exactly, machine, minutes, MINUTE, recover } from './world.ts'

const script: PlanAction = { kind: 'script', name: 'a script' }
const manual: PlanAction = { kind: 'manual', name: 'call the bank' }
const two = [machine('db'), machine('web')]
const tiers = (more: Partial<RecoveryPlan> = {}): RecoveryPlan =>
  ({ name: 'tiers', groups: [{ members: ['db'] }, { members: ['web'] }], ...more })

describe('checkRecoveryPlan', () => {
  const many = Array.from({ length: 101 }, (_, index) => `m${index}`)

  it('accepts seven groups and a hundred instances', () => {
    checkRecoveryPlan({ name: 'seven', groups: many.slice(0, 7).map((member) => ({ members: [member] })) }, many)
    checkRecoveryPlan(planOf(many.slice(0, 100)), many)
  })

  it.each([
    [{ name: 'x', groups: [] }, /RecoveryPlan\.groups: must be 1 to 7, got 0/],
    [{ name: 'x', groups: many.slice(0, 8).map((member) => ({ members: [member] })) }, /RecoveryPlan\.groups: must be 1 to 7, got 8/],
    [planOf(many), /RecoveryPlan\.groups: must have at most 100 members, got 101/],
    [planOf(['x']), /RecoveryPlan\.groups: there is no machine x/],
    [{ name: 'x', groups: [{ members: ['m1'] }, { members: ['m1'] }] }, /RecoveryPlan\.groups: m1 is a member twice/],
    [
      { name: 'x', groups: [{ members: ['m1'], before: [{ ...script, does: 'coffee' } as unknown as PlanAction] }] },
      /RecoveryPlan\.groups\[0\]\.before\[0\]\.does: there is no item coffee/,
    ],
    [
      { name: 'x', groups: [{ members: ['m1'], after: [{ ...script, machine: 'm2' }] }] },
      /RecoveryPlan\.groups\[0\]\.after\[0\]\.machine: m2 is not in the plan/,
    ],
    [
      { name: 'x', groups: [{ members: ['m1'], after: [{ ...script, kind: 'script', failOneIn: -1 }] }] },
      /RecoveryPlan\.groups\[0\]\.after\[0\]\.failOneIn: must be a whole number ≥ 0, got -1/,
    ],
    [
      { name: 'x', groups: [{ members: ['m1'], after: [{ ...manual, duration: { ...exactly(1), minimumUs: 0.5 } }] }] },
      /RecoveryPlan\.groups\[0\]\.after\[0\]\.duration\.minimumUs/,
    ],
  ] as readonly [RecoveryPlan, RegExp][])('refuses %#', (plan, message) => {
    expect(() => checkRecoveryPlan(plan, many)).toThrow(message)
  })
})

describe('groups', () => {
  it('come up in their order, members side by side, once the machines before them are created', async () => {
    const plan = { name: 'three', groups: [{ members: ['db', 'cache'] }, { members: ['web'] }] }
    const { step } = await recover({ machines: ['db', 'cache', 'web'].map((id) => machine(id)), plan })
    expect(['db', 'cache', 'web'].map((id) => minutes(step(`${id}/create`)!.startUs))).toEqual([2, 2, 4])
    expect(['db', 'cache', 'web'].map((id) => minutes(step(`${id}/replica-disks`)!.startUs))).toEqual([1, 1, 1])
  })

  it('wait for more where the plan says so', async () => {
    const startOf = async (plan: RecoveryPlan) => minutes((await recover({ machines: two, plan })).step('web/create')!.startUs)
    expect(await startOf(tiers({ waitsFor: 'running' }))).toBe(9)
    expect(await startOf(tiers({ waitsFor: 'healthy' }))).toBe(13)
  })
})

describe('actions', () => {
  it('run before and after their group, one after the other', async () => {
    const plan = tiers({ groups: [{ members: ['db'], before: [script, script], after: [script] }, { members: ['web'] }] })
    const { endOf, step } = await recover({ machines: two, plan })
    expect([endOf('group-1/before/1'), endOf('group-1/before/2'), endOf('db/create'), endOf('group-1/after/1')]).toEqual([3, 4, 6, 7])
    expect(step('web/create')!.after).toEqual(['group-1/after/1'])
  })

  it('block the plan until a person confirms', async () => {
    const plan = tiers({ groups: [{ members: ['db'], after: [manual] }, { members: ['web'] }] })
    const { step, endOf } = await recover({ machines: two, plan })
    expect(step('group-1/after/1')).toMatchObject({ by: 'person', automatic: false })
    // A reaction of 6 minutes, and 3 for the action.
    expect(endOf('group-1/after/1')).toBe(4 + 9)
    expect(minutes(step('web/create')!.startUs)).toBe(13)
  })

  it('block it for good when nobody does', async () => {
    const plan = tiers({ groups: [{ members: ['db'], after: [{ ...manual, confirmed: false }] }, { members: ['web'] }] })
    const { step, summary } = await recover({ machines: two, plan })
    expect(step('group-1/after/1')).toMatchObject({ outcome: 'blocked', endUs: null })
    expect(step('web/create')).toBeUndefined()
    expect(summary).toMatchObject({ plan: 'running', platformUpUs: null })
  })

  it('may be confirmed without being right, which somebody has to make good', async () => {
    const wrong: PlanAction = { kind: 'manual', name: 'names', does: 'dns', wrongOneIn: 1 }
    const { step, summary } = await recover({
      plan: { name: 'wrong', groups: [{ members: ['db'], after: [wrong] }] }, dependencies: [{ item: 'dns' }],
    })
    expect(step('group-1/after/1')).toMatchObject({ outcome: 'failed', detail: 'confirmed, and not right' })
    expect(step('by-hand/dns')).toMatchObject({ outcome: 'done' })
    expect(summary.servingUs).not.toBeNull()
  })
})

describe('F23: a group that failed', () => {
  const capacity = { ...CAPACITIES.normal, quotaMachines: 0, retriesByHand: 0 }

  it('is left behind by a plan that continues, as they do', async () => {
    const { step, summary } = await recover({ machines: two, plan: tiers(), capacity: { ...capacity, quotaMachines: 1 } })
    expect(summary).toMatchObject({ plan: 'ended', failedMachines: [{ machine: 'web' }] })
    expect(step('db/health-probe')).toMatchObject({ outcome: 'done' })
    const first = await recover({ machines: two, plan: tiers(), capacity })
    expect(first.step('db/create')).toMatchObject({ outcome: 'failed' })
    expect(first.step('web/create')).toMatchObject({ outcome: 'failed', after: ['db/create'] })
    expect(first.summary).toMatchObject({ servingUs: null, plan: 'ended' })
  })

  it('ends a plan that is to stop, which tells of all that does not come about', async () => {
    const plan = tiers({
      onError: 'stop',
      groups: [{ members: ['db'], after: [script] }, { members: ['web'] }, { members: [], before: [manual] }],
    })
    const { step, summary } = await recover({ machines: two, plan, capacity })
    expect(step('web/create')).toBeUndefined()
    for (const id of ['group-1/after/1', 'group-2', 'group-3'])
      expect(step(id)).toMatchObject({ outcome: 'skipped', detail: 'the plan stopped after an error' })
    expect(summary).toMatchObject({ plan: 'stopped', platformUpUs: null })
  })

  it('is not there when nothing fails: both ways are the same', async () => {
    const [continued, stopped] = [await recover({ machines: two, plan: tiers() }), await recover({ machines: two, plan: tiers({ onError: 'stop' }) })]
    expect(stopped.run.steps).toEqual(continued.run.steps)
    expect(stopped.summary.plan).toBe('ended')
  })

  it('may be one of a script', async () => {
    const failing: PlanAction = { ...script, kind: 'script', failOneIn: 1 }
    const plan = (onError: 'continue' | 'stop') => tiers({ onError, groups: [{ members: ['db'], before: [failing, script] }, { members: ['web'] }] })
    const stopped = await recover({ machines: two, plan: plan('stop') })
    expect(stopped.run.steps.filter(({ outcome }) => outcome === 'skipped').map(({ id }) => id)).toEqual([
      'group-1/before/2', 'group-1', 'group-2',
    ])
    const continued = await recover({ machines: two, plan: plan('continue') })
    expect(continued.summary.platformUpUs).not.toBeNull()
  })
})

describe('F27: a recovery that is cancelled', () => {
  it('comes to nothing: what was under way and what was to come does not happen', async () => {
    const items: string[] = []
    const { run, summary } = await recover({
      machines: two, plan: tiers(), dependencies: [{ item: 'dns' }],
      onItem: (item) => void items.push(item),
      during: (kernel, recovery) => void kernel.at(5 * MINUTE, () => recovery.cancel()),
    })
    expect(summary).toMatchObject({ plan: 'cancelled', platformUpUs: null, servingUs: null })
    expect(run.steps.filter(({ outcome }) => outcome === 'skipped').map(({ id }) => id).sort()).toEqual(['db/os-boot', 'web/create'])
    expect(run.steps.every(({ endUs }) => endUs !== null && endUs <= 5 * MINUTE)).toBe(true)
    expect(items).toEqual([])
  })

  it('leaves one alone that is over', async () => {
    const whole = await recover({ machines: two })
    const late = await recover({ machines: two, during: (kernel, run) => void kernel.at(90 * MINUTE, () => run.cancel()) })
    expect(late.run.steps).toEqual(whole.run.steps)
    expect(late.summary).toEqual(whole.summary)
  })
})

describe('the limits', () => {
  it('are those of the policy', () => {
    const plan = { name: 'two', groups: [{ members: ['a'] }, { members: ['b'] }] }
    const { asr } = failoverPolicies
    expect(() => checkRecoveryPlan(plan, ['a', 'b'], { ...asr, maximumPlanGroups: 1 })).toThrow(/must be 1 to 1, got 2/)
    expect(() => checkRecoveryPlan(plan, ['a', 'b'], { ...asr, maximumPlanInstances: 1 })).toThrow(/at most 1 members, got 2/)
  })
})
