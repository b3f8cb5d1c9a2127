/** `seeddrill replay`: shows a crash again, from its token alone, or drills a saved plan. */
import { createColors } from 'picocolors'
import type { Colors } from 'picocolors/types.js'
import { readablePayload } from '../../core/index.ts'
import type { Plan, ReplayResult, TokenPayload } from '../../core/index.ts'
import { causeLines, failureBlock, plain } from '../../reports/index.ts'
import type { Language } from '../../reports/index.ts'
import { findByName } from '../catalog.ts'
import { exitCode } from '../exit-codes.ts'
import type { ExitName } from '../exit-codes.ts'
import type { Host } from '../host.ts'
import { listenForInterruptions } from '../interruptions.ts'
import { replayCase } from '../estates/replay-case.ts'
import type { CaseReport, ScenarioRef } from '../order.ts'
import { openRealm, RealmError } from '../realm-client.ts'
import type { Realm } from '../realm-client.ts'
import { isContradiction } from '../replay-outcome.ts'
import { readReplayable } from '../replayable.ts'
import type { Replayable } from '../replayable.ts'
import { filesOf, openFor } from '../open-for.ts'
import { openReportFile } from '../report-file.ts'
import { wantsColors } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { writeText } from '../write-text.ts'

export interface ReplayFlags {
  readonly file?: readonly string[]
  readonly color: boolean
  /** Where to write the plan, the crash and the verdict as JSON, before it is replayed. */
  readonly save?: string
  /** Of an outcome of a comparison: where to write its events. */
  readonly reporter?: readonly ReplayReporter[]
  readonly lang?: Language
}

export interface ReplayReporter {
  readonly name: 'ndjson'
  readonly file: string
}

/** @throws UsageError for anything but `ndjson=FILE` */
export function parseReplayReporter(text: string): ReplayReporter {
  const [, file] = /^ndjson=(.+)$/s.exec(text) ?? []
  if (file === undefined) throw new UsageError(`--reporter ${text}: replay has one reporter, which writes a file: --reporter ndjson=case.ndjson`)
  return { name: 'ndjson', file }
}

interface Shown {
  readonly lines: readonly string[]
  readonly exit: ExitName
}

/**
 * @returns the exit code
 * @throws UsageError for a token, file or plan that cannot be read, and a scenario that is not there
 */
export async function replayCommand(argument: string, { file = [], color, save, reporter = [], lang }: ReplayFlags, host: Host): Promise<number> {
  const replayable = readReplayable(argument, host.cwd)
  if (replayable.kind === 'case') {
    if (save !== undefined) throw new UsageError('--save writes plans of drills; for an outcome of a comparison there is --reporter ndjson=FILE')
    const events = reporter.at(-1) ? openReportFile(reporter.at(-1)!.file, host.cwd) : null
    return replayCase(replayable.payload, { file, color, language: lang ?? 'en', events }, host)
  }
  if (reporter.length > 0) throw new UsageError('--reporter ndjson=FILE is for outcomes of a comparison (se1.…)')
  if (save !== undefined) saveAs(save, replayable, host)
  const interruptions = listenForInterruptions((signal) => process.exit(exitCode(signal)))
  const { scenario } = replayable.kind === 'plan' ? replayable.plan : replayable.payload
  const catalog = await openFor(scenario, filesOf(file, replayable), host)
  const realm = openRealm()
  try {
    const { ref } = findByName(catalog.entries, scenario)
    const colors = createColors(wantsColors(host, color))
    const { lines, exit } =
      replayable.kind === 'plan'
        ? await drillPlan(realm, ref, replayable.plan, colors)
        : await replayFailure(realm, ref, replayable, colors)
    writeText(host, `${lines.join('\n')}\n`)
    return exitCode(exit)
  } catch (error) {
    throw error instanceof RealmError && error.name === 'ScenarioError' ? new UsageError(error.message) : error
  } finally {
    await realm.close()
    catalog.close()
    interruptions.dispose()
  }
}

/** Written beside the target, brought to the medium, and put in its place; what it held before stays until then. */
function saveAs(path: string, replayable: Exclude<Replayable, { kind: 'case' }>, host: Host): void {
  const file = openReportFile(path, host.cwd)
  file.write(replayable.kind === 'plan' ? `${JSON.stringify(replayable.plan, null, 2)}\n` : readablePayload(replayable.payload))
  file.save()
}

async function replayFailure(
  realm: Realm,
  ref: ScenarioRef,
  { payload, edited, stateBudget }: Replayable & { readonly kind: 'failure' },
  colors: Colors,
): Promise<Shown> {
  const report = await realm.replay(ref, payload, edited, stateBudget)
  const sameCode = payload.codeHash === ref.codeHash
  const exit = isContradiction(report, { payload, edited, codeHash: ref.codeHash }) ? 'not-deterministic' : OUTCOMES[report.outcome].exit
  const row = (label: string, text: string): string => `  ${colors.dim(label.padEnd(8))}${text}`
  const lines = [
    `${colors.bold(`replay ${plain(payload.scenario)}`)}  ${colors.dim(`seed ${plain(payload.plan.seed)}`)}`,
    ...(edited ? [row('plan', 'edited by hand: its run need not be the one that was recorded')] : []),
    row('code', sameCode ? `${ref.codeHash}, as recorded` : `${ref.codeHash}, recorded with ${payload.codeHash}: the code has changed`),
    row('verdict', report.verdict),
    ...(report.message === '' ? [] : [row('', plain(report.message))]),
    ...causeLines(report.cause).map((line) => `  ${line}`),
    ...report.timeline.map((line) => `    ${plain(line)}`),
    row('trace', traceText(report, payload)),
    row('result', resultText(exit, report, payload)),
  ]
  return { lines, exit }
}

function traceText({ traceHash }: ReplayResult, payload: TokenPayload): string {
  return traceHash === payload.traceHash ? `${traceHash}, as recorded` : `${traceHash}, recorded ${payload.traceHash}`
}

const OUTCOMES = {
  'still-fails': { exit: 'violated', text: 'still fails' },
  'no-longer-fails': { exit: 'passed', text: 'no longer fails' },
  'still-recovers': { exit: 'passed', text: 'recovers as it must, as recorded' },
  'plan-no-longer-applies': { exit: 'inconclusive', text: 'the plan no longer applies to this code' },
} as const satisfies Record<ReplayResult['outcome'], { exit: ExitName; text: string }>

function resultText(exit: ExitName, { outcome, verdict }: ReplayResult, payload: TokenPayload): string {
  if (exit === 'not-deterministic') return `not deterministic: recorded ${payload.verdict}, now ${verdict}, with the same code`
  if (payload.verdict === 'ok' && outcome === 'still-fails') return 'fails; it recovered when it was saved'
  const otherwise = outcome === 'still-fails' && verdict !== payload.verdict ? ` (it was ${payload.verdict})` : ''
  return `${OUTCOMES[outcome].text}${otherwise}`
}

const PLAN_EXITS: Readonly<Record<CaseReport['outcome'], ExitName>> = {
  passed: 'passed',
  violated: 'violated',
  inconclusive: 'inconclusive',
  'cut-short': 'inconclusive',
  misused: 'usage',
  'not-deterministic': 'not-deterministic',
  'internal-error': 'internal-error',
}

async function drillPlan(realm: Realm, ref: ScenarioRef, plan: Plan, colors: Colors): Promise<Shown> {
  const report = await realm.drillPlan(
    { case: 0, scenario: ref, seed: plan.seed, stateBudget: null, shrinkAttempts: null, freshRealm: false, checkDeterminism: false },
    plan,
  )
  if (report.outcome === 'misused') throw new UsageError(report.messages.join(' '))
  const blocks = report.failures.flatMap((first) => [...failureBlock(ref.name, { first, seeds: [plan.seed] }, colors), ''])
  const trace = report.result ? `, trace ${report.result.traceHash}` : ''
  return { lines: [...blocks, `plan of ${plain(ref.name)}: ${report.outcome}${trace}`, ...report.messages.map(plain)], exit: PLAN_EXITS[report.outcome] }
}
