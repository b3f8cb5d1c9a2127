/** Bugs by which there is no recovery point, or none of use: F8 and F12 to F18 of the failure catalogue. */
import type { Incident, Strategy } from '../../../core/drill/estate/index.ts'
import { policies } from '../../../core/replication/policies.ts'
import type { ReplicationPolicy } from '../../../core/replication/policy.ts'
import { estateBug } from '../estate-bug.ts'
import type { EstateBug, EstateCase, EstateExchange } from '../estate-bug.ts'
import { minutes, oneDatabase, stated, twoDatabases } from './parts.ts'

const KIB = 1024
const HOUR = 60
const MINUTE_US = 60_000_000
/** Until then the first points are there. */
const QUIET_HOURS = 6
const ASR = 'Azure Site Recovery documentation'

const asr = (part: Partial<ReplicationPolicy> = {}): Strategy =>
  stated({ replication: { policy: { ...policies.asr, appPointIntervalUs: 0, ...part }, choice: 'latest-processed' } })

const lost: EstateCase = { estate: oneDatabase('zoo/twin/points/region-loss'), strategy: asr(), kinds: ['region-loss'], disasters: 1, quietDays: QUIET_HOURS / 24 }

const loaded: EstateCase = { ...lost, estate: oneDatabase('zoo/twin/points/load', { operationsPerHour: 24 }) }

/** Every few minutes the store is full until what is in it has been processed; what is written meanwhile waits in memory. */
const full = {
  processing: { ...policies.asr.processing, fixedUs: 4 * MINUTE_US, backlogBytes: 4 * KIB },
  resync: { ...policies.asr.resync, chunkBytes: 4 * KIB },
}
const crowded: EstateCase = { ...lost, estate: oneDatabase('zoo/twin/points/store-full', { operationsPerHour: 120 }), strategy: asr(full) }

/** Disasters strike on the second day: something has gone wrong hours before. */
const later: EstateCase = { ...lost, estate: oneDatabase('zoo/twin/points/second-day'), quietDays: 1 }

/** Whoever came in had been there for six hours. */
const broken: EstateCase = {
  ...lost,
  estate: oneDatabase('zoo/twin/points/intruder', { timing: { ransomware: { detection: minutes(2), decision: minutes(3), lead: minutes(6 * HOUR) } }, objectives: { rtoSeconds: 3_600 } }),
  kinds: ['ransomware'],
  quietDays: 0,
}

/** The write log of a product that sends what was written in batches, and a connection that is down for a while. */
const shipped: ReplicationPolicy = { ...policies.hyperVReplica, appPointIntervalUs: 0 }
const logged: EstateCase = {
  ...lost,
  estate: oneDatabase('zoo/twin/points/write-log', {
    incidents: [{ kind: 'uplink-down', before: minutes(8 * HOUR), lasts: minutes(3 * HOUR) }],
    // In three hours three quarters of the disk are written.
    machines: { db: { warmUp: null, provisionedGiB: 4, changedGiBPerDay: 24 } },
    operationsPerHour: 20,
  }),
  strategy: asr({ ...shipped, delta: { ...shipped.delta!, maximumLogPercent: null } }),
  quietDays: 1,
}

const clockSet: Incident = { kind: 'clock-set', machine: 'stock', before: minutes(8 * HOUR, 9 * HOUR), bySeconds: 2 * 3_600 }
const together: EstateCase = {
  ...lost,
  estate: twoDatabases('zoo/twin/points/clock', { incidents: [clockSet] }),
  strategy: { ...asr(), replication: { ...asr().replication!, choice: 'same-listed-time' } },
}
const apart: Strategy = { ...together.strategy, replication: { ...together.strategy.replication!, policy: { ...policies.asr, appPointIntervalUs: 0, groups: false, apart: 'machine' } } }

type About = Pick<EstateBug, 'id' | 'summary' | 'source' | 'expected'>

const row = (twin: EstateCase, exchange: EstateExchange, about: About): EstateBug =>
  estateBug({ ...about, area: 'points', app: 'estate', twin, exchange })

export const pointsBugs: readonly EstateBug[] = [
  row(lost, { strategy: { ...lost.strategy, replication: { ...lost.strategy.replication!, excludedDisks: ['db/data'] } } }, {
    id: 'volume-left-out',
    summary: 'F8: a disk that the database uses was left out when its machine was protected',
    source: `${ASR}, "Exclude disks from disaster recovery"`,
    expected: ['service-down', 'lost-ack'],
  }),
  row(loaded, { estate: { machines: { db: { warmUp: null, changedGiBPerDay: 2_000 } } } }, {
    id: 'churn-above-limit',
    summary: 'F12: a disk changes faster than its replica can take, and the lag grows without bounds',
    source: `${ASR}, "Troubleshoot replication issues"`,
    expected: ['rpo-exceeded', 'service-down'],
  }),
  row(crowded, { strategy: asr({ ...full, memory: { ...policies.asr.memory, highWaterBytes: 8 * KIB, lowWaterBytes: 4 * KIB } }) }, {
    id: 'tags-dropped-on-spill',
    summary: 'F13: the cache store is full, the driver spills and drops tags, and for an hour there is no point',
    source: `Linux filter driver of Azure Site Recovery; ${ASR}, event 153007`,
    expected: ['rpo-exceeded', 'service-down'],
  }),
  row(broken, { strategy: asr({ retention: { thinning: [{ untilAgeUs: 4 * HOUR * MINUTE_US, everyUs: 0 }], maximumPoints: null } }) }, {
    id: 'no-clean-point-kept',
    summary: 'F14: points are kept for four hours, and the intruder had been inside for six',
    source: `${ASR}, retention`,
    expected: ['service-down'],
  }),
  row(broken, { estate: { incidents: [{ kind: 'disk-kind-changed', before: minutes(HOUR, 2 * HOUR, 5 * HOUR) }] } }, {
    id: 'disk-kind-changed',
    summary: 'F15: a disk was changed to another kind, and all earlier points are listed and of no use',
    source: `${ASR}, error BookmarkNotFound`,
    expected: ['service-down'],
  }),
  row(later, {
    estate: { incidents: [{ kind: 'agent-stopped', before: minutes(5 * HOUR, 6 * HOUR) }] },
    strategy: asr({ retention: { thinning: [{ untilAgeUs: 4 * HOUR * MINUTE_US, everyUs: 0 }], maximumPoints: null } }),
  }, {
    id: 'stale-points-taken-for-fresh',
    summary: 'F16: the agent has stopped, and points that are beyond their retention are still listed, and taken for fresh ones',
    source: `${ASR}, retention: points go when new ones come`,
    expected: ['rpo-exceeded'],
  }),
  row(logged, { strategy: asr({ ...shipped, delta: { ...shipped.delta!, maximumLogPercent: 50 } }) }, {
    id: 'write-log-overflow',
    summary: 'F17: the write log outgrows its share of the disk, and until somebody begins the resync there is no point',
    source: 'Hyper-V Replica documentation',
    expected: ['rpo-exceeded'],
  }),
  row(together, { strategy: apart }, {
    id: 'clocks-disagree',
    summary: 'F18: the clock of one of two machines that are no group was set, and points of "the same time" are hours apart',
    source: `${ASR}, multi-VM consistency; Linux filter driver of Azure Site Recovery`,
    expected: ['order-hole', 'rpo-exceeded'],
  }),
]
