/** What comes of a disaster under a strategy: at home, or after the estate has moved to the target because of another one. */
import { drawDurationUs, randomStream } from '../../sim/index.ts'
import { goOnAtTarget } from './aftermath.ts'
import { DISASTERS, traitsOf } from './disaster.ts'
import type { EstateDisaster } from './disaster.ts'
import type { Estate } from './estate.ts'
import { lifeAfter, seenUntil } from './life-of.ts'
import { NOT_APPLICABLE } from './outcome.ts'
import type { UnjudgedOutcome } from './outcome.ts'
import { notRecovered, outcomeOf, recoverForGood } from './outcome-of.ts'
import type { ProtectedEstate } from './protected-estate.ts'
import type { Scene } from './scene.ts'
import type { Strategy } from './strategy.ts'

/** A disaster of a history: the one that strikes the source, and the one that is looked at. Mostly the same. */
export interface Struck {
  readonly first: EstateDisaster
  readonly disaster: EstateDisaster
}

/** What ended the life at the source: the disaster itself, or the one that it follows. @param seed of the history */
export function struckBy(disaster: EstateDisaster, { timing }: Estate, seed: string): Struck {
  const { afterwards } = traitsOf(disaster.kind)
  if (!afterwards) return { first: disaster, disaster }
  const { follows } = afterwards
  const { detection, decision } = { ...DISASTERS[follows], ...timing[follows] }
  const draws = randomStream(`${seed}/before/${disaster.kind}/${disaster.index}`)
  const { index, causedAtUs: atUs } = disaster
  const times = { detectionUs: drawDurationUs(detection, draws), decisionUs: drawDurationUs(decision, draws) }
  return { first: { kind: follows, index, atUs, causedAtUs: atUs, ...times }, disaster }
}

export interface Looked {
  /** Of the disaster that strikes the source. */
  readonly outcome: UnjudgedOutcome
  /** Of the one after it; null: there is none, or there was nobody left to meet it. */
  readonly later: UnjudgedOutcome | null
}

export async function lookAt(scene: Scene, strategy: Strategy, { first, disaster }: Struck): Promise<Looked> {
  const { running } = scene
  if (!hasPhase(strategy, disaster)) return { outcome: notRecovered(running, strategy, disaster, NOT_APPLICABLE), later: null }
  if (first === disaster) return { outcome: withSourceLife(running, await outcomeOf(scene, strategy)), later: null }
  const { outcome, recovered } = await recoverForGood(scene, strategy)
  if (!recovered) return { outcome, later: null }
  if (outcome.attempts.at(-1)!.via === 'replication')
    return { outcome, later: await goOnAtTarget({ running, strategy, disaster, first, outcome, recovered, told: scene.evidence.told }) }
  recovered.site.dispose()
  return { outcome, later: notRecovered(running, strategy, { ...first, kind: disaster.kind }, NOT_APPLICABLE) }
}

/** Of a look whose source has come to its end. */
export function endingOf({ outcome, later }: Looked, { disaster: { kind } }: Struck): UnjudgedOutcome {
  if (!later) return { ...outcome, disaster: { ...outcome.disaster, kind } }
  const { aftermath, reason } = later
  if (!aftermath || reason === NOT_APPLICABLE) return later
  const { splitBrainOperations, splitBrainUs } = outcome
  // A source that lives on has taken more by the time that it is looked at.
  const [rpoUs, lostOperations] = [outcome.rpoUs!, outcome.lostOperations!]
  const discardedOperations = aftermath.reprotection === null ? 0 : lostOperations + splitBrainOperations
  const first = { ...aftermath.first, rpoUs, lostOperations }
  return { ...later, splitBrainOperations, splitBrainUs, aftermath: { ...aftermath, first, discardedOperations } }
}

/** Where the source has been through a failover: until the disaster and, where it was failed over in earnest then, the first answer. */
function withSourceLife({ life, nowUs, estate }: ProtectedEstate, outcome: UnjudgedOutcome): UnjudgedOutcome {
  if (!life) return outcome
  const { disaster: { atUs, detectionUs, decisionUs }, attempts, platformRtoUs, serviceRtoUs } = outcome
  if (serviceRtoUs === null || attempts.at(-1)!.via !== 'replication') return { ...outcome, ...seenUntil(life, nowUs) }
  const triggeredUs = atUs + detectionUs + decisionUs
  const times = { disasterUs: atUs, triggeredUs, platformUpUs: triggeredUs + platformRtoUs!, policy: estate.failoverPolicy }
  return { ...outcome, ...lifeAfter(life, times, atUs + serviceRtoUs) }
}

function hasPhase({ replication }: Strategy, { kind }: EstateDisaster): boolean {
  const { needs } = traitsOf(kind)
  if (needs === undefined) return true
  return replication !== undefined && (needs === 'replication' || replication.policy.appPointIntervalUs > 0)
}
