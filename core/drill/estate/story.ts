/** A recovery as people live through it: attempt after attempt, each with another state, until one is right or none is left. */
import { criticalPath } from '../../failover/index.ts'
import type { StepRecord } from '../../failover/index.ts'
import type { OperationRecord } from '../../oracle/history.ts'
import { randomStream } from '../../sim/index.ts'
import type { Site } from '../site.ts'
import { endOf, notServing, refusesData } from './attempt-report.ts'
import { chooseForMachine } from './choose-for-machine.ts'
import { chooseState } from './choose-state.ts'
import { cutShort, TARGET_LOST } from './cut-short.ts'
import { traitsOf } from './disaster.ts'
import type { EstateDisaster } from './disaster.ts'
import { toldOutside } from './evidence.ts'
import type { EstateEvidence } from './evidence.ts'
import { claimOf, dataCutUs, judgeCopy, lostOperations } from './judge-copy.ts'
import { lifeOf, lifeOfTest, NO_LIFE, refusalOf } from './life-of.ts'
import type { FailoverLife } from './life-of.ts'
import { INCONCLUSIVE } from './outcome.ts'
import type { Attempt, Outcome, UnjudgedOutcome } from './outcome.ts'
import type { ProtectedEstate } from './protected-estate.ts'
import type { RecoverableState, Unrecoverable } from './recoverable.ts'
import { attemptRecovery, FIRST_ANSWER } from './recovery-world.ts'
import type { AttemptReport } from './recovery-world.ts'
import type { Scene } from './scene.ts'
import { protectorsFor } from './strategy.ts'
import type { Protector, Strategy } from './strategy.ts'
import type { TargetView } from './target-view.ts'

/** So many states are tried before people give up. */
export const MOST_ATTEMPTS = 4

/** A site that serves after a recovery. */
export interface RecoveredSite {
  /** To be disposed of by whoever has it. */
  readonly site: Site
  /** States of the model that it may have begun with: one, unless what it showed leaves that open. */
  readonly beginnings: readonly unknown[]
  /** When its world began, in the time of the history. */
  readonly beganUs: number
}

type Found =
  | { readonly ok: true; readonly protector: Protector; readonly state: RecoverableState }
  | Unrecoverable

export class Story {
  readonly #running: ProtectedEstate
  readonly #target: TargetView
  readonly #strategy: Strategy
  readonly #disaster: EstateDisaster
  readonly #damagedAtUs: number | null
  readonly #evidence: EstateEvidence
  readonly #tried = new Set<string>()
  readonly #attempts: Attempt[] = []
  readonly #steps: StepRecord[] = []
  readonly #keeps: boolean
  #critical: StepRecord[] = []
  /** From the disaster to the beginning of the present attempt. */
  #offsetUs = 0
  #last: { readonly state: RecoverableState; readonly report: AttemptReport; readonly agrees: boolean } | null = null

  constructor({ running, target, evidence, disaster, damagedAtUs }: Scene, strategy: Strategy, keeps: boolean) {
    this.#keeps = keeps
    this.#running = running
    this.#target = target
    this.#strategy = strategy
    this.#disaster = disaster
    this.#damagedAtUs = damagedAtUs
    this.#evidence = evidence
  }

  /** What a commit deletes is not there to be tried, and a test is of one state. */
  get mostAttempts(): number {
    const { commitsAtOnce, isTest } = traitsOf(this.#disaster.kind)
    return (commitsAtOnce && !this.#keepsPoints) || isTest ? 1 : MOST_ATTEMPTS
  }

  /** Only replication knows of commits; who picks a wrong backup does so once. */
  get #keepsPoints(): boolean {
    const { estate: { failoverPolicy } } = this.#running
    return !failoverPolicy.commitDeletesPoints && protectorsFor(this.#strategy, this.#disaster.kind)[0] === 'replication'
  }

  choose(): Found {
    const { kind, machine } = this.#disaster
    const { commitsAtOnce, extent } = traitsOf(kind)
    const mistaken = commitsAtOnce && this.#tried.size === 0
    const wanted = { beforeUs: mistaken ? this.#mistakenUs() : this.#damagedAtUs, except: this.#tried }
    const unavailable = this.#whyNoFailover()
    let reason: Unrecoverable['reason'] = 'not-protected'
    for (const protector of protectorsFor(this.#strategy, kind)) {
      if (protector === 'replication' && unavailable !== null) {
        reason = unavailable
        continue
      }
      const question = { running: this.#running, target: this.#target, strategy: this.#strategy, extent, wanted }
      const state = machine === undefined ? chooseState(protector, question) : chooseForMachine(protector, question, machine)
      if (state.ok) return { ok: true, protector, state }
      reason = state.reason
    }
    return { ok: false, reason }
  }

  /** Whatever the target has; null: there can be one. */
  #whyNoFailover(): Unrecoverable['reason'] | null {
    const { losesTarget, sourceLivesOn } = traitsOf(this.#disaster.kind)
    if (losesTarget && this.#attempts.length > 0) return 'target-lost'
    return refusalOf({ sourceLivesOn, policy: this.#running.estate.failoverPolicy })
  }

  /** Somebody picks any point of the list, and commits it: the others are gone. */
  #mistakenUs(): number | null {
    const { backup, plan } = this.#running
    const { replication } = this.#target
    const protector = protectorsFor(this.#strategy, this.#disaster.kind)[0]
    const points = protector === 'replication' ? replication!.points : protector === 'backup' ? backup!.points : []
    const cuts = points.map(({ cutAtUs }) => cutAtUs)
    if (cuts.length === 0) return null
    return randomStream(`${plan.seed}/mistake/${this.#disaster.index}`).pick(cuts) + 1
  }

  /** `wrong`: another state may help. Otherwise it does not. */
  async attempt(state: RecoverableState, via: Protector, number: number): Promise<'right' | 'wrong' | typeof INCONCLUSIVE | 'service-down'> {
    for (const point of state.points) this.#tried.add(point)
    const whole = await attemptRecovery({ running: this.#running, disaster: this.#disaster, state, number, keeps: this.#keeps })
    const isLost = via === 'replication' && traitsOf(this.#disaster.kind).losesTarget === true
    const report = isLost ? cutShort(whole, this.#disaster, this.#running.plan.seed) : whole
    this.#note(report, number)
    const { verdict, agrees } = report.observation
      ? judgeCopy(this.#running, this.#evidence, state, report.observation)
      : { verdict: isLost ? TARGET_LOST : notServing(report), agrees: true }
    const { cut: { kind, oneCut }, points } = state
    const cutAtUs = dataCutUs(this.#running, state)
    this.#attempts.push({ via, points, kind, oneCut, cutAtUs, beganUs: this.#offsetUs, verdict })
    this.#last = { state, report, agrees }
    if (verdict.status === 'ok' && !this.#isSeenAsMistake(state)) return 'right'
    if (this.#keeps) report.site.dispose()
    if (verdict.status === 'inconclusive') return INCONCLUSIVE
    if (!isLost && !report.observation && !refusesData(report)) return 'service-down'
    this.#offsetUs += endOf(report)
    return 'wrong'
  }

  /** Assumed: whoever looks at what an older point holds sees at once what is missing, and changes to the newest if it is still there. */
  #isSeenAsMistake({ cut }: RecoverableState): boolean {
    if (!traitsOf(this.#disaster.kind).commitsAtOnce || !this.#keepsPoints || this.#attempts.length > 1) return false
    return this.#target.replication!.points.some(({ cutAtUs, usable }) => usable === true && cutAtUs > cut.atUs)
  }

  recovered(): UnjudgedOutcome {
    const { state, report, agrees } = this.#last!
    const { summary, answeredUs } = report
    const lost = lostOperations(this.#running, this.#evidence, state)
    return {
      ...this.#common(),
      recovered: true,
      reason: null,
      agrees,
      rpoUs: Math.max(0, this.#running.servedUntilUs - this.#attempts.at(-1)!.cutAtUs),
      lostOperations: lost.length,
      lost: lost.map(({ id, answered }) => ({ id, answeredUs: answered!.atUs })),
      // What a test would lose is not lost, and nobody outside hears of it.
      outsideDisagreements: traitsOf(this.#disaster.kind).isTest ? 0 : toldOutside(this.#running.estate, lost).length,
      reissuedIds: this.#reissued(report.next),
      splitBrainOperations: 0,
      splitBrainUs: 0,
      aftermath: null,
      ...this.#life(summary.platformUpUs, this.#offsetUs + answeredUs!),
      platformRtoUs: this.#offsetUs + summary.platformUpUs! - this.#triggeredUs,
      serviceRtoUs: this.#offsetUs + answeredUs!,
    }
  }

  never(reason: string): UnjudgedOutcome {
    const nothing = { rpoUs: null, lostOperations: null, lost: [], outsideDisagreements: null, reissuedIds: 0, platformRtoUs: null, serviceRtoUs: null }
    const split = { splitBrainOperations: 0, splitBrainUs: 0, aftermath: null }
    return { ...this.#common(), ...nothing, ...split, ...this.#life(null, this.#offsetUs), recovered: false, reason, agrees: true }
  }

  /** The recovered site; only of a story that has recovered and keeps it. */
  site(): RecoveredSite {
    const { state, report: { site, observation } } = this.#last!
    const observed = observation?.ok ? observation.observed : null
    const beginnings = this.#evidence.checker.witnesses(claimOf(this.#evidence, state), observed)
    return { site, beginnings, beganUs: this.#disaster.atUs + this.#offsetUs }
  }

  /** @param untilUs from the disaster. A restore begins no failover, nor does what is in a life already */
  #life(platformUpUs: number | null, untilUs: number): FailoverLife {
    const { kind, atUs } = this.#disaster
    const { isTest, sourceLivesOn, losesTarget } = traitsOf(kind)
    if (!this.#attempts.some(({ via }) => via === 'replication') || this.#running.life) return NO_LIFE
    if (isTest) return lifeOfTest(atUs, atUs + untilUs)
    const triggeredUs = atUs + this.#triggeredUs
    const upUs = platformUpUs === null || losesTarget ? null : atUs + this.#offsetUs + platformUpUs
    const policy = this.#running.estate.failoverPolicy
    return lifeOf({ disasterUs: atUs, triggeredUs, platformUpUs: upUs, sourceLivesOn, policy }, Math.max(triggeredUs, atUs + untilUs))
  }

  #common() {
    const { plan } = this.#running
    return {
      strategy: this.#strategy.id,
      history: plan.seed,
      disaster: this.#disaster,
      sourceEndedUs: this.#running.servedUntilUs,
      logRpoUs: this.#running.logTool?.rpoUs ?? null,
      alerts: alertsOf(this.#target),
      attempts: this.#attempts,
      steps: this.#steps,
      critical: this.#critical.map(({ id, startUs, endUs, provenance }) => ({ step: id, us: endUs! - startUs, provenance })),
      manualSteps: this.#steps.filter(({ by }) => by === 'person').length,
      automaticSteps: this.#steps.filter(({ automatic }) => automatic).length,
    }
  }

  get #triggeredUs(): number {
    return this.#disaster.detectionUs + this.#disaster.decisionUs
  }

  #note({ steps, answeredUs }: AttemptReport, number: number): void {
    const name = (id: string): string => (number === 1 ? id : `attempt-${number}/${id}`)
    const moved = steps.map((step): StepRecord => ({
      ...step,
      id: name(step.id),
      after: step.after.map(name),
      startUs: step.startUs + this.#offsetUs,
      endUs: step.endUs === null ? null : step.endUs + this.#offsetUs,
    }))
    this.#steps.push(...moved)
    const towards = answeredUs === null ? undefined : [name(FIRST_ANSWER)]
    this.#critical.push(...criticalPath(moved, towards))
  }

  #reissued(next: readonly OperationRecord[]): number {
    return toldOutside(this.#running.estate, next).filter((id) => this.#evidence.told.has(id)).length
  }
}

function alertsOf({ replication }: TargetView): Outcome['alerts'] {
  const counts: Record<string, number> = {}
  for (const { kind } of replication?.events ?? []) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
