import { describe, expect, it } from 'vitest'
import { CARRIED_OVER, NETWORK_ITEM_NAMES, NETWORK_ITEMS, OPERATORS } from '../../../core/failover/index.ts'
import type { Dependencies, NetworkItem, RecoveryOptions } from '../../../core/failover/index.ts'
import { exactly, EXACT_OPERATORS, HEALTHY, machine, MINUTE, minutes, recover } from './world.ts'

const everything: Dependencies = NETWORK_ITEM_NAMES.map((item) => ({ item, byHand: exactly(2) }))
const restore = { kind: 'restore', stepsOf: () => [] } as const
const script = (does: NetworkItem) => ({ kind: 'script', name: `see to ${does}`, does }) as const

const byHand = ({ run }: Awaited<ReturnType<typeof recover>>): readonly string[] =>
  run.steps.filter(({ id }) => id.startsWith('by-hand/')).map(({ item }) => item!)

describe('what is not automatic', () => {
  it('is done by a person, item by item, after which clients can be served, and the application is verified', async () => {
    const recovered = await recover({ dependencies: everything })
    expect(byHand(recovered)).toEqual([
      'dependent-paas', 'nsg', 'udr', 'public-ip', 'load-balancer', 'identity', 'dns', 'extensions', 'application-verification',
    ])
    const { summary, endOf } = recovered
    // Called at 0 for the platform service and done at 8; a person who goes on needs no further call.
    expect(endOf('by-hand/dependent-paas')).toBe(8)
    expect(endOf('by-hand/nsg')).toBe(10)
    expect(endOf('by-hand/dns')).toBe(20)
    expect([summary.servingUs, summary.verifiedUs].map(minutes)).toEqual([20, 24])
  })

  it('is done by as many people as there are', async () => {
    const two = await recover({ dependencies: everything, operators: { ...EXACT_OPERATORS, hands: 2 } })
    expect(minutes(two.summary.servingUs)).toBeLessThan(20)
  })

  it('is not done before it can be: the load balancer waits for the address, the names for a healthy application', async () => {
    const { step, endOf } = await recover({
      dependencies: [{ item: 'load-balancer' }, { item: 'public-ip', byHand: exactly(40) }, { item: 'dns' }],
      operators: { ...EXACT_OPERATORS, hands: 3 },
    })
    expect(step('by-hand/load-balancer')!.startUs).toBeGreaterThanOrEqual(endOf('by-hand/public-ip')! * MINUTE)
    expect(step('by-hand/load-balancer')!.after).toContain('by-hand/public-ip')
    expect(step('by-hand/dns')!.after).toEqual(expect.arrayContaining(['db/health-probe', 'by-hand/load-balancer']))
  })

  it('is done for one machine as soon as that machine is there', async () => {
    const machines = [machine('db'), machine('web')]
    const plan = { name: 'two', groups: [{ members: ['db'] }, { members: ['web'] }], waitsFor: 'healthy' } as const
    const { step } = await recover({ machines, plan, dependencies: [{ item: 'nsg', machine: 'db' }, { item: 'udr' }] })
    expect(step('by-hand/nsg/db')!.after).toEqual(['db/create'])
    expect(step('by-hand/udr')!.after).toEqual(expect.arrayContaining(['db/create', 'web/create']))
  })

  it('waits for what belongs to the same machine, or to all', async () => {
    const { step } = await recover({
      machines: [machine('db'), machine('web')], operators: { ...EXACT_OPERATORS, hands: 5 },
      dependencies: [
        { item: 'public-ip', machine: 'db' }, { item: 'public-ip', machine: 'web', byHand: exactly(50) },
        { item: 'load-balancer', machine: 'db' }, { item: 'dns' },
      ],
    })
    expect(step('by-hand/load-balancer/db')!.after).toContain('by-hand/public-ip/db')
    expect(step('by-hand/load-balancer/db')!.after).not.toContain('by-hand/public-ip/web')
    expect(step('by-hand/dns')!.after).toContain('by-hand/public-ip/web')
  })

  it('is taken up by who has just finished what it waited for, not by somebody who has to be called', async () => {
    const { step, endOf } = await recover({
      dependencies: [{ item: 'load-balancer', byHand: exactly(2) }, { item: 'public-ip' }], operators: { ...EXACT_OPERATORS, hands: 2 },
    })
    expect(minutes(step('by-hand/load-balancer')!.endUs)).toBe(endOf('by-hand/public-ip')! + 2)
  })

  it('is done by a script of the plan without a person', async () => {
    const plan = {
      name: 'scripted',
      groups: [{ members: ['db'], after: (['public-ip', 'dns'] as const).map(script) }],
    }
    const scripted = await recover({ plan, dependencies: [{ item: 'dns' }, { item: 'public-ip' }] })
    expect(byHand(scripted)).toEqual([])
    expect(minutes(scripted.summary.servingUs)).toBe(HEALTHY)
    expect(scripted.step('group-1/after/2')).toMatchObject({ by: 'script', automatic: true, item: 'dns', outcome: 'done' })
  })

  it('falls to a person when the script fails, or comes too early', async () => {
    const failing = { ...script('dns'), failOneIn: 1 }
    const failed = await recover({
      plan: { name: 'failing', groups: [{ members: ['db'], after: [failing] }] }, dependencies: [{ item: 'dns' }],
    })
    expect(failed.step('group-1/after/1')).toMatchObject({ outcome: 'failed', detail: 'the script failed' })
    expect(failed.step('by-hand/dns')).toMatchObject({ outcome: 'done' })
    expect(failed.summary.missingItems).toEqual([])
    const early = await recover({
      plan: { name: 'early', groups: [{ members: ['db'], before: [script('public-ip')] }] }, dependencies: [{ item: 'public-ip' }],
    })
    expect(early.step('group-1/before/1')).toMatchObject({ outcome: 'failed', detail: expect.stringContaining('public-ip') })
    expect(early.step('by-hand/public-ip')).toMatchObject({ outcome: 'done' })
  })

  it('falls to a person at once when the script fails, and when the plan stops before the script', async () => {
    const stuck = await recover({
      plan: {
        name: 'stuck', groups: [{ members: ['db'], after: [{ ...script('dns'), failOneIn: 1 }, { kind: 'manual', name: 'x', confirmed: false }] }],
      },
      dependencies: [{ item: 'dns' }], operators: { ...EXACT_OPERATORS, hands: 2 },
    })
    expect(stuck.summary.plan).toBe('running')
    expect(stuck.step('by-hand/dns')).toMatchObject({ outcome: 'done' })
    const stopped = await recover({
      plan: {
        name: 'stops', onError: 'stop', groups: [{ members: ['db'], after: [{ ...script('nsg'), failOneIn: 1 }, script('dns')] }],
      },
      dependencies: [{ item: 'dns' }, { item: 'nsg' }],
    })
    expect(stopped.step('group-1/after/2')).toMatchObject({ outcome: 'skipped' })
    expect(stopped.step('by-hand/dns')).toMatchObject({ outcome: 'done' })
    expect(stopped.summary.servingUs).not.toBeNull()
  })

  it('is done again when a person does it wrong', async () => {
    let again = 0
    for (let seed = 0; seed < 20; seed++) {
      const { run, summary } = await recover({
        seed: `${seed}`, dependencies: [{ item: 'dns' }], operators: { ...EXACT_OPERATORS, wrongOneIn: 3 },
      })
      const attempts = run.steps.filter(({ item }) => item === 'dns')
      expect(attempts.map(({ outcome }) => outcome).indexOf('done')).toBe(attempts.length - 1)
      expect(summary.servingUs).not.toBeNull()
      again += attempts.length - 1
    }
    expect(again).toBeGreaterThan(2)
    expect(OPERATORS).toMatchObject({ wrongOneIn: 0, forgetOneIn: 0 })
  })
})

describe('F25: machines that run and a service that is down', () => {
  it.each(NETWORK_ITEM_NAMES.filter((item) => NETWORK_ITEMS[item].reachability && item !== 'private-ip'))(
    'come of %s that nobody thinks of',
    async (item) => {
      const forgotten = await recover({ dependencies: [{ item, forgotten: true }] })
      expect(forgotten.summary).toMatchObject({ servingUs: null, missingItems: [item] })
      expect(forgotten.summary.platformUpUs).not.toBeNull()
      expect(forgotten.step(`by-hand/${item}`)).toMatchObject({ outcome: 'skipped', detail: 'nobody thinks of it' })
      const remembered = await recover({ dependencies: [{ item }] })
      expect(remembered.summary.missingItems).toEqual([])
      expect(remembered.summary.servingUs).toBeGreaterThanOrEqual(HEALTHY * MINUTE)
      const scripted = await recover({
        plan: { name: 'scripted', groups: [{ members: ['db'], after: [script(item)] }], waitsFor: 'running' },
        dependencies: [{ item, forgotten: true }],
      })
      expect(scripted.summary.servingUs).not.toBeNull()
    },
  )

  it('do not come of what clients do not need', async () => {
    const { summary } = await recover({
      dependencies: [{ item: 'extensions', forgotten: true }, { item: 'application-verification', forgotten: true }],
    })
    expect(summary.servingUs).toBe(HEALTHY * MINUTE)
    expect(summary.verifiedUs).toBeNull()
  })

  it('come about as often as people forget', async () => {
    let down = 0
    for (let seed = 0; seed < 40; seed++) {
      const { summary } = await recover({
        seed: `${seed}`, dependencies: [{ item: 'dns' }], operators: { ...EXACT_OPERATORS, forgetOneIn: 4 },
      })
      if (summary.servingUs === null) down++
    }
    expect(down).toBeGreaterThan(2)
    expect(down).toBeLessThan(20)
  })
})

const failover = { kind: 'failover', processingUs: 0 } as const
const stepsOf = ({ run }: Awaited<ReturnType<typeof recover>>, item: NetworkItem) => run.steps.filter((step) => step.item === item)

describe('what a way of recovery carries', () => {
  it.each([
    ['private-ip', 'if-free', 'not', 'not', 'not'],
    ['nsg', 'if-prepared', 'if-prepared', 'carried', 'carried'],
    ['udr', 'if-prepared', 'if-prepared', 'carried', 'carried'],
    ['load-balancer', 'if-prepared', 'if-prepared', 'if-prepared', 'if-prepared'],
    ['public-ip', 'if-prepared', 'if-prepared', 'if-prepared', 'if-prepared'],
    ['dns', 'not', 'not', 'not', 'not'],
    ['dependent-paas', 'not', 'not', 'carried', 'carried'],
    ['identity', 'not', 'not', 'not', 'not'],
    ['extensions', 'not', 'not', 'not', 'not'],
    ['application-verification', 'not', 'not', 'not', 'not'],
    ['network-interfaces', 'carried', 'not', 'carried', 'not'],
    ['size', 'carried', 'carried', 'carried', 'carried'],
    ['disks', 'carried', 'carried', 'carried', 'carried'],
    ['availability-set', 'if-prepared', 'not', 'if-prepared', 'not'],
  ] as const)('%s: a failover %s, a restore %s; in the same region %s and %s', (item, away, restored, near, restoredNear) => {
    expect(CARRIED_OVER[item]).toMatchObject({
      carried: { failover: away, restore: restored }, carriedInRegion: { failover: near, restore: restoredNear },
    })
  })

  const left = async (method: RecoveryOptions['method'], prepared: boolean, sameRegion: boolean) =>
    byHand(await recover({ method, sameRegion, dependencies: everything.map((dependency) => ({ ...dependency, prepared })) })).toSorted()
  const without = (...gone: NetworkItem[]) => NETWORK_ITEM_NAMES.filter((item) => !gone.includes(item)).sort()
  const runbooks = ['nsg', 'udr', 'public-ip', 'load-balancer'] as const

  it('decides what is left to people in another region, and a script of a prepared target does as much after a restore', async () => {
    expect(await left(failover, false, false)).toEqual(without('private-ip'))
    expect(await left(restore, false, false)).toEqual(without())
    expect(await left(failover, true, false)).toEqual(without('private-ip', ...runbooks))
    expect(await left(restore, true, false)).toEqual(without(...runbooks))
  })

  it('leaves what is on the subnet where it was in the same region, and what belongs to a new machine to people', async () => {
    const stays = ['dependent-paas', 'nsg', 'udr'] as const
    for (const method of [failover, restore]) {
      expect(await left(method, false, true)).toEqual(without(...stays))
      expect(await left(method, true, true)).toEqual(without(...stays, 'public-ip', 'load-balancer'))
    }
  })

  it('has services outside of the machines in the way of a recovery elsewhere only, even if nobody knows of them', async () => {
    const dependencies = [{ item: 'dependent-paas', forgotten: true }] as const
    for (const method of [failover, restore]) {
      expect((await recover({ method, dependencies })).summary).toMatchObject({ servingUs: null, missingItems: ['dependent-paas'] })
      const near = await recover({ method, dependencies, sameRegion: true })
      expect(near.summary.missingItems).toEqual([])
      expect(near.summary.servingUs).not.toBeNull()
      expect(stepsOf(near, 'dependent-paas')).toEqual([])
    }
  })

  it('is known for every way and item', () => {
    for (const item of NETWORK_ITEM_NAMES) {
      const { carried, carriedInRegion } = NETWORK_ITEMS[item]
      expect(CARRIED_OVER[item]).toMatchObject({ carried, carriedInRegion })
    }
  })
})

describe('a target that was prepared', () => {
  it.each(['nsg', 'udr', 'public-ip', 'load-balancer'] as const)('has a script for %s, which takes its time once the machine is there', async (item) => {
    for (const method of [failover, restore]) {
      const scripted = await recover({ method, dependencies: [{ item, prepared: true }] })
      const [step, ...more] = stepsOf(scripted, item)
      expect(more).toEqual([])
      expect(step).toMatchObject({ id: `script/${item}`, by: 'script', automatic: true, provenance: 'assumed', after: ['db/create'], outcome: 'done' })
      expect(step!.source).toBe(NETWORK_ITEMS[item].script.source)
      expect(step!.endUs! - step!.startUs).toBeGreaterThanOrEqual(NETWORK_ITEMS[item].script.minimumUs)
      const byPerson = await recover({ method, dependencies: [{ item, prepared: false }] })
      expect(stepsOf(byPerson, item)).toMatchObject([{ by: 'person', automatic: false }])
    }
  })

  it('needs nobody who thinks of it', async () => {
    const item = 'nsg'
    const scripted = await recover({ dependencies: [{ item, prepared: true, forgotten: true }] })
    expect(scripted.summary).toMatchObject({ missingItems: [] })
    const forgotten = await recover({ dependencies: [{ item, forgotten: true }] })
    expect(forgotten.summary).toMatchObject({ missingItems: [item] })
  })

  it('is missed until its script has ended', async () => {
    let missing: readonly string[] = []
    const { endOf } = await recover({
      dependencies: [{ item: 'nsg', prepared: true }],
      during: (kernel, run) => void kernel.at(4 * MINUTE + 1, () => (missing = run.summary().missingItems)),
    })
    expect(missing).toEqual(['nsg'])
    expect(endOf('script/nsg')).toBeGreaterThan(4)
  })

  it('leaves the item to the script of a plan that has one', async () => {
    const plan = { name: 'own', groups: [{ members: ['db'], after: [script('nsg')] }] }
    const own = await recover({ plan, dependencies: [{ item: 'nsg', prepared: true }] })
    expect(stepsOf(own, 'nsg')).toMatchObject([{ id: 'group-1/after/1' }])
    const failing = { name: 'failing', groups: [{ members: ['db'], after: [{ ...script('nsg'), failOneIn: 1 }] }] }
    const failed = await recover({ plan: failing, dependencies: [{ item: 'nsg', prepared: true }] })
    expect(stepsOf(failed, 'nsg')).toMatchObject([{ outcome: 'failed' }, { id: 'script/nsg', after: ['db/create', 'group-1/after/1'] }])
  })

  it('gives its balancer the address that it waits for', async () => {
    const { step } = await recover({ dependencies: [{ item: 'load-balancer', prepared: true }, { item: 'public-ip' }] })
    expect(step('script/load-balancer')!.after).toContain('by-hand/public-ip')
  })
})
