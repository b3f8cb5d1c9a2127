/** From a disaster to its outcome: what to recover from, the attempts, and what they come to. */
import { criticalPath } from '../../failover/index.ts'
import type { StepRecord } from '../../failover/index.ts'
import type { OperationRecord } from '../../oracle/history.ts'
import { randomStream } from '../../sim/index.ts'
import { chooseState } from './choose-state.ts'
import { DISASTERS } from './disaster.ts'
import type { EstateDisaster } from './disaster.ts'
import { dataCutUs, judgeCopy, lostOperations } from './judge-copy.ts'
import type { Attempt, Outcome, UnjudgedOutcome } from './outcome.ts'
import type { EstateEvidence } from './evidence.ts'
import { toldOutside } from './evidence.ts'
import type { ProtectedEstate } from './protected-estate.ts'
import type { RecoverableState, Unrecoverable } from './recoverable.ts'
import { attemptRecovery, FIRST_ANSWER } from './recovery-world.ts'
import type { AttemptReport } from './recovery-world.ts'
import { protectorsFor } from './strategy.ts'
import type { Protector, Strategy } from './strategy.ts'
import type { TargetView } from './target-view.ts'

/** So many states are tried before people give up. */
export const MOST_ATTEMPTS = 4

/** A disaster, looked at when what was lost is lost. The same for every strategy. */
export interface Scene {
  readonly running: ProtectedEstate
  /** What the target of the replication can give. */
  readonly target: TargetView
  /** What was acknowledged until now. */
  readonly evidence: EstateEvidence
  readonly disaster: EstateDisaster
  /** From when on copies are wrong; null: none is. */
  readonly damagedAtUs: number | null
}

export async function outcomeOf(scene: Scene, strategy: Strategy): Promise<UnjudgedOutcome> {
  const { kind } = scene.disaster
  const story = new Story(scene, strategy)
  const attempts = DISASTERS[kind].commitsAtOnce ? 1 : MOST_ATTEMPTS
  for (let number = 1; number <= attempts; number++) {
    const found = story.choose()
    if (!found.ok) return story.never(found.reason)
    const ending = await story.attempt(found.state, found.protector, number)
    if (ending === 'right') return story.recovered()
    if (ending !== 'wrong') return story.never(ending)
  }
  return story.never('no-state-is-right')
}

type Found =
  | { readonly ok: true; readonly protector: Protector; readonly state: RecoverableState }
  | Unrecoverable

class Story {
  readonly #running: ProtectedEstate
  readonly #target: TargetView
  readonly #strategy: Strategy
  readonly #disaster: EstateDisaster
  readonly #damagedAtUs: number | null
  readonly #evidence: EstateEvidence
  readonly #tried = new Set<string>()
  readonly #attempts: Attempt[] = []
  readonly #steps: StepRecord[] = []
  #critical: StepRecord[] = []
  /** From the disaster to the beginning of the present attempt. */
  #offsetUs = 0
  #last: { readonly state: RecoverableState; readonly report: AttemptReport; readonly agrees: boolean } | null = null

  constructor({ running, target, evidence, disaster, damagedAtUs }: Scene, strategy: Strategy) {
    this.#running = running
    this.#target = target
    this.#strategy = strategy
    this.#disaster = disaster
    this.#damagedAtUs = damagedAtUs
    this.#evidence = evidence
  }

  choose(): Found {
    const { kind } = this.#disaster
    const beforeUs = DISASTERS[kind].commitsAtOnce ? this.#mistakenUs() : this.#damagedAtUs
    let reason: Unrecoverable['reason'] = 'not-protected'
    for (const protector of protectorsFor(this.#strategy, kind)) {
      const state = chooseState(protector, {
        running: this.#running,
        target: this.#target,
        strategy: this.#strategy,
        extent: DISASTERS[kind].extent,
        wanted: { beforeUs, except: this.#tried },
      })
      if (state.ok) return { ok: true, protector, state }
      reason = state.reason
    }
    return { ok: false, reason }
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
  async attempt(state: RecoverableState, via: Protector, number: number): Promise<'right' | 'wrong' | 'inconclusive' | 'service-down'> {
    for (const point of state.points) this.#tried.add(point)
    const report = await attemptRecovery({ running: this.#running, disaster: this.#disaster, state, number })
    this.#note(report, number)
    const { verdict, agrees } = report.observation
      ? judgeCopy(this.#running, this.#evidence, state, report.observation)
      : { verdict: notServing(report), agrees: true }
    const { cut: { kind, oneCut }, points } = state
    const cutAtUs = dataCutUs(this.#running, state)
    this.#attempts.push({ via, points, kind, oneCut, cutAtUs, beganUs: this.#offsetUs, verdict })
    this.#last = { state, report, agrees }
    if (verdict.status === 'ok') return 'right'
    if (verdict.status === 'inconclusive') return 'inconclusive'
    if (!report.observation && !refusesData(report)) return 'service-down'
    this.#offsetUs += endOf(report)
    return 'wrong'
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
      rpoUs: Math.max(0, this.#running.nowUs - this.#attempts.at(-1)!.cutAtUs),
      lostOperations: lost.length,
      lost: lost.map(({ id, answered }) => ({ id, answeredUs: answered!.atUs })),
      outsideDisagreements: toldOutside(this.#running.estate, lost).length,
      reissuedIds: this.#reissued(report.next),
      splitBrainOperations: 0,
      platformRtoUs: this.#offsetUs + summary.platformUpUs! - this.#triggeredUs,
      serviceRtoUs: this.#offsetUs + answeredUs!,
    }
  }

  never(reason: string): UnjudgedOutcome {
    const nothing = { rpoUs: null, lostOperations: null, lost: [], outsideDisagreements: null, reissuedIds: 0, platformRtoUs: null, serviceRtoUs: null }
    return { ...this.#common(), ...nothing, splitBrainOperations: 0, recovered: false, reason, agrees: true }
  }

  #common() {
    const { plan } = this.#running
    return {
      strategy: this.#strategy.id,
      history: plan.seed,
      disaster: this.#disaster,
      sourceEndedUs: this.#running.nowUs,
      logRpoUs: this.#running.logTool?.rpoUs ?? null,
      alerts: alertsOf(this.#running),
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

function alertsOf({ replication }: ProtectedEstate): Outcome['alerts'] {
  const counts: Record<string, number> = {}
  for (const { kind } of replication?.events ?? []) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

/** A machine did not come up for what is on its disks. */
function refusesData({ steps }: AttemptReport): boolean {
  return steps.some(({ id, outcome }) => outcome === 'failed' && /\/(os-check|application-recovery)$/.test(id))
}

function notServing({ summary }: AttemptReport): Attempt['verdict'] {
  const [machine] = summary.failedMachines
  const message = machine
    ? `${machine.machine} did not come up: ${machine.why}`
    : `clients cannot reach the service: ${summary.missingItems.join(', ') || 'nobody said that it is right'}`
  return { status: 'violated', verdict: 'service-down', message }
}

/** When people knew that it had come to nothing. */
function endOf({ answeredUs, steps }: AttemptReport): number {
  return answeredUs ?? Math.max(0, ...steps.map(({ endUs }) => endUs ?? 0))
}
