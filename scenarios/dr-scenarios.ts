/**
 * Disaster recovery as it should be, and as it is when a part of it is missing: machines that must agree, replicated in one
 * group, fail over to every point and come back; without the group, with a hook that does nothing, or with a watchdog that thaws
 * too early they do not, and that must be found.
 */
import type { AppDefinition, Scenario } from '../core/index.ts'
import { policies } from '../core/replication/policies.ts'
import type { ReplicationPolicy } from '../core/replication/policy.ts'
import type { EngineScenario } from './engine-scenario.ts'
import { estateScenario } from './estate-scenario.ts'
import { orderSystem } from './orders/index.ts'
import { overloaded } from './overloaded.ts'

const { fast } = policies
const KIB = 1024
/** Longer than most drills: hardly such a point is made. */
const SELDOM_US = 40_000
/** A state of the order system takes long to boot: it has an operating system. */
const ORDER_OPERATIONS = 12
const OPERATIONS = 60

/** Each machine is a cut by itself, up to 8 ms after the point is due: some operations, as a second is in earnest. */
const apart: ReplicationPolicy = { ...fast, appPointIntervalUs: 0, groups: false, apart: 'machine', ungroupedSkewUs: 8_000 }
const onlyApp: ReplicationPolicy = { ...fast, crashPointIntervalUs: SELDOM_US, appPointIntervalUs: 6_000 }
/** Even less memory than that, for machines that write little; the cut of the link comes early. */
const pressed: ReplicationPolicy = {
  ...overloaded,
  memory: { highWaterBytes: 6 * KIB, lowWaterBytes: 4 * KIB, maximumMetadataSectors: 8 },
  resync: { ...overloaded.resync, chunkBytes: 2 * KIB },
  uplink: { ...overloaded.uplink, batchBytes: 2 * KIB, faults: [{ kind: 'partition', fromUs: 4_000, toUs: 14_000 }] },
}
/** The watchdog lets everything go on as soon as it is frozen, and the set is not rejected. */
const thawing: ReplicationPolicy = { ...onlyApp, defects: { earlyThawUnnoticed: true } }

export function drDrills(): readonly EngineScenario[] {
  return [...sound(), ...broken()]
}

function sound(): readonly EngineScenario[] {
  const passes = { expected: null, because: null }
  return [
    { ...passes, scenario: orders('dr/orders', fast), summary: 'an order system of three tiers, in one consistency group' },
    { ...passes, scenario: orders('dr/orders/app-consistent', onlyApp), summary: 'the same, at points for which all of it came to rest' },
    { ...passes, scenario: booksAndAudit('dr/books-and-audit', fast), summary: 'two machines that must agree, in one consistency group' },
    { ...passes, scenario: booksAndAudit('dr/bitmap', pressed), summary: 'under memory pressure: resyncs, and no point meanwhile' },
  ]
}

function broken(): readonly EngineScenario[] {
  const because = 'planted'
  return [
    {
      because,
      scenario: booksAndAudit('dr/without-groups', apart),
      expected: ['order-hole', 'lost-ack'],
      summary: 'two machines that must agree, each with points of its own: they disagree',
    },
    {
      because,
      scenario: withIdleHooks(booksAndAudit('dr/no-op-hook', onlyApp)),
      expected: ['not-clean'],
      summary: 'a freeze hook that only echoes and exits with 0, as the shipped template does',
    },
    {
      because,
      scenario: booksAndAudit('dr/early-thaw', thawing),
      expected: ['mislabelled-point'],
      summary: 'a watchdog thaws the applications before the snapshot, and nobody notices',
    },
  ]
}

function orders(name: string, policy: ReplicationPolicy): Scenario {
  return { ...orderSystem(name), policy, operations: ORDER_OPERATIONS }
}

/** Both machines have something to do in every seed, and clients in a hurry: else there is little to disagree on. */
function booksAndAudit(name: string, policy: ReplicationPolicy): Scenario {
  return { ...estateScenario(name), policy, operations: OPERATIONS, clients: 2, thinkUs: 500, swarm: false }
}

/** Every freeze hook succeeds and does nothing. */
function withIdleHooks(sound: Scenario): Scenario {
  const idle = { freeze: () => undefined, clean: true }
  const machines = Object.entries(sound.machines as Readonly<Record<string, AppDefinition>>)
  return { ...sound, machines: Object.fromEntries(machines.map(([name, app]) => [name, { ...app, quiesce: idle }])) }
}
