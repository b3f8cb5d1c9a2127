/** Bugs of what comes after a failover was begun, up to the way home: F27 to F31 of the failure catalogue. */
import { policies } from '../../../core/replication/policies.ts'
import { estateBug } from '../estate-bug.ts'
import type { EstateBug, EstateCase, EstateExchange } from '../estate-bug.ts'
import { minutes, oneDatabase, stated } from './parts.ts'

const ASR = 'Azure Site Recovery documentation'
const processed = stated({ replication: { policy: { ...policies.asr, appPointIntervalUs: 0 }, choice: 'latest-processed' } })

const about = { detection: minutes(2), decision: minutes(3) }
/** The last hourly point with the application at rest is then most of an hour old. */
const leaving = { ...about, lead: minutes(100) }

/** A copy of 128 GiB takes three quarters of an hour; the loss comes two hours after the false alarm. */
const alarmed: EstateCase = {
  estate: oneDatabase('zoo/twin/after-failover/false-alarm', { timing: { 'loss-after-cancelled-failover': { ...about, lead: minutes(120) } } }),
  strategy: processed,
  kinds: ['loss-after-cancelled-failover'],
  disasters: 1,
  // The first copy is made, and the false alarm comes after it.
  quietDays: 0.25,
}

const atTarget: EstateCase = {
  ...alarmed,
  estate: oneDatabase('zoo/twin/after-failover/second-disaster', { timing: { 'second-disaster': { ...about, lead: minutes(240) } } }),
  kinds: ['second-disaster'],
}

const home: EstateCase = {
  ...alarmed,
  estate: oneDatabase('zoo/twin/after-failover/failback', {
    timing: { failback: leaving, 'failback-to-app-point': leaving, 'failback-to-lost-disks': leaving },
    objectives: { rpoSeconds: 900, rtoSeconds: 3_600, unprotectedSeconds: 7_200 },
  }),
  strategy: stated({ replication: { policy: policies.asr, choice: 'latest-processed' } }),
  kinds: ['failback'],
}

const fenced: EstateCase = {
  ...alarmed,
  // Clients find the source for a quarter of an hour after its name has been changed.
  estate: oneDatabase('zoo/twin/after-failover/isolation', {
    fencedAfterSeconds: 60, operationsPerHour: 60, dnsTtlSeconds: 900, timing: { isolation: about, 'failback-after-split-brain': leaving },
    // One a minute: what is not sent yet and what is taken until the fence is far less, half an hour without one is more.
    objectives: { rpoSeconds: 3_600, rtoSeconds: 3_600, discardedOperations: 12 },
  }),
  kinds: ['failback-after-split-brain'],
}

type About = Pick<EstateBug, 'id' | 'summary' | 'source' | 'expected'>

const row = (twin: EstateCase, exchange: EstateExchange, told: About): EstateBug =>
  estateBug({ ...told, area: 'failover', app: 'estate', twin, exchange })

export const afterFailoverBugs: readonly EstateBug[] = [
  row(alarmed, { estate: { durations: { ...alarmed.estate.durations, enabledAnew: minutes(240) } } }, {
    id: 'cancelled-failover-forgotten',
    summary: 'F27: a failover is cancelled midway, which ends replication, and nobody enables it again until the region is lost in earnest',
    source: `${ASR}, "Run a failover": cancelling`,
    expected: ['service-down'],
  }),
  row(atTarget, { estate: { timing: { ...atTarget.estate.timing, 'second-disaster': { ...about, lead: minutes(60) } } } }, {
    id: 'target-lost-before-reprotect',
    summary: 'F28: the region that was failed over to is lost before the protection the other way round is complete',
    source: `${ASR}, "Reprotect"`,
    expected: ['service-down', 'rpo-exceeded'],
  }),
  row(home, { kinds: ['failback-to-app-point'] }, {
    id: 'failback-to-older-point',
    summary: 'F29: the estate goes home with an app-consistent point, and what the target has taken since is lost',
    source: `${ASR}, "Fail back"`,
    expected: ['rpo-exceeded'],
  }),
  row(home, { kinds: ['failback-to-lost-disks'] }, {
    id: 'original-disks-deleted',
    summary: 'F30: the original disks were deleted, all is copied instead of what differs, and the target is without protection for longer',
    source: `${ASR}, "Reprotect": what happens to the disks`,
    expected: ['unprotected-too-long'],
  }),
  row(fenced, { estate: { fencedAfterSeconds: null } }, {
    id: 'divergence-overwritten',
    summary: 'F31: the target was promoted by force while the source took writes, and those are overwritten on the way home',
    source: `${ASR}, unplanned failover; documentation of RBD mirroring, forced promotion`,
    expected: ['divergence-overwritten'],
  }),
]
