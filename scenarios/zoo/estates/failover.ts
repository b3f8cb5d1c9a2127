/** Bugs of failing over: F19 to F26 of the failure catalogue. */
import { policies } from '../../../core/replication/policies.ts'
import { estateBug } from '../estate-bug.ts'
import type { EstateBug, EstateCase, EstateExchange } from '../estate-bug.ts'
import { database, minutes, oneDatabase, stated, twoDatabases } from './parts.ts'

const MINUTE_US = 60_000_000
/** Until then the first points are there. */
const QUIET_HOURS = 6
const ASR = 'Azure Site Recovery documentation'

const crashPoints = { ...policies.asr, appPointIntervalUs: 0 }
const processed = stated({ replication: { policy: crashPoints, choice: 'latest-processed' } })

const lost: EstateCase = { estate: oneDatabase('zoo/twin/failover/region-loss'), strategy: processed, kinds: ['region-loss'], disasters: 1, quietDays: QUIET_HOURS / 24 }

const fenced: EstateCase = {
  ...lost,
  // Clients find the source for a quarter of an hour after its name has been changed.
  estate: oneDatabase('zoo/twin/failover/isolation', { fencedAfterSeconds: 60, operationsPerHour: 20, dnsTtlSeconds: 900, objectives: { rpoSeconds: 3_600, rtoSeconds: 3_600 } }),
  kinds: ['isolation'],
  quietDays: 0,
}

/** A loss of one minute is promised, which takes all that was uploaded. */
const uploaded: EstateCase = {
  ...lost,
  estate: oneDatabase('zoo/twin/failover/latest', { objectives: { rpoSeconds: 60, rtoSeconds: 3_600 } }),
  strategy: { ...processed, replication: { policy: { ...crashPoints, crashPointIntervalUs: 15 * MINUTE_US }, choice: 'latest' } },
  kinds: ['machine-loss'],
}

const grouped: EstateCase = {
  ...lost,
  estate: twoDatabases('zoo/twin/failover/group', { operationsPerHour: 100 }),
  disasters: 3,
}

const inGroups: EstateCase = {
  ...lost,
  estate: twoDatabases('zoo/twin/failover/plan', {
    recoveryPlan: { name: 'one after the other', onError: 'continue', waitsFor: 'healthy', groups: [{ members: ['books'] }, { members: ['stock'] }] },
  }),
}

/** A raise of the quota takes hours, but there is room for its one machine. */
const roomy: EstateCase = {
  ...lost,
  estate: oneDatabase('zoo/twin/failover/quota', { durations: { ...lost.estate.durations, quotaRaise: minutes(4 * 60, 6 * 60) } }),
}
const room = roomy.estate.capacity

const ROUTE = { item: 'udr', byHand: minutes(1) } as const
const routed: EstateCase = { ...lost, estate: oneDatabase('zoo/twin/failover/route', { dependencies: [...lost.estate.dependencies, ROUTE] }) }

/** Somebody has to look at what there is before it opens. */
const shy = database()
const needsSomebody: typeof shy = {
  ...shy,
  boot: async (context) => {
    const db = await shy.boot(context)
    if (Object.keys(await db.readAll()).length > 0) throw new Error('somebody has to look at it first')
    return db
  },
}

type About = Pick<EstateBug, 'id' | 'summary' | 'source' | 'expected'>

const row = (twin: EstateCase, exchange: EstateExchange, about: About): EstateBug =>
  estateBug({ ...about, area: 'failover', app: 'estate', twin, exchange })

export const failoverBugs: readonly EstateBug[] = [
  row(fenced, { estate: { fencedAfterSeconds: null } }, {
    id: 'source-not-fenced',
    summary: 'F19: a source that is cut off serves on after the target has begun to',
    source: `${ASR}, unplanned failover; Raft (ATC 2014), stale leaders`,
    expected: ['split-brain'],
  }),
  row(lost, { kinds: ['operator-error'] }, {
    id: 'wrong-point-committed',
    summary: 'F20: an old recovery point is committed, and by that all others are deleted',
    source: `${ASR}, "Commit a failover"`,
    expected: ['rpo-exceeded'],
  }),
  row(uploaded, { kinds: ['region-loss'] }, {
    id: 'latest-without-its-region',
    summary: 'F21: the plan counts on the latest state, and its cache store is lost with the source region',
    source: `${ASR}, "Run a failover": latest`,
    expected: ['rpo-exceeded'],
  }),
  row(grouped, { strategy: { ...processed, replication: { policy: { ...crashPoints, groups: false, apart: 'machine', ungroupedSkewUs: 4 * MINUTE_US }, choice: 'latest-processed' } } }, {
    id: 'machines-at-different-times',
    summary: 'F22: machines that need each other are recovered to instants of their own',
    source: `${ASR}, multi-VM consistency`,
    expected: ['order-hole'],
  }),
  row(inGroups, { machines: { books: needsSomebody } }, {
    id: 'plan-goes-on-after-failure',
    summary: 'F23: the first group of the plan does not come up, the plan goes on, and ends with a service that is half there',
    source: `${ASR}, recovery plans`,
    expected: ['service-down'],
  }),
  row(roomy, { estate: { capacity: { normal: { ...room.normal, quotaMachines: 0 }, regionWide: { ...room.regionWide, quotaMachines: 0 } } } }, {
    id: 'no-quota-at-target',
    summary: 'F24: the subscription may have no machine in the region to which it fails over',
    source: `${ASR}, "Plan capacity"; quotas of Azure regions`,
    expected: ['rto-exceeded'],
  }),
  row(routed, { estate: { dependencies: [...lost.estate.dependencies, { ...ROUTE, forgotten: true }] } }, {
    id: 'route-forgotten',
    summary: 'F25: machines run, and no route leads to them: nobody knows that there has to be one',
    source: `${ASR}, networking`,
    expected: ['service-down'],
  }),
  row(lost, { estate: { machines: { db: { warmUp: minutes(60, 90, 240) } } } }, {
    id: 'cold-cache',
    summary: 'F26: the machine is up in time, and its application needs an hour more until it is of use',
    source: 'PostgreSQL documentation, pg_prewarm',
    expected: ['rto-exceeded'],
  }),
]
