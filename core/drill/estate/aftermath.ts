/**
 * The life of an estate that was recovered elsewhere: clients go on at the target, a person commits, the region that was
 * left comes back, protection the other way round is set up, and then the target is lost as well, or the estate goes home.
 *
 * It does not model: backups of the target, what vaults and original disks of the first region could still give when an
 * unprotected target is lost, or copying back block by block (its duration is the documented lower bound,
 * with the sizes that the estate states).
 */
import { isProtected, reprotectEstimate, splitBrainUs } from '../../failover/index.ts'
import type { FailoverLifeCycle, ReprotectEstimate } from '../../failover/index.ts'
import { HOUR_US } from '../../backup/index.ts'
import { drawDurationUs, randomStream } from '../../sim/index.ts'
import type { Plan } from '../plan.ts'
import type { Reprotection } from './aftermath-record.ts'
import { traitsOf } from './disaster.ts'
import type { EstateDisaster } from './disaster.ts'
import { goHome } from './go-home.ts'
import { failedOver, seenUntil } from './life-of.ts'
import { INCONCLUSIVE } from './outcome.ts'
import type { UnjudgedOutcome } from './outcome.ts'
import { notRecovered, outcomeOf } from './outcome-of.ts'
import { ProtectedEstate } from './protected-estate.ts'
import { changedBytes, initialReplicationUs, replicatedBytes } from './provisioned.ts'
import { sceneOf } from './scene.ts'
import type { RecoveredSite } from './story.ts'
import type { Strategy } from './strategy.ts'

/** What a disk takes, for the lower bound of a reprotection. */
export const REPROTECT_DISK_BYTES_PER_SECOND = {
  value: 100_000_000,
  provenance: 'documented',
  source: 'Azure managed disk types: a premium disk of 128 GiB (P10) takes 100 MB/s',
} as const

/** Ids of operations at the target. */
const TARGET_ID_BASE = 30_000_000
/** So long the clients have work beyond what is looked at. */
const MARGIN_US = 24 * HOUR_US

export interface Arrival {
  /** The source, as it was left. */
  readonly running: ProtectedEstate
  readonly strategy: Strategy
  /** The one that is looked at. */
  readonly disaster: EstateDisaster
  /** The one that brought the estate to the target, and how that ended. */
  readonly first: EstateDisaster
  readonly outcome: UnjudgedOutcome
  readonly recovered: RecoveredSite
  /** What systems outside had been told when the source was left. */
  readonly told: ReadonlySet<string>
}

/** From the first verified answer at the target to the end of the disaster that is looked at. */
export async function goOnAtTarget(arrival: Arrival): Promise<UnjudgedOutcome> {
  const { recovered: { beginnings, site }, running, strategy, disaster, first, outcome } = arrival
  // What clients do there can only be judged from a state that is known.
  const ending = beginnings.length === 1
    ? await new TargetLife(arrival).toItsEnd()
    : { ...notRecovered(running, strategy, { ...first, kind: disaster.kind }, INCONCLUSIVE), reissuedIds: outcome.reissuedIds }
  site.dispose()
  return ending
}

class TargetLife {
  readonly #arrival: Arrival
  readonly #clock = { nowUs: 0 }
  readonly #cycle: FailoverLifeCycle
  readonly #target: ProtectedEstate
  /** In the time of the target. */
  readonly #commitUs: number
  readonly #beginUs: number
  readonly #endUs: number
  readonly #strikeUs: number
  readonly #estimate: ReprotectEstimate
  readonly #scaleUpUs: number
  #reprotection: Reprotection | null = null

  constructor(arrival: Arrival) {
    this.#arrival = arrival
    const { running, disaster, first, outcome, recovered, told } = arrival
    const { estate } = running
    const replication = running.replication!
    const { originalDisks, since } = traitsOf(disaster.kind).afterwards!
    const arrivedUs = recovered.site.kernel.now
    const draws = randomStream(`${running.plan.seed}/aftermath/${disaster.index}`)
    this.#commitUs = arrivedUs + drawDurationUs(estate.durations.commit, draws)
    const backUs = first.atUs - recovered.beganUs + drawDurationUs(estate.durations.regionReturns, draws)
    this.#beginUs = Math.max(this.#commitUs, backUs)
    this.#estimate = reprotectEstimate({
      initialReplicationUs: initialReplicationUs(replication),
      diskBytes: replicatedBytes(replication),
      differingBytes: changedBytes(estate.machines, this.#beginUs),
      diskBytesPerSecond: REPROTECT_DISK_BYTES_PER_SECOND.value,
      originalDisks,
    }, estate.failoverPolicy.reprotect)
    const { scaleUp, atLeastUs } = this.#estimate
    this.#scaleUpUs = drawDurationUs(scaleUp, draws)
    this.#endUs = this.#beginUs + atLeastUs - scaleUp.minimumUs + this.#scaleUpUs
    this.#strikeUs = (since === 'first-answer' ? arrivedUs : this.#endUs) + disaster.atUs - disaster.causedAtUs
    const triggeredUs = first.atUs + first.detectionUs + first.decisionUs
    const { sourceLivesOn } = traitsOf(first.kind)
    const times = { disasterUs: first.atUs, triggeredUs, platformUpUs: triggeredUs + outcome.platformRtoUs!, sourceLivesOn, policy: estate.failoverPolicy }
    this.#target = ProtectedEstate.recovered(running, planAtTarget(running, this.#strikeUs - arrivedUs + disaster.detectionUs + disaster.decisionUs), recovered.site, { initial: recovered.beginnings[0], told })
    this.#cycle = failedOver(times, this.#clock, {
      // Its applications have been closed before it is asked for; home is still what it was when it was left.
      shutDown: (side) => (side === 'away' ? 'down' : 'failed'),
      stopReplication: () => this.#target.stopReplicating(),
      discardPoints: () => this.#target.replication?.discardPoints(),
    })
    this.#target.life = this.#cycle
  }

  async toItsEnd(): Promise<UnjudgedOutcome> {
    await this.#live()
    const { disaster, first, outcome } = this.#arrival
    const { failback } = traitsOf(disaster.kind).afterwards!
    const ending = failback === null ? await this.#loseTarget() : await this.#failBack(failback)
    const operations = this.#target.site.history.filter(({ outcome: end }) => end === 'ok').length
    const { serviceRtoUs, rpoUs, lostOperations } = outcome
    return {
      ...inHistory(ending, this.#offsetUs, first),
      ...seenUntil(this.#cycle, this.#clock.nowUs),
      // By those who went on at the target, and by those who went on after it.
      reissuedIds: this.#target.reissuedIds + ending.reissuedIds,
      splitBrainUs: splitBrainUs(this.#cycle.moments, this.#clock.nowUs),
      aftermath: {
        first: { serviceRtoUs: serviceRtoUs!, rpoUs: rpoUs!, lostOperations: lostOperations! },
        targetOperations: operations,
        lostTargetOperations: ending.lostOperations ?? operations,
        reprotection: this.#reprotection,
        // Of a source that is gone; one that lives on takes more, which is told of afterwards.
        discardedOperations: this.#reprotection === null ? 0 : lostOperations!,
      },
    }
  }

  /** Clients, people and the service, until it strikes. */
  async #live(): Promise<void> {
    await this.#until(this.#commitUs, () => this.#cycle.commit())
    await this.#until(this.#beginUs, () => this.#reprotect())
    await this.#until(this.#endUs, () => this.#protect())
    await this.#target.runTo(Math.max(this.#target.nowUs, this.#strikeUs))
    this.#tick()
  }

  async #until(us: number, act: () => unknown): Promise<void> {
    if (us > this.#strikeUs) return
    await this.#target.runTo(us)
    this.#tick()
    await act()
  }

  #reprotect(): void {
    const { compareUs, copiedBytes, copyUs, queueUs } = this.#estimate
    this.#cycle.reprotect({ primaryReachable: true })
    this.#reprotection = { compareUs, copiedBytes, copyUs, queueUs, scaleUpUs: this.#scaleUpUs, beganUs: this.#clock.nowUs, endedUs: null }
  }

  /** The copy is there, and what queued meanwhile gives the first point at once. */
  #protect(): void {
    const target = this.#target
    const { replication: how } = this.#arrival.running.protections
    // The copy itself has been counted by the estimate.
    const replication = target.replicate({ ...how, policy: { ...how!.policy, initialBytesPerSecond: null } }, 'reverse')
    replication.takeCrashPoint()
    this.#cycle.completed()
    this.#reprotection = { ...this.#reprotection!, endedUs: this.#clock.nowUs }
  }

  async #loseTarget(): Promise<UnjudgedOutcome> {
    const target = this.#target
    const cycle = this.#cycle
    const { strategy, disaster } = this.#arrival
    const second: EstateDisaster = { ...disaster, causedAtUs: 0, atUs: target.nowUs }
    const safe = isProtected(cycle.state)
    cycle.lose('away')
    if (!safe) return notRecovered(target, strategy, second, 'unprotected')
    const ending = await outcomeOf(sceneOf(target, second), onlyReplicated(strategy))
    this.#clock.nowUs += second.detectionUs + second.decisionUs
    if (!cycle.unplanned().ok) throw new Error(`goOnAtTarget: no unplanned failback is possible in the state ${cycle.state}`)
    if (ending.recovered) this.#arrive(ending.serviceRtoUs! - second.detectionUs - second.decisionUs)
    return ending
  }

  async #failBack(way: 'planned' | 'app-consistent'): Promise<UnjudgedOutcome> {
    const { strategy, disaster: { detectionUs, decisionUs, ...disaster } } = this.#arrival
    // Clients are served until it has been decided.
    await this.#target.runTo(this.#target.nowUs + detectionUs + decisionUs)
    this.#tick()
    const beganUs = this.#clock.nowUs
    if (!this.#cycle.planned().ok) throw new Error(`goOnAtTarget: no failback is possible in the state ${this.#cycle.state}`)
    const ending = await goHome(this.#target, onlyReplicated(strategy), { ...disaster, detectionUs: 0, decisionUs: 0 }, way)
    this.#clock.nowUs = beganUs
    if (ending.recovered) this.#arrive(ending.serviceRtoUs!)
    else this.#cycle.failed()
    return ending
  }

  #arrive(afterUs: number): void {
    this.#clock.nowUs += afterUs
    this.#cycle.completed()
  }

  /** From the time of the target to that of the history. */
  get #offsetUs(): number {
    return this.#arrival.recovered.beganUs
  }

  #tick(): void {
    this.#clock.nowUs = this.#offsetUs + this.#target.nowUs
  }
}

/** Backups stay with the region that they were made in. */
function onlyReplicated({ id, title, replication }: Strategy): Strategy {
  return { id, title, replication: replication! }
}

/** What the clients had not come to at the source, over and over for as long as it takes. */
function planAtTarget({ plan, estate, site }: ProtectedEstate, lifeUs: number): Plan {
  const done = new Set(site.history.map(({ id }) => id))
  const left = plan.operations.filter(({ id }) => !done.has(id))
  const count = left.length === 0 ? 0 : Math.ceil((estate.operationsPerHour * (lifeUs + MARGIN_US)) / HOUR_US)
  const operations = Array.from({ length: count }, (_, index) => ({ ...left[index % left.length]!, id: TARGET_ID_BASE + index }))
  return { ...plan, operations }
}

/** Its cause is the disaster that came first. */
function inHistory(outcome: UnjudgedOutcome, offsetUs: number, first: EstateDisaster): UnjudgedOutcome {
  return {
    ...outcome,
    disaster: { ...outcome.disaster, atUs: outcome.disaster.atUs + offsetUs, causedAtUs: first.atUs },
    sourceEndedUs: outcome.sourceEndedUs + offsetUs,
    attempts: outcome.attempts.map((attempt) => ({ ...attempt, cutAtUs: attempt.cutAtUs + offsetUs })),
    lost: outcome.lost.map(({ id, answeredUs }) => ({ id, answeredUs: answeredUs + offsetUs })),
  }
}
