/** Turns the findings of a drill into failures that a person can read and replay. */
import type { Examiner } from './examiner.ts'
import type { Finding } from './findings.ts'
import type { DrillOptions, Locate } from './options.ts'
import { VERDICTS } from '../oracle/verdict.ts'
import type { Plan } from './plan.ts'
import { Prober } from './prober.ts'
import type { Cause, Failure, ShrinkReport } from './result.ts'
import { explain } from './root-cause.ts'
import { makeScene } from './scene/make-scene.ts'
import type { Scenario } from './scenario.ts'
import type { Found } from './search.ts'
import { shrink } from './shrink.ts'
import type { ShrinkLimits } from './shrink.ts'
import type { Evidence } from './source-run.ts'
import { lastCutKind, lostWrites } from './survivors.ts'
import { timeline } from './timeline.ts'

export const DEFAULT_SHRINK_ATTEMPTS = 60
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
    const { signal, locate } = options
    const limits = { attempts: finding.kind === 'recheck' ? 0 : share, signal, locate, smaller: smaller(evidence, failures) }
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
const KINDS_BY_SIMPLICITY = ['run', 'clean-shutdown', 'power-cut', 'process-kill', 'os-reset', 'recovery-point', 'disaster']

function simplerFirst(one: Finding, other: Finding): number {
  return complexity(one) - complexity(other)
}

function complexity({ crash }: Finding): number {
  const goesOn = crash.then !== undefined || (crash.kind === 'disaster' && crash.failback !== undefined)
  return KINDS_BY_SIMPLICITY.indexOf(crash.kind) + (goesOn ? KINDS_BY_SIMPLICITY.length : 0)
}

async function failureOf(
  scenario: Scenario,
  original: Evidence,
  finding: Finding,
  limits: ShrinkLimits & { readonly locate: Locate | undefined },
): Promise<Failure> {
  const { plan } = original.run
  const shrunk = limits.attempts > 0 ? await shrink(scenario, plan, finding, limits) : null
  const best = shrunk?.found ?? { plan, finding, evidence: original }
  const explainable = limits.attempts > 0 && finding.kind !== 'recheck' && !limits.signal?.aborted
  const { cause, scene } = explainable
    ? await explain(best, limits.locate)
    : { cause: null, scene: await makeScene(best.evidence, best.finding, null) }
  const failure: Failure = {
    fingerprint: finding.fingerprint,
    verdict: finding.verdict,
    message: best.finding.message,
    crash: best.finding.crash,
    phase: best.finding.phase,
    timeline: timeline(best.evidence, { ...best.finding, outcome: outcomeOf(best.finding) }),
    plan: best.plan,
    shrunk: {
      ...(await sizes({ plan, finding, evidence: original }, best, cause)),
      attempts: shrunk?.attempts ?? 0,
      budget: limits.attempts,
      ended: shrunk?.ended ?? 'not-shrunk',
    },
    cause,
    scene,
    traceHash: best.evidence.run.site.kernel.trace.hash(),
    states: finding.states,
    foundAfter: finding.foundAfter,
  }
  if (shrunk) shrunk.found.evidence.run.site.dispose()
  return failure
}

export type Sizes = Pick<ShrinkReport, 'fromOperations' | 'toOperations' | 'faults' | 'disks' | 'lostWrites'>

/** What shrinking has made smaller. */
export async function sizes(from: Found, to: Found, cause: Cause | null): Promise<Sizes> {
  const [lostFrom, lostTo] = [await lostBy(from), from === to ? null : await lostBy(to)]
  const disks = from.evidence.run.site.disks.length
  return {
    fromOperations: from.plan.operations.length,
    toOperations: to.plan.operations.length,
    faults: { from: from.plan.faults.length, to: to.plan.faults.length },
    disks: cause && cause.disks.length > 0 ? { from: disks, to: cause.disks.length } : null,
    lostWrites: lostFrom === null ? null : { from: lostFrom, to: lostTo ?? lostFrom },
  }
}

/** Writes that the last cut of a crash lost or tore; null where no log is cut. */
async function lostBy({ finding, evidence }: Found): Promise<number | null> {
  if (lastCutKind(finding.crash) === null) return null
  const cut = await new Prober(evidence, finding.fingerprint).cut(finding.crash)
  if (!cut) return null
  cut.cursor.release()
  return lostWrites(cut.cursor, cut.survivors)
}

export function outcomeOf(finding: Pick<Finding, 'verdict'>): string {
  return `recovered: ${VERDICTS[finding.verdict]}`
}
