/** The way home of an estate that is protected at the target: clients stop, everything is shut down and sent, and it boots at home. */
import type { NamedChoice, StepRecord } from '../../failover/index.ts'
import { shutDown } from '../shutdown.ts'
import type { EstateDisaster } from './disaster.ts'
import type { UnjudgedOutcome } from './outcome.ts'
import { notRecovered, outcomeOf } from './outcome-of.ts'
import type { ProtectedEstate } from './protected-estate.ts'
import { sceneOf } from './scene.ts'
import type { Strategy } from './strategy.ts'

/** How it goes home: with everything, or with the newest point for which applications had come to rest. */
export type WayHome = 'planned' | 'app-consistent'

const CHOICES: Readonly<Record<WayHome, NamedChoice>> = { planned: 'latest', 'app-consistent': 'latest-app-consistent' }

/** Looks whether what is waited for has come about: so often at most. */
const LOOKS = 3_600
const LOOK_EVERY_US = 100_000

/** Closed in good order, and all of it sent. */
const CLOSING = 'target/shut-down-and-send'

/**
 * @returns the outcome in the time of the target, where it begins with the last answer there: what clients are without, and
 * what they have lost by then
 */
export async function goHome(target: ProtectedEstate, strategy: Strategy, disaster: EstateDisaster, way: WayHome): Promise<UnjudgedOutcome> {
  const { site, snapshots } = target
  const replication = target.replication!
  await waitUntil(target, () => site.history.every(({ answered }) => answered !== null))
  site.stopClients()
  const stoppedUs = target.nowUs
  replication.stop()
  await waitUntil(target, () => !snapshots.busy)
  const shutdown = await shutDown(site, null)
  const planned = { ...disaster, causedAtUs: 0, atUs: stoppedUs }
  if (!shutdown?.ok) return notRecovered(target, strategy, planned, 'shutdown-failed')
  if (way === 'planned' && !(await waitUntil(target, () => replication.lagUs() === 0))) return notRecovered(target, strategy, planned, 'replication-lags')
  const choosing = { ...strategy, replication: { ...strategy.replication!, choice: CHOICES[way] } }
  const outcome = await outcomeOf(sceneOf(target, planned), choosing)
  return outcome.recovered ? afterClosing(outcome, target.nowUs - stoppedUs) : { ...outcome, sourceEndedUs: stoppedUs }
}

/** Nothing was acknowledged any more while it was closed and sent, and clients waited. */
function afterClosing(outcome: UnjudgedOutcome, closingUs: number): UnjudgedOutcome {
  const closing: StepRecord = {
    id: CLOSING, name: 'close the applications, and send what is left', machine: null, item: null, startUs: 0, endUs: closingUs, automatic: true,
    by: 'platform', provenance: 'measured', source: 'the applications themselves, and what was left to send', outcome: 'done', after: [],
  }
  const later = outcome.steps.map((step) => ({
    ...step,
    startUs: step.startUs + closingUs,
    endUs: step.endUs === null ? null : step.endUs + closingUs,
    after: step.after.length === 0 ? [CLOSING] : step.after,
  }))
  return {
    ...outcome,
    steps: [closing, ...later],
    critical: [{ step: CLOSING, us: closingUs, provenance: 'measured' }, ...outcome.critical],
    automaticSteps: outcome.automaticSteps + 1,
    attempts: outcome.attempts.map((attempt) => ({ ...attempt, beganUs: attempt.beganUs + closingUs })),
    sourceEndedUs: outcome.disaster.atUs,
    rpoUs: Math.max(0, outcome.rpoUs! - closingUs),
    platformRtoUs: outcome.platformRtoUs! + closingUs,
    serviceRtoUs: outcome.serviceRtoUs! + closingUs,
  }
}

/** @returns false: it never did, in all the time that anybody waits */
async function waitUntil(target: ProtectedEstate, reached: () => boolean): Promise<boolean> {
  for (let look = 0; look < LOOKS && !reached(); look++) await target.runTo(target.nowUs + LOOK_EVERY_US)
  return reached()
}
