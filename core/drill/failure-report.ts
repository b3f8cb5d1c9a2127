/** Turns the findings of a drill into failures that a person can read and replay. */
import type { Examiner } from './examiner.ts'
import type { Finding } from './findings.ts'
import type { DrillOptions } from './options.ts'
import { VERDICTS } from '../oracle/verdict.ts'
import type { Failure } from './result.ts'
import type { Scenario } from './scenario.ts'
import { shrink } from './shrink.ts'
import type { Evidence } from './source-run.ts'
import { timeline } from './timeline.ts'

const DEFAULT_SHRINK_ATTEMPTS = 60
/** Further findings of the same drill are mostly other faces of the same bug. */
const SHRUNK_FINDINGS = 2

export async function report(
  scenario: Scenario,
  evidence: Evidence,
  examiner: Examiner,
  options: DrillOptions,
): Promise<Failure[]> {
  const attempts = options.shrinkAttempts ?? DEFAULT_SHRINK_ATTEMPTS
  const failures: Failure[] = []
  examiner.stage = 'shrink'
  for (const [index, finding] of examiner.findings.all.entries()) {
    const small = index < SHRUNK_FINDINGS && attempts > 0 && finding.kind !== 'recheck' && !examiner.aborted
    failures.push(await failureOf(scenario, evidence, finding, small ? attempts : 0))
  }
  return failures
}

async function failureOf(
  scenario: Scenario,
  original: Evidence,
  finding: Finding,
  attempts: number,
): Promise<Failure> {
  const { plan } = original.run
  const shrunk = attempts > 0 ? await shrink(scenario, plan, finding, attempts) : null
  const best = shrunk?.found ?? { plan, finding, evidence: original }
  const failure: Failure = {
    fingerprint: finding.fingerprint,
    verdict: finding.verdict,
    message: best.finding.message,
    crash: best.finding.crash,
    phase: best.finding.phase,
    timeline: timeline(best.evidence, { ...best.finding, outcome: outcomeOf(best.finding) }),
    plan: best.plan,
    shrunk: {
      fromOperations: plan.operations.length,
      toOperations: best.plan.operations.length,
      attempts: shrunk?.attempts ?? 0,
    },
    traceHash: best.evidence.run.site.kernel.trace.hash(),
    states: finding.states,
  }
  if (shrunk) shrunk.found.evidence.run.site.dispose()
  return failure
}

export function outcomeOf(finding: Pick<Finding, 'verdict'>): string {
  return `recovered: ${VERDICTS[finding.verdict]}`
}
