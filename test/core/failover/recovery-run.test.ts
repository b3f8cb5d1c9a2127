import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CAPACITIES, criticalPath, NETWORK_ITEM_NAMES, OPERATORS, PLATFORM_DURATIONS, timeByProvenance,
} from '../../../core/failover/index.ts'
import type { PlanAction, RecoveryOptions, StepRecord } from '../../../core/failover/index.ts'
import type { Kernel } from '../../../core/sim/index.ts'
import { EXACT, exactly, HEALTHY, machine, MINUTE, minutes, recover, RUNNING } from './world.ts'

describe('a recovery of one machine', () => {
  it('is the steps of the platform, one after the other', async () => {
    const { run, summary } = await recover({ method: { kind: 'failover', processingUs: MINUTE } })
    expect(run.steps.map(({ id, startUs, endUs }) => [id, startUs / MINUTE, endUs! / MINUTE])).toEqual([
      ['prerequisites', 0, 1], ['processing', 1, 2], ['db/replica-disks', 2, 3], ['db/create', 3, 5], ['db/os-boot', 5, 10],
      ['db/os-check', 10, 10], ['db/application-recovery', 10, 10], ['db/service-start', 10, 11],
      ['db/cache-warm-up', 11, 13], ['db/health-probe', 13, 14],
    ])
    expect(summary).toMatchObject({ triggeredUs: 0, plan: 'ended', failedMachines: [], missingItems: [] })
    expect([summary.platformUpUs, summary.servingUs].map(minutes)).toEqual([RUNNING + 1, HEALTHY + 1])
  })

  it('begins with detection and a decision, which count from the disaster and not from the trigger', async () => {
    const { run, summary } = await recover({ response: true })
    expect(run.steps.slice(0, 2).map(({ id, by, automatic }) => [id, by, automatic])).toEqual([
      ['detection', 'platform', true], ['decision', 'person', false],
    ])
    expect([summary.triggeredUs, summary.platformUpUs, summary.servingUs].map(minutes)).toEqual([13, 13 + RUNNING, 13 + HEALTHY])
  })

  it('tells of each step, of running machines and of the service as they come about', async () => {
    const told: [string, number | null][] = []
    const { run } = await recover({
      onStep: ({ id, endUs }) => told.push([id, minutes(endUs)]),
      onPlatformUp: (atUs) => told.push(['platform up', minutes(atUs)]),
      onServing: (atUs) => told.push(['serving', minutes(atUs)]),
      onVerified: (atUs) => told.push(['verified', minutes(atUs)]),
    })
    expect(told.filter(([id]) => /platform up|serving|verified/.test(id))).toEqual([
      ['platform up', RUNNING], ['serving', HEALTHY], ['verified', HEALTHY],
    ])
    expect(told.filter(([id]) => run.steps.some((step) => step.id === id))).toHaveLength(run.steps.length)
  })

  it('takes longer where the source has to be converted, or is shut down first, or runs Windows', async () => {
    const of = async (options: Partial<RecoveryOptions>) => minutes((await recover(options)).summary.platformUpUs)
    expect(await of({ machines: [machine('db', { ok: true }, { conversion: true })] })).toBe(RUNNING + 9)
    expect(await of({ method: { kind: 'failover', processingUs: 0, shutDownSource: true } })).toBe(RUNNING + 4)
    expect(await of({ machines: [machine('db', { ok: true }, { os: 'windows' })] })).toBe(RUNNING + 15)
  })
})

describe('F26: a dirty file system, a long recovery and a cold cache', () => {
  it('put off the service by what they were measured to take, and say so', async () => {
    const dirty = await recover({ machines: [machine('db', { ok: true, fsckUs: 4 * MINUTE, recoveryUs: 7 * MINUTE })] })
    expect([dirty.summary.platformUpUs, dirty.summary.servingUs].map(minutes)).toEqual([RUNNING + 4, HEALTHY + 11])
    expect(dirty.step('db/os-check')).toMatchObject({ provenance: 'measured', outcome: 'done' })
    const clean = await recover({ machines: [machine('db', { ok: true })] })
    expect([clean.summary.platformUpUs, clean.summary.servingUs].map(minutes)).toEqual([RUNNING, HEALTHY])
    const warm = await recover({ machines: [machine('db', { ok: true }, { warmUp: null })] })
    expect(minutes(warm.summary.servingUs)).toBe(HEALTHY - 2)
  })

  it('counts the time that passed in the simulation, and does not wait for it twice', async () => {
    const real = (kernel: Kernel) => [machine('db', { ok: true }, {
      boot: (done, checked) => {
        kernel.after(2 * MINUTE, checked)
        kernel.after(5 * MINUTE, () => done({ ok: true }))
      },
    })]
    const { step, summary } = await recover({ machines: real })
    const span = (id: string) => (step(id)!.endUs! - step(id)!.startUs) / MINUTE
    expect([span('db/os-check'), span('db/application-recovery')]).toEqual([2, 3])
    expect([summary.platformUpUs, summary.servingUs].map(minutes)).toEqual([RUNNING + 2, HEALTHY + 5])
  })

  it('learns from the outcome how much of the time was the check', async () => {
    const late = (kernel: Kernel) => [machine('db', { ok: true }, {
      boot: (done) => kernel.after(5 * MINUTE, () => done({ ok: true, fsckUs: 2 * MINUTE })),
    })]
    const { summary } = await recover({ machines: late })
    expect([summary.platformUpUs, summary.servingUs].map(minutes)).toEqual([RUNNING + 2, HEALTHY + 5])
  })
})

describe('a machine that does not come up', () => {
  it('runs, but serves nobody, when its application does not open', async () => {
    const { summary, step } = await recover({ machines: [machine('db', { ok: false, message: 'log damaged' })] })
    expect(minutes(summary.platformUpUs)).toBe(RUNNING)
    expect(summary).toMatchObject({ servingUs: null, failedMachines: [{ machine: 'db', why: 'log damaged' }] })
    expect(step('db/application-recovery')).toMatchObject({ outcome: 'failed', detail: 'log damaged' })
  })

  it('does not even run when its operating system does not boot', async () => {
    const { summary, step } = await recover({ machines: [machine('db', { ok: false, message: 'no journal', unbootable: true })] })
    expect(summary).toMatchObject({ platformUpUs: null, servingUs: null, failedMachines: [{ machine: 'db', why: 'no journal' }] })
    expect(step('db/os-check')).toMatchObject({ outcome: 'failed' })
    expect(step('db/application-recovery')).toBeUndefined()
  })

  it('is blocked when its boot never ends', async () => {
    const { summary, step } = await recover({ machines: [machine('db', { ok: true }, { boot: () => {} })] })
    expect(step('db/os-check')).toMatchObject({ outcome: 'blocked', endUs: null })
    expect(summary.servingUs).toBeNull()
  })

  it('is told of when the plan does not know it', async () => {
    const plan = { name: 'old', groups: [{ members: ['db'] }] }
    const { summary } = await recover({ machines: [machine('db'), machine('new')], plan })
    expect(summary).toMatchObject({ platformUpUs: null, failedMachines: [{ machine: 'new', why: 'it is not in the plan' }] })
  })
})

describe('F24: capacity, quota and addresses', () => {
  const three = [machine('a'), machine('b'), machine('c')]

  it('makes machines wait for each other and for the control plane', async () => {
    const one = await recover({ machines: three, capacity: { ...CAPACITIES.normal, concurrentCreations: 1 } })
    expect(['a', 'b', 'c'].map((id) => one.endOf(`${id}/create`))).toEqual([4, 6, 8])
    expect(one.step('c/control-plane')).toMatchObject({ startUs: 2 * MINUTE, endUs: 6 * MINUTE, provenance: 'assumed' })
    const throttled = await recover({ machines: three, capacity: { ...CAPACITIES.normal, throttleEveryUs: MINUTE } })
    expect(['a', 'b', 'c'].map((id) => throttled.endOf(`${id}/create`))).toEqual([4, 5, 6])
    const normal = await recover({ machines: three })
    expect(['a', 'b', 'c'].map((id) => normal.endOf(`${id}/create`))).toEqual([4, 4, 4])
    expect(normal.step('c/control-plane')).toBeUndefined()
  })

  it('fails for want of quota, and goes on once a person has had it raised', async () => {
    const capacity = { ...CAPACITIES.normal, quotaMachines: 2 }
    const raised = await recover({ machines: three, capacity })
    expect(raised.step('c/create')).toMatchObject({ outcome: 'failed', detail: 'the quota of machines is used up' })
    // A call of 6 minutes, 240 for the raise, 2 for the creation.
    expect(raised.endOf('c/create#2')).toBe(4 + 6 + 240 + 2)
    expect(raised.summary.failedMachines).toEqual([])
    const given = await recover({ machines: three, capacity: { ...capacity, retriesByHand: 0 } })
    expect(given.summary).toMatchObject({ platformUpUs: null, failedMachines: [{ machine: 'c' }], plan: 'ended' })
    expect(given.endOf('b/health-probe')).toBe(HEALTHY)
    const enough = await recover({ machines: three, capacity: { ...capacity, quotaMachines: 3 } })
    expect(enough.summary.failedMachines).toEqual([])
  })

  it('counts against the quota only what is there', async () => {
    const capacity = { ...CAPACITIES.normal, failOneIn: 1, quotaMachines: 1, retriesByHand: 1 }
    const { run } = await recover({ machines: three, capacity })
    const failed = run.steps.filter(({ outcome }) => outcome === 'failed')
    expect(failed.map(({ detail }) => detail)).toEqual(Array(6).fill('no capacity for this size'))
  })

  it('fails now and then where everybody goes, and a person finds another size', async () => {
    let failed = 0
    for (let seed = 0; seed < 60; seed++) {
      const { step, summary } = await recover({ seed: `${seed}`, machines: three, capacity: CAPACITIES.regionWide })
      const attempts = three.map(({ id }) => step(`${id}/create`)!.outcome)
      failed += attempts.filter((outcome) => outcome === 'failed').length
      attempts.forEach((outcome, index) => {
        if (outcome === 'failed') expect(step(`${three[index]!.id}/other-size#1`)).toMatchObject({ by: 'person', automatic: false })
      })
      if (!attempts.includes('failed')) expect(summary.failedMachines).toEqual([])
    }
    expect(failed).toBeGreaterThan(0)
    expect(failed).toBeLessThan(15)
  })

  it('gives another address where the old one is taken, which matters to who depends on it', async () => {
    const taken = { ...CAPACITIES.normal, privateAddressTakenOneIn: 1 }
    const dependencies = [{ item: 'private-ip', machine: 'db' }] as const
    const moved = await recover({ capacity: taken, dependencies })
    expect(moved.step('db/create')!.detail).toContain('another one')
    expect(moved.step('by-hand/private-ip/db')).toMatchObject({ outcome: 'done', by: 'person' })
    const kept = await recover({ dependencies })
    expect(kept.step('by-hand/private-ip/db')).toBeUndefined()
    expect(kept.summary.servingUs).toBe(HEALTHY * MINUTE)
  })
})

describe('a recovery from backups', () => {
  const steps = [
    { id: 'start', name: 'start the restore', by: 'person', duration: { us: MINUTE, provenance: 'assumed', source: 'a click' } },
    { id: 'copy', name: 'copy', by: 'platform', duration: { us: 30 * MINUTE, provenance: 'documented', source: 'a rate' } },
  ] as const

  it('has the steps of the restore before its machines, side by side, and no processing', async () => {
    const { run, endOf, summary } = await recover({
      machines: [machine('a'), machine('b')], method: { kind: 'restore', stepsOf: () => steps },
    })
    // One person starts both restores: a call of 6 minutes, then one more minute for the second.
    expect([endOf('a/start'), endOf('b/start'), endOf('a/copy'), endOf('b/copy')]).toEqual([7, 8, 37, 38])
    expect(run.steps.map(({ id }) => id)).not.toContain('prerequisites')
    expect(minutes(summary.platformUpUs)).toBe(38 + 2 + 5)
  })

  it('never gets there when a step never ends', async () => {
    const stuck = [{ id: 'declaration', name: 'wait', by: 'platform', duration: null }] as const
    const { run, summary } = await recover({ method: { kind: 'restore', stepsOf: () => stuck } })
    expect(run.steps).toMatchObject([{ id: 'db/declaration', outcome: 'blocked', endUs: null }])
    expect(summary).toMatchObject({ plan: 'running', platformUpUs: null })
  })
})

describe('startRecovery', () => {
  it.each([
    [{ machines: [] }, /startRecovery: needs at least one machine/],
    [{ machines: [machine('a'), machine('a')] }, /startRecovery: there are two machines a/],
    [{ capacity: { ...CAPACITIES.normal, concurrentCreations: 0 } }, /Capacity\.concurrentCreations: .* ≥ 1, got 0/],
    [{ capacity: { ...CAPACITIES.normal, quotaMachines: 1.5 } }, /Capacity\.quotaMachines/],
    [{ operators: { ...OPERATORS, hands: 0 } }, /Operators\.hands/],
    [{ operators: { ...OPERATORS, wrongOneIn: 1 } }, /Operators\.wrongOneIn/],
    [{ durations: { ...EXACT, creation: { ...EXACT.creation, meanUs: -1 } } }, /PlatformDurations\.creation\.meanUs/],
    [{ dependencies: [{ item: 'dns', machine: 'x' }] }, /Dependencies\[0\]\.machine: there is no machine x/],
    [{ dependencies: [{ item: 'dns' }, { item: 'dns' }] }, /Dependencies\[1\]: dns is named twice/],
  ] as readonly [Partial<RecoveryOptions>, RegExp][])('refuses %j', async (options, message) => {
    await expect(recover(options)).rejects.toThrow(message)
  })
})

const action = fc.record({
  kind: fc.constantFrom('script', 'manual'), name: fc.constant('do'), does: fc.constantFrom(...NETWORK_ITEM_NAMES),
}) as fc.Arbitrary<PlanAction>

const actions = fc.array(action, { maxLength: 3 })
const outcome = fc.constantFrom(
  { ok: true }, { ok: true, fsckUs: MINUTE, recoveryUs: 3 * MINUTE }, { ok: false, message: 'no' },
  { ok: false, message: 'no', unbootable: true },
) as fc.Arbitrary<Parameters<typeof machine>[1]>

const anyRecovery = fc.record({
  seed: fc.string({ maxLength: 3 }),
  groups: fc.array(fc.record({ members: fc.array(outcome, { minLength: 1, maxLength: 3 }), before: actions, after: actions }), {
    minLength: 1, maxLength: 4,
  }),
  items: fc.subarray([...NETWORK_ITEM_NAMES]),
  capacity: fc.constantFrom<RecoveryOptions['capacity']>(
    CAPACITIES.normal, CAPACITIES.regionWide,
    { ...CAPACITIES.regionWide, failOneIn: 3, quotaMachines: 2, privateAddressTakenOneIn: 2, retriesByHand: 1 },
  ),
  hands: fc.integer({ min: 1, max: 3 }),
  onError: fc.constantFrom('continue', 'stop'),
  waitsFor: fc.constantFrom('created', 'running', 'healthy'),
  forgetOneIn: fc.constantFrom(0, 3),
  prepared: fc.boolean(),
  sameRegion: fc.boolean(),
  bootUs: fc.constantFrom(0, 2 * MINUTE),
})

function optionsOf(drawn: typeof anyRecovery extends fc.Arbitrary<infer T> ? T : never): Parameters<typeof recover>[0] {
  const { seed, groups, items, capacity, hands, onError, waitsFor, forgetOneIn, prepared, sameRegion, bootUs } = drawn
  const named = groups.map((group, index) => ({ ...group, members: group.members.map((_, member) => `m${index}${member}`) }))
  return {
    seed,
    machines: (kernel) => groups.flatMap(({ members }, index) => members.map((outcome = { ok: true }, member) =>
      machine(`m${index}${member}`, outcome, { boot: (done) => void kernel.after(bootUs, () => done(outcome)) }))),
    plan: { name: 'any', groups: named, onError, waitsFor } as NonNullable<RecoveryOptions['plan']>,
    dependencies: items.map((item) => ({ item, prepared })),
    sameRegion,
    ...(capacity ? { capacity } : {}),
    durations: PLATFORM_DURATIONS,
    operators: { ...OPERATORS, hands, forgetOneIn, wrongOneIn: 4 },
    response: true,
  }
}

/** Nothing goes wrong that nobody puts right. */
function sound(drawn: Parameters<typeof optionsOf>[0]): Parameters<typeof optionsOf>[0] {
  const groups = drawn.groups.map((group) => ({ ...group, members: group.members.map(() => ({ ok: true }) as const) }))
  return { ...drawn, groups, onError: 'continue', forgetOneIn: 0 }
}

const lengthOf = (path: readonly StepRecord[]): number => Object.values(timeByProvenance(path)).reduce((sum, us) => sum + us, 0)

describe('any recovery', () => {
  it('leaves no gap: a step begins when the last of what it waited for has ended', async () => {
    await fc.assert(fc.asyncProperty(anyRecovery, async (drawn) => {
      const { run } = await recover(optionsOf(drawn))
      const byId = new Map(run.steps.map((step) => [step.id, step]))
      expect(byId.size).toBe(run.steps.length)
      for (const { id, startUs, endUs, after } of run.steps) {
        const ends = after.map((waitedFor) => byId.get(waitedFor)!.endUs!)
        expect([id, startUs]).toEqual([id, Math.max(0, ...ends)])
        if (endUs !== null) expect(endUs).toBeGreaterThanOrEqual(startUs)
      }
    }), { numRuns: 150 })
  })

  it('is accounted for by its critical path, to the microsecond, when it serves', async () => {
    let served = 0
    await fc.assert(fc.asyncProperty(anyRecovery, async (drawn) => {
      const { run, summary } = await recover(optionsOf(sound(drawn)))
      if (summary.servingUs === null) return
      served++
      expect(lengthOf(criticalPath(run.steps, summary.servingAfter))).toBe(summary.servingUs)
    }), { numRuns: 150 })
    expect(served).toBeGreaterThan(50)
  })

  it('is accounted for in the same way when it is verified, which can be later', async () => {
    let later = 0
    await fc.assert(fc.asyncProperty(anyRecovery, async (drawn) => {
      const options = optionsOf({ ...sound(drawn), hands: 2 })!
      const dependencies = NETWORK_ITEM_NAMES.map((item) => (item === 'extensions' ? { item, byHand: exactly(90) } : { item }))
      const { run, summary } = await recover({ ...options, dependencies })
      if (summary.verifiedUs === null) return
      expect(lengthOf(criticalPath(run.steps, summary.verifiedAfter))).toBe(summary.verifiedUs)
      if (lengthOf(criticalPath(run.steps, summary.servingAfter)) < summary.verifiedUs) later++
    }), { numRuns: 100 })
    expect(later).toBeGreaterThan(30)
  })

  it('is the same again with the same seed', async () => {
    await fc.assert(fc.asyncProperty(anyRecovery, async (drawn) => {
      const [one, other] = [await recover(optionsOf(drawn)), await recover(optionsOf(drawn))]
      expect(one.run.steps).toEqual(other.run.steps)
      expect(one.kernel.trace.hash()).toBe(other.kernel.trace.hash())
    }), { numRuns: 20 })
  })
})

describe('the durations of the platform', () => {
  it('are documented only where the maker of the platform states them', () => {
    const { osBoot, ...others } = PLATFORM_DURATIONS
    const documented = Object.entries({ ...others, ...osBoot }).filter(([, { provenance }]) => provenance === 'documented')
    expect(documented.map(([name, { source }]) => [name, /^Azure/.test(source)])).toEqual([['conversion', true]])
    for (const { source } of Object.values(osBoot)) expect(source).toMatch(/^average as AWS DRS documents it for its own: \d+ minutes/)
  })

  it('of an operating system make an assumed step', async () => {
    const { step } = await recover({ durations: PLATFORM_DURATIONS, machines: [machine('db', { ok: true }, { conversion: true })] })
    expect([step('db/os-boot')!.provenance, step('db/conversion')!.provenance]).toEqual(['assumed', 'documented'])
  })

  const platformMinutes = async (os: 'linux' | 'windows', capacity: NonNullable<RecoveryOptions['capacity']>): Promise<number[]> => {
    const taken: number[] = []
    for (let seed = 0; seed < 200; seed++) {
      const { summary } = await recover({
        seed: `${seed}`, durations: PLATFORM_DURATIONS, operators: OPERATORS, capacity, response: true,
        machines: ['web', 'db', 'audit'].map((id) => machine(id, { ok: true }, { os })),
        plan: { name: 'two groups', groups: [{ members: ['db'] }, { members: ['web', 'audit'] }] },
      })
      taken.push(summary.platformUpUs === null ? Infinity : (summary.platformUpUs - summary.triggeredUs!) / MINUTE)
    }
    return taken.sort((a, b) => a - b)
  }

  it('bring a small estate up within the promised hour, but for a few where everybody goes', async () => {
    const linux = await platformMinutes('linux', CAPACITIES.normal)
    expect(linux[100]).toBeGreaterThan(8)
    expect(linux[100]).toBeLessThan(20)
    expect(linux[199]).toBeLessThan(60)
    const windows = await platformMinutes('windows', CAPACITIES.normal)
    expect(windows[190]).toBeLessThan(60)
    const crowded = await platformMinutes('linux', CAPACITIES.regionWide)
    expect(crowded[190]!).toBeGreaterThan(linux[190]!)
  })
})

describe('criticalPath', () => {
  const step = (id: string, startUs: number, endUs: number | null, after: readonly string[]): StepRecord => ({
    id, name: id, machine: null, item: null, startUs, endUs, automatic: true, by: 'platform', provenance: 'assumed',
    source: 'a test', outcome: endUs === null ? 'blocked' : 'done', after,
  })
  const steps = [
    step('a', 0, 5, []), step('b', 0, 9, []), step('c', 5, 20, ['a']), step('d', 9, 15, ['b', 'a']), step('e', 20, null, ['c']),
  ]

  it('follows what each step waited for longest', () => {
    const ids = (towards?: readonly string[]) => criticalPath(steps, towards).map(({ id }) => id)
    expect(ids()).toEqual(['a', 'c'])
    expect(ids(['d'])).toEqual(['b', 'd'])
    expect(ids(['a', 'd'])).toEqual(['b', 'd'])
    expect(ids(['e'])).toEqual([])
  })
})
