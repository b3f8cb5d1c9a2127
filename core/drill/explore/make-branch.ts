/** What comes of one crash of a run: exactly what `replay` of its token says, and all that a person wants to know beside it. */
import { DEVICE_PROFILES } from '../../block/device-profile.ts'
import type { CrashSpec } from '../../crash/crash-spec.ts'
import { VERDICTS } from '../../oracle/verdict.ts'
import type { VerdictName } from '../../oracle/verdict.ts'
import { outcomeOf } from '../failure-report.ts'
import type { Finding } from '../findings.ts'
import { guarded } from '../guarded.ts'
import type { Plan } from '../plan.ts'
import { newRecoveryContext, recover } from '../recovery.ts'
import { recreate } from '../recreate.ts'
import { explainCause } from '../root-cause.ts'
import type { Evidence } from '../source-run.ts'
import { timeline } from '../timeline.ts'
import { encodeToken } from '../token.ts'
import { aftermathMarks } from './aftermath-marks.ts'
import type { Branch, Pull } from './branch.ts'
import { BranchExaminer } from './branch-examiner.ts'
import type { FirstRecovery } from './branch-examiner.ts'
import { instantOf, lossOf } from './branch-loss.ts'
import type { Compared, Loss } from './branch-loss.ts'
import { linesOf } from './lines-of.ts'
import { crashOfPull } from './crash-of-pull.ts'
import { nearestAllowed } from './nearest-allowed.ts'
import { pullOfCrash } from './pull-of-crash.ts'
import { titleOf } from './pull-words.ts'
import { evidenceUnder } from './run-view.ts'
import type { RunView } from './run-view.ts'
import type { Subject } from './subject.ts'

/** @param codeHash goes into tokens */
export async function pullPlug(view: RunView, pull: Pull, codeHash: string): Promise<Branch> {
  const { plan, crash, refusal } = crashOfPull(view, pull)
  const subject: Subject = { plan, crash, pull, beyond: null }
  return refusal === null ? branchOf(view, subject, codeHash) : notApplicable(view, subject, refusal)
}

export async function branchOf(view: RunView, subject: Subject, codeHash: string): Promise<Branch> {
  const { plan, crash, wanted } = subject
  const { run } = view.evidence
  const evidence = evidenceUnder(view, plan)
  const examiner = new BranchExaminer(run.scenario, plan, run.arena, {})
  const examined = await guarded(run.scenario, () => recreate(examiner, evidence, crash), view.locate)
  const { all, inconclusive } = examiner.findings
  const first = examiner.first && (await withNearest(view, examiner.first))
  if (examined === 'not-applicable') {
    for (const image of first?.images ?? []) image.release()
    return notApplicable(view, subject, whyNot(crash))
  }
  const finding = all.find(({ verdict }) => verdict === wanted) ?? all.at(0)
  const verdict: VerdictName | 'ok' | 'inconclusive' = finding?.verdict ?? (inconclusive.length > 0 ? 'inconclusive' : 'ok')
  const explained = finding ? await explainCause({ plan, finding, evidence }, view.locate) : { cause: null, passing: null }
  const loss = lossOf(view, subject, first, { finding: finding ?? null, rpoUs: examiner.loss.worstRpoUs })
  const message = messageOf(finding, inconclusive)
  const after = first ? await bootAgain(view, subject, first, loss, verdict) : NOTHING_AFTER
  return {
    ...about(view, subject),
    atUs: loss.atUs,
    verdict,
    message,
    ...after,
    lost: loss.lost,
    rpoUs: loss.rpoUs,
    timeline: timeline(evidence, finding ? { ...finding, outcome: outcomeOf(finding) } : { crash, cutSeq: first?.cutSeq ?? null, kind: first?.kind ?? crash.kind, outcome: message, operations: [] }),
    cause: explained.cause,
    nearestPassing: explained.passing && passingOf(view, plan, explained.passing),
    token: verdict === 'inconclusive' ? null : tokenOf(evidence, crash, verdict, codeHash),
  }
}

async function withNearest({ model, evidence }: RunView, first: FirstRecovery): Promise<Compared> {
  const { observation, claim } = first
  const seen = observation.ok ? { value: observation.observed } : null
  return guarded(evidence.run.scenario, async () => ({ ...first, nearest: nearestAllowed(model, claim, seen) }))
}

function messageOf(finding: Finding | undefined, inconclusive: readonly string[]): string {
  if (finding) return `${VERDICTS[finding.verdict]}: ${finding.message}`
  return inconclusive.length > 0 ? `inconclusive: ${inconclusive[0]}` : 'recovered as it must'
}

function tokenOf({ run }: Evidence, crash: CrashSpec, verdict: VerdictName | 'ok', codeHash: string): string {
  return encodeToken({ v: 1, scenario: run.scenario.name, codeHash, plan: run.plan, crash, verdict, traceHash: run.site.kernel.trace.hash() })
}

function about(view: RunView, { pull, beyond, plan, crash }: Subject): Pick<Branch, 'pull' | 'beyond' | 'title' | 'plan' | 'crash'> {
  return { pull, ...(beyond === null ? {} : { beyond }), title: titleOf(view, pull, crash, beyond), plan, crash }
}

function passingOf(view: RunView, plan: Plan, crash: CrashSpec): Branch['nearestPassing'] {
  const { pull, beyond } = pullOfCrash(view, plan, crash)
  return beyond === null ? { title: titleOf(view, pull, crash), pull } : null
}

type After = Pick<Branch, 'observed' | 'allowed' | 'rtoUs' | 'lanes' | 'marks'>
const NOTHING_AFTER: After = { observed: [], allowed: [], rtoUs: null, lanes: [], marks: [] }

/** Boots the same once more on the plan's device as it is: how long that takes is what the sweep leaves out. */
async function bootAgain(view: RunView, { crash, plan }: Subject, { images, observation, nearest }: Compared, loss: Loss, verdict: Branch['verdict']): Promise<After> {
  const { scenario, arena } = view.evidence.run
  return guarded(scenario, async () => {
    const recovery = await recover(newRecoveryContext(scenario, plan, arena), images, { device: DEVICE_PROFILES[plan.device] })
    const shown = aftermathMarks({ crash, atUs: loss.atUs, copy: loss.copy, recovery, verdict: verdict in VERDICTS ? `${verdict}: ${VERDICTS[verdict as VerdictName]}` : verdict })
    const rtoUs = recovery.observation.ok ? recovery.bootUs : null
    recovery.site.dispose()
    return {
      observed: observation.ok ? linesOf(observation.observed) : [observation.message],
      allowed: linesOf(nearest.shown),
      rtoUs,
      ...shown,
    }
  })
}

export function notApplicable(view: RunView, subject: Subject, message: string): Branch {
  const atUs = instantOf(view, subject).atUs
  return {
    ...about(view, subject), atUs, verdict: 'not-applicable', message, ...NOTHING_AFTER, lost: [], rpoUs: null, timeline: [], cause: null, nearestPassing: null, token: null,
  }
}

function whyNot(crash: CrashSpec): string {
  if (crash.kind === 'disaster') return 'there is nothing to fail over to at this instant'
  return crash.kind === 'clean-shutdown' ? 'the run does not end with a clean shutdown' : 'this run does not have the instant that the crash names'
}
