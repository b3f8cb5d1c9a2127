/** Turns the findings of a drill into failures that a person can read and replay. */
import type { Examiner } from './examiner.ts'
import type { Finding } from './findings.ts'
import type { DrillOptions } from './options.ts'
import { VERDICTS } from '../oracle/verdict.ts'
import type { Plan } from './plan.ts'
import type { Failure } from './result.ts'
import type { Scenario } from './scenario.ts'
import { shrink } from './shrink.ts'
import type { ShrinkLimits } from './shrink.ts'
import type { Evidence } from './source-run.ts'
import { timeline } from './timeline.ts'

const DEFAULT_SHRINK_ATTEMPTS = 60
/** Further findings of the same drill are mostly other faces of the same bug: they get a share of the attempts. */
const FURTHER_SHARE = 4

export async function report(
  scenario: Scenario,
  evidence: Evidence,
  examiner: Examiner,
  options: DrillOptions,
): Promise<Failure[]> {
  const attempts = options.shrinkAttempts ?? DEFAULT_SHRINK_ATTEMPTS
  const failures: Failure[] = []
  examiner.stage = 'shrink'
  for (const finding of [...examiner.findings.all].sort(simplerFirst)) {
    const share = failures.length === 0 ? attempts : Math.floor(attempts / FURTHER_SHARE)
    const limits = { attempts: finding.kind === 'recheck' ? 0 : share, signal: options.signal, smaller: smaller(evidence, failures) }
    failures.push(await failureOf(scenario, evidence, finding, limits))
  }
  return failures
}

/** The plan of the failure told first, small by now, with the parts that another kind of crash may need. */
function smaller({ run }: Evidence, told: readonly Failure[]): Plan[] {
  const { replication, disasters } = run.plan
  return told.slice(0, 1).map(({ plan }) => ({ ...plan, replication, disasters }))
}

/** What a person understands fastest comes first: a crash of the run itself, without a second one. */
const KINDS_BY_SIMPLICITY = ['run', 'power-cut', 'process-kill', 'os-reset', 'recovery-point', 'disaster']

function simplerFirst(one: Finding, other: Finding): number {
  return complexity(one) - complexity(other)
}

function complexity({ crash }: Finding): number {
  return KINDS_BY_SIMPLICITY.indexOf(crash.kind) + (crash.then ? KINDS_BY_SIMPLICITY.length : 0)
}

async function failureOf(
  scenario: Scenario,
  original: Evidence,
  finding: Finding,
  limits: ShrinkLimits,
): Promise<Failure> {
  const { plan } = original.run
  const shrunk = limits.attempts > 0 ? await shrink(scenario, plan, finding, limits) : null
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
    foundAfter: finding.foundAfter,
  }
  if (shrunk) shrunk.found.evidence.run.site.dispose()
  return failure
}

export function outcomeOf(finding: Pick<Finding, 'verdict'>): string {
  return `recovered: ${VERDICTS[finding.verdict]}`
}
