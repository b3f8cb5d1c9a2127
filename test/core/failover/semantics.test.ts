/**
 * One test for each row of the table. It brings about what the row says, with the default and with another value in
 * the same place: the first must be as the row says, and the second must not, or the test would not see a change.
 */
import { describe, expect, it } from 'vitest'
import {
  asrCost, CAPACITIES, checkRecoveryPlan, chooseRecoveryPoint, FailoverLifeCycle, failoverPolicies, failoverSemantics, monthlyCost,
  NAMED_CHOICES, PLATFORM_DURATIONS, reprotectEstimate,
} from '../../../core/failover/index.ts'
import type { FailoverPolicy, NetworkItem, PlatformDurations, RecoveryOptions, RecoverySource } from '../../../core/failover/index.ts'
import { DNS_HOLDS, DnsCache, DnsZone } from '../../../core/net/index.ts'
import type { DnsHold } from '../../../core/net/index.ts'
import { createStreams, drawDurationUs, Kernel, randomStream } from '../../../core/sim/index.ts'
import type { DurationModel } from '../../../core/sim/index.ts'
import { exactly, EXACT, machine, MINUTE, minutes, recover } from './world.ts'

const { asr } = failoverPolicies

interface Probe<T> {
  readonly field: string
  readonly value: T
  /** Another value for the place. Left out for tables that the world reads by itself: `observe` then sees that one. */
  readonly other?: T
  /** What the world does with a value. */
  readonly observe: (value: T) => unknown
  readonly expected: unknown
}

const rows = new Map<string, Probe<unknown>>()
const row = <T>(name: string, probe: Probe<T>): void => void rows.set(name, probe as Probe<unknown>)

/** A row about one field of the policy. */
function ofPolicy<K extends keyof FailoverPolicy>(
  name: string, field: K, other: FailoverPolicy[K], observe: (policy: FailoverPolicy) => unknown, expected: unknown,
): void {
  row<FailoverPolicy[K]>(name, {
    field: `FailoverPolicy.${field}`, value: asr[field], other, observe: (value) => observe({ ...asr, [field]: value }), expected,
  })
}

function cycleOf(policy: FailoverPolicy, obeys = true) {
  const done: string[] = []
  const cycle = new FailoverLifeCycle({
    nowUs: () => 0,
    policy,
    effects: {
      shutDown: () => (obeys ? 'down' : 'failed'),
      stopReplication: () => void done.push('stopped'),
      discardPoints: () => void done.push('discarded'),
    },
  })
  return { cycle, done }
}

const facts = {
  initialReplicationUs: 60 * MINUTE, diskBytes: 1e12, differingBytes: 23e9, diskBytesPerSecond: 1e8, originalDisks: 'kept',
} as const
const reprotect = (change: Partial<FailoverPolicy['reprotect']>) => reprotectEstimate(facts, { ...asr.reprotect, ...change })

const empty: RecoverySource = { points: [], latest: () => ({ ok: false, reason: 'cache-store-lost' }) }
const people = async (options: Parameters<typeof recover>[0]) =>
  (await recover(options)).run.steps.filter(({ by }) => by === 'person').map(({ item }) => item)

const meanMinutes = (model: DurationModel): number => {
  const stream = randomStream('mean')
  const drawn = Array.from({ length: 3000 }, () => drawDurationUs(model, stream) / MINUTE)
  return Math.round(drawn.reduce((sum, value) => sum + value, 0) / drawn.length)
}

ofPolicy('Failover: point policy', 'choices', ['latest'], (policy) => [...NAMED_CHOICES, { custom: 'x' }].map((choice) => {
  const chosen = chooseRecoveryPoint(empty, choice, policy)
  return !chosen.ok && chosen.reason !== 'not-offered'
}), [true, true, true, true, true, true])

ofPolicy('Failover: source shutdown', 'unplannedShutdown', 'required', (policy) => {
  const { cycle } = cycleOf(policy, false)
  cycle.unplanned()
  cycle.completed()
  return cycle.live
}, ['home', 'away'])

ofPolicy('Failover: duration', 'rtoObjectiveUs', 10 * MINUTE, async ({ rtoObjectiveUs }) => {
  const { summary } = await recover({ durations: PLATFORM_DURATIONS, seed: 'typical' })
  return [minutes(rtoObjectiveUs), summary.platformUpUs! <= rtoObjectiveUs!]
}, [60, true])

const conversion = async (durations: PlatformDurations) => {
  const of = async (converted: boolean) =>
    (await recover({ durations, machines: [machine('db', { ok: true }, { conversion: converted })] })).summary.platformUpUs!
  const more = ((await of(true)) - (await of(false))) / MINUTE
  return more >= 8 && more <= 10
}
row('Failover: duration, VMware and physical sources', {
  field: 'PlatformDurations.conversion', value: PLATFORM_DURATIONS.conversion, other: exactly(0),
  observe: (value) => conversion({ ...EXACT, conversion: value }), expected: true,
})

ofPolicy('Failover: cancelled midway', 'cancelLeaves', 'protected', (policy) => {
  const { cycle } = cycleOf(policy)
  cycle.unplanned()
  cycle.cancel()
  return cycle.state
}, 'replication-stopped')

ofPolicy('Test failover: counts', 'testCounts', 'at-once', (policy) => {
  const { cycle } = cycleOf(policy)
  cycle.testFailover()
  const before = cycle.tests
  cycle.cleanUpTest()
  return [before, cycle.tests]
}, [0, 1])

ofPolicy('Commit: effect', 'commitDeletesPoints', false, (policy) => {
  const { cycle, done } = cycleOf(policy)
  cycle.unplanned()
  cycle.completed()
  cycle.commit()
  return done
}, ['stopped', 'discarded'])

row('Reprotect: copy', {
  field: 'FailoverPolicy.reprotect.copyPercentOfDisk', value: asr.reprotect.copyPercentOfDisk, other: 100,
  observe: (copyPercentOfDisk) => reprotect({ copyPercentOfDisk }).copyUs, expected: 1_000_000_000,
})
row('Reprotect: queued points', {
  field: 'FailoverPolicy.reprotect.queuePercent', value: asr.reprotect.queuePercent, other: 0,
  observe: (queuePercent) => reprotect({ queuePercent }).queueUs, expected: (3_600_000_000 + 1_000_000_000) / 5,
})
row('Reprotect: scaling up', {
  field: 'FailoverPolicy.reprotect.scaleUp', value: asr.reprotect.scaleUp, other: exactly(0),
  observe: (scaleUp) => {
    const { atLeastUs, compareUs, copyUs, queueUs } = reprotect({ scaleUp })
    return [(atLeastUs - compareUs - copyUs - queueUs) / MINUTE, minutes(scaleUp.maximumUs)]
  },
  expected: [20, 30],
})

const ids = Array.from({ length: 101 }, (_, index) => `m${index}`)
const accepts = (groups: number, members: number, policy: FailoverPolicy): boolean => {
  const each = Math.ceil(members / groups)
  try {
    checkRecoveryPlan({
      name: 'limits',
      groups: Array.from({ length: groups }, (_, index) => ({ members: ids.slice(index * each, Math.min(members, (index + 1) * each)) })),
    }, ids, policy)
    return true
  } catch {
    return false
  }
}
ofPolicy('Plan: groups', 'maximumPlanGroups', 9, (policy) => [accepts(7, 7, policy), accepts(8, 8, policy)], [true, false])
ofPolicy('Plan: instances', 'maximumPlanInstances', 200, (policy) => [accepts(1, 100, policy), accepts(1, 101, policy)], [true, false])

const tiers = { machines: [machine('db'), machine('web')], plan: { name: 'tiers', groups: [{ members: ['db'] }, { members: ['web'] }] } }
ofPolicy('Plan: failure rule', 'onError', 'stop', async (policy) => {
  const capacity = { ...CAPACITIES.normal, quotaMachines: 0, retriesByHand: 0 }
  return (await recover({ ...tiers, capacity, policy })).step('web/create') !== undefined
}, true)
ofPolicy('Plan: next group', 'groupsWaitFor', 'running', async (policy) => (await recover({ ...tiers, policy })).step('web/create')!.after, ['db/create'])
ofPolicy('Manual step: effect', 'manualActions', 'notify', async (policy) => {
  const before = [{ kind: 'manual', name: 'ask', confirmed: false }] as const
  return (await recover({ plan: { name: 'ask', groups: [{ members: ['db'], before }] }, policy })).summary.platformUpUs
}, null)
ofPolicy('Network: private address', 'privateAddress', 'new', async (policy) => {
  const dependencies = [{ item: 'private-ip' }] as const
  const taken = { ...CAPACITIES.normal, privateAddressTakenOneIn: 1 }
  return [
    await people({ dependencies, policy }), await people({ dependencies, policy, capacity: taken }),
    await people({ dependencies, policy, sameRegion: true }),
  ]
}, [[], ['private-ip'], ['private-ip']])

const WAYS = [{ kind: 'failover', processingUs: 0 }, { kind: 'restore', stepsOf: () => [] }] as const

/** Who does it, for a failover and a restore: first with a target that was not prepared for it, then with one that was. */
const doneFor = (item: NetworkItem, sameRegion: boolean) => Promise.all([false, true].flatMap((prepared) => WAYS.map(async (method) => {
  const { run } = await recover({ method, sameRegion, dependencies: [{ item, prepared }] })
  return run.steps.filter((step) => step.item === item).map(({ by }) => by).join()
})))
const inAnyRegion = (item: NetworkItem) => async () => [...await doneFor(item, false), ...await doneFor(item, true)]
const scriptedOrByHand = ['person', 'person', 'script', 'script']
row('Network: rules, into another region', {
  field: 'NETWORK_ITEMS.nsg.carried', value: null, observe: () => doneFor('nsg', false), expected: scriptedOrByHand,
})
row('Network: rules, into the same region', {
  field: 'NETWORK_ITEMS.nsg.carriedInRegion', value: null, observe: () => doneFor('nsg', true), expected: ['', '', '', ''],
})
row('Network: public address', {
  field: 'NETWORK_ITEMS.public-ip.carried', value: null, observe: inAnyRegion('public-ip'),
  expected: [...scriptedOrByHand, ...scriptedOrByHand],
})
row('Network: load balancer', {
  field: 'NETWORK_ITEMS.load-balancer.carried', value: null, observe: inAnyRegion('load-balancer'),
  expected: [...scriptedOrByHand, ...scriptedOrByHand],
})
row('Network: dependent services', {
  field: 'NETWORK_ITEMS.dependent-paas', value: null, observe: inAnyRegion('dependent-paas'),
  expected: ['person', 'person', 'person', 'person', '', '', '', ''],
})

const heldFor = async (hold: DnsHold, ttlUs: number): Promise<number> => {
  const kernel = new Kernel({ streams: createStreams('dns') })
  const zone = new DnsZone({ kernel, records: [{ name: 'shop', target: 'home', ttlUs }] })
  const resolver = new DnsCache({ kernel, from: zone })
  resolver.resolve('shop')
  kernel.at(40, () => {})
  await kernel.run()
  return new DnsCache({ kernel, from: resolver, hold }).resolve('shop')!.ttlUs
}
row('DNS: time to live', {
  field: 'DnsRecord.ttlUs', value: 100, other: 300, observe: (ttlUs) => heldFor('ttl', ttlUs), expected: 60,
})
row<DnsHold>('DNS: client cache', {
  field: 'DNS_HOLDS.well-behaved', value: DNS_HOLDS['well-behaved'], other: 'for-ever',
  observe: (hold) => heldFor(hold, 100), expected: 60,
})

row('Boot: OS, Linux', {
  field: 'PlatformDurations.osBoot.linux', value: PLATFORM_DURATIONS.osBoot.linux, other: exactly(9), observe: meanMinutes, expected: 5,
})
row('Boot: OS, Windows', {
  field: 'PlatformDurations.osBoot.windows', value: PLATFORM_DURATIONS.osBoot.windows, other: exactly(9), observe: meanMinutes, expected: 20,
})
row<NonNullable<RecoveryOptions['machines']>[number]['boot']>('Boot: check of file systems, recovery of the application', {
  field: 'RecoveryMachine.boot', value: (done) => done({ ok: true, fsckUs: 3 * MINUTE, recoveryUs: 4 * MINUTE }),
  other: (done) => done({ ok: true }),
  observe: async (boot) => {
    const { run } = await recover({ machines: [machine('db', { ok: true }, { boot })] })
    return run.steps.filter(({ provenance }) => provenance === 'measured').map(({ startUs, endUs }) => (endUs! - startUs) / MINUTE)
  },
  expected: [3, 4],
})
row('Boot: cold cache', {
  field: 'PlatformDurations.cacheWarmUp', value: PLATFORM_DURATIONS.cacheWarmUp, other: exactly(0),
  observe: async (cacheWarmUp) => {
    const { step } = await recover({ durations: { ...EXACT, cacheWarmUp } })
    return [meanMinutes(cacheWarmUp), step('db/health-probe')!.after]
  },
  expected: [2, ['db/cache-warm-up']],
})
row('Cost: Site Recovery', {
  field: 'asrCost.parameters', value: asrCost.parameters, other: asrCost.parameters.slice(1),
  observe: (parameters) => {
    const workload = { description: 'one', 'instance-month': 1, 'replica-gib-month': 100, 'snapshot-gib-month': 100, 'egress-gib': 100, 'cache-gib': 100 }
    return monthlyCost({ name: 'asr', parameters }, workload).lines.map(({ what, amount }) => [what, amount])
  },
  expected: [['fee', 25], ['replica disks', 8], ['snapshots of recovery points', 16], ['traffic between regions', 2], ['cache store account, by what passes through it', 1]],
})

describe('the semantics of failover', () => {
  it('have a test for each row, and no other', () => {
    expect([...rows.keys()]).toEqual(failoverSemantics.map(({ element, parameter }) => `${element}: ${parameter}`))
    expect([...rows.values()].map(({ field }) => field)).toEqual(failoverSemantics.map(({ field }) => field))
  })

  it('say what they are and where that is from', () => {
    for (const { defaultText, source } of failoverSemantics) expect([defaultText, source]).not.toContain('')
  })

  it.each([...rows])('%s', async (_, { value, other, observe, expected }) => {
    expect(await observe(value)).toEqual(expected)
    if (other !== undefined) expect(await observe(other)).not.toEqual(expected)
  })
})
