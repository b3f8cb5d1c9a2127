/** Replays one failure: the plan of a token, and the one crash that it names. */
import { createArena } from '../block/arena.ts'
import { VERDICTS } from '../oracle/verdict.ts'
import type { VerdictName } from '../oracle/verdict.ts'
import { perform, release } from './drill.ts'
import { Examiner } from './examiner.ts'
import { outcomeOf } from './failure-report.ts'
import type { Finding } from './findings.ts'
import { guarded } from './guarded.ts'
import type { FreshRealmJob, Judgement, Locate } from './options.ts'
import { judgeCrash } from './recheck.ts'
import { recreate } from './recreate.ts'
import type { Cause } from './result.ts'
import { explain } from './root-cause.ts'
import type { Scene } from './scene/scene.ts'
import { makeScene } from './scene/make-scene.ts'
import type { Scenario } from './scenario.ts'
import { gatherEvidence, runSource } from './source-run.ts'
import type { Evidence } from './source-run.ts'
import { timeline } from './timeline.ts'
import type { TokenPayload } from './token.ts'

export interface ReplayResult {
  /** `still-recovers`: of a token that was saved of a crash that recovers as it must (its verdict is `ok`). */
  readonly outcome: 'still-fails' | 'no-longer-fails' | 'still-recovers' | 'plan-no-longer-applies'
  readonly verdict: VerdictName | 'ok'
  readonly message: string
  readonly timeline: readonly string[]
  /** Null when it no longer fails, or there is no crash to explain. */
  readonly cause: Cause | null
  /** Null when it no longer fails. */
  readonly scene: Scene | null
  readonly traceHash: string
  /** What was found, as a drill would tell it; null when nothing was. */
  readonly found: Pick<Finding, 'fingerprint' | 'verdict' | 'message' | 'crash' | 'phase'> | null
}

export interface ReplayOptions {
  /** Finds the line of the application in the stack of an error made inside it. Default: no lines are told. */
  readonly locate?: Locate
  /**
   * Somebody changed the payload. Where its run no longer has the instant of the crash, the whole plan is then
   * drilled for the same verdict. Default false.
   */
  readonly edited?: boolean
  /** Of the drill that found it, for verdicts that take a whole drill to be shown again. Default 2,000. */
  readonly stateBudget?: number
}

/** @throws ScenarioError when the scenario misbehaves in a way that no crash explains */
export async function replay(
  scenario: Scenario,
  payload: TokenPayload,
  options: ReplayOptions = {},
): Promise<ReplayResult> {
  return needsWholeDrill(payload) ? replayDrill(scenario, payload, options) : replayCrash(scenario, payload, options)
}

/** Some verdicts are about the run, or about several states together. */
export function needsWholeDrill({ crash, verdict }: Pick<TokenPayload, 'crash' | 'verdict'>): boolean {
  return crash.kind === 'run' || verdict === 'leaked-memory'
}

async function replayDrill(scenario: Scenario, payload: TokenPayload, { locate, stateBudget }: ReplayOptions): Promise<ReplayResult> {
  const record = await guarded(scenario, () => perform(scenario, payload.plan, stateBudget === undefined ? {} : { stateBudget }), locate)
  const finding = record.examiner.findings.all.find(({ verdict }) => verdict === payload.verdict)
  const scene = finding ? await makeScene(record.evidence, finding, null) : null
  const result = { ...told(record.evidence, finding), cause: null, scene }
  release(record)
  return result
}

async function replayCrash(
  scenario: Scenario,
  payload: TokenPayload,
  options: ReplayOptions,
): Promise<ReplayResult> {
  const { locate, edited = false } = options
  const { plan, crash, verdict } = payload
  const arena = createArena()
  const examiner = new Examiner(scenario, plan, arena, {})
  const { evidence, examined } = await guarded(scenario, async () => {
    const gathered = gatherEvidence(await runSource(scenario, plan, { arena }))
    return { evidence: gathered, examined: await recreate(examiner, gathered, crash) }
  }, locate)
  if (edited && examined === 'not-applicable') {
    evidence.run.site.dispose()
    return replayDrill(scenario, payload, options)
  }
  const findings = examiner.findings.all
  const finding = findings.find((one) => one.verdict === verdict) ?? findings[0]
  const { cause, scene } = finding ? await explain({ plan, finding, evidence }, locate) : { cause: null, scene: null }
  const result = { ...told(evidence, finding), cause, scene }
  evidence.run.site.dispose()
  const [inconclusive] = examiner.findings.inconclusive
  if (examined === 'not-applicable')
    return { ...result, outcome: 'plan-no-longer-applies', message: 'this run no longer has the instant that the token names' }
  // Not to know is not to pass.
  if (!finding && inconclusive) return { ...result, outcome: 'plan-no-longer-applies', message: `inconclusive: ${inconclusive}` }
  return !finding && verdict === 'ok' ? { ...result, outcome: 'still-recovers' } : result
}

function told(evidence: Evidence, finding: Finding | undefined): Omit<ReplayResult, 'cause' | 'scene'> {
  const traceHash = evidence.run.site.kernel.trace.hash()
  if (!finding) return { outcome: 'no-longer-fails', verdict: 'ok', message: 'recovered as it must', timeline: [], traceHash, found: null }
  const lines = timeline(evidence, { ...finding, outcome: outcomeOf(finding) })
  const { fingerprint, verdict, message, crash, phase } = finding
  const found = { fingerprint, verdict, message, crash, phase }
  return { outcome: 'still-fails', verdict, message: `${VERDICTS[verdict]}: ${message}`, timeline: lines, traceHash, found }
}

/** Judges crashes of a plan from scratch: what a fresh realm does for the re-check. */
export async function judgeCrashes(scenario: Scenario, job: FreshRealmJob): Promise<Judgement[]> {
  return guarded(scenario, async () => {
    const evidence = gatherEvidence(await runSource(scenario, job.plan))
    const judgements: Judgement[] = []
    for (const crash of job.crashes) {
      const judgement = await judgeCrash(evidence, crash)
      judgements.push(judgement ?? { verdict: 'inconclusive', imageKey: '', observationKey: '' })
    }
    evidence.run.site.dispose()
    return judgements
  })
}
