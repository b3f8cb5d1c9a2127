/** Plain lines, for pipes, CI logs and people who scroll: one a drill, each failure once, a summary. */
import type { CaseFinished, CaseOutcome, CaseProgress, CaseStarted, RunFinished, RunScenario, RunStarted, SavedOutcome } from '../core/drill/events.ts'
import type { VerdictName } from '../core/oracle/verdict.ts'
import type { Reporter, ReporterOutput } from './reporter.ts'
import { counted, duration, grouped, plain } from './format.ts'
import { EXPECTED_WORDS, expectedFailures } from './expected-failures.ts'
import { failureBlock, failureLine } from './failure-block.ts'
import { foldLine } from './fold-line.ts'
import { summaryLines } from './summary.ts'
import { FAILING_OUTCOMES } from './failing-outcomes.ts'
import { createTally } from './tally.ts'
import type { CollapsedFailure, Tally } from './tally.ts'

/** Failures told of one scenario; the summary counts the rest. */
const FAILURES_OF_A_SCENARIO = 8
/** Who reads along in CI knows what was going on when the job was killed. */
const HEARTBEAT_MS = 15_000

export interface LineReporterOptions {
  /** False: only failures and the summary. Default true. */
  readonly progress?: boolean
  /** Milliseconds, for the heartbeat. Default: the host's clock. */
  readonly now?: () => number
}

interface Word {
  readonly word: string
  readonly tone: 'green' | 'red' | 'yellow' | 'dim'
}

const WORDS: Readonly<Record<CaseOutcome, Word>> = {
  passed: { word: 'ok', tone: 'green' },
  violated: { word: 'FAIL', tone: 'red' },
  inconclusive: { word: 'inconclusive', tone: 'yellow' },
  'cut-short': { word: 'cut short', tone: 'yellow' },
  misused: { word: 'not runnable', tone: 'red' },
  'not-deterministic': { word: 'NOT DETERMINISTIC', tone: 'red' },
  'internal-error': { word: 'INTERNAL ERROR', tone: 'red' },
}

const SAVED_WORDS: Readonly<Record<SavedOutcome, Word>> = {
  'still-fails': { word: 'still fails', tone: 'red' },
  'no-longer-fails': { word: 'no longer fails', tone: 'green' },
  'plan-no-longer-applies': { word: 'no longer applies', tone: 'yellow' },
}

/** Writes as the events come. */
export function lineReporter(output: ReporterOutput, options: LineReporterOptions = {}): Reporter {
  const { progress = true, now = () => performance.now() } = options
  const tally = createTally()
  const { colors } = output
  const { columns } = output
  const line = (text: string): void => {
    const lines = columns === undefined ? [text] : text.split('\n').flatMap((each) => foldLine(each, columns))
    output.write(`${lines.join('\n')}\n`)
  }
  const told = new Set<string>()
  /** Of cases that have not ended yet. */
  const verdicts = new Map<number, readonly VerdictName[]>()
  let cases = 0
  let lastLineMs = now()
  const said = (text: string): void => {
    if (progress) line(text)
    lastLineMs = now()
  }
  const startMs = now()
  let done = 0
  let failing = 0
  let mustFail: ReadonlySet<string> = new Set()
  const heartbeat = (event: CaseStarted | CaseProgress): void => {
    if (now() - lastLineMs < HEARTBEAT_MS) return
    const doing = event.type === 'case-started' ? 'begins' : `${event.stage}, ${grouped(event.checkedStates)} states`
    const pace = `${grouped(done)} of ${grouped(cases)} done, ${(done / ((now() - startMs) / 1000)).toFixed(1)} a second, ${grouped(failing)} failing`
    said(colors.dim(`… ${plain(event.scenario)} seed ${plain(event.seed)}: ${doing} · ${pace}`))
  }
  return {
    onEvent(event) {
      tally.add(event)
      if (event.type === 'run-started') {
        cases = event.cases
        mustFail = new Set(event.scenarios.filter(({ expects }) => expects !== null).map(({ name }) => name))
        for (const text of startLines(event)) said(colors.dim(text))
      }
      if (event.type === 'failure') verdicts.set(event.case, [...(verdicts.get(event.case) ?? []), event.failure.verdict])
      if (event.type === 'case-started' || event.type === 'case-progress') heartbeat(event)
      if (event.type === 'case-finished') {
        done++
        if (FAILING_OUTCOMES.includes(event.outcome) && !mustFail.has(event.scenario)) failing++
        const row = tally.underWay(event.scenario)
        said(`[${event.case + 1}/${cases}] ${caseText(event, row.scenario, verdicts.get(event.case) ?? [], output)}`)
        verdicts.delete(event.case)
        for (const text of newBlocks(row, output, told)) line(text)
      }
      if (event.type === 'run-finished') for (const text of endLines(event, tally, output)) line(text)
    },
  }
}

function startLines({ seed, settings, scenarios, cases, savedFailures = 0 }: RunStarted): readonly string[] {
  const drills = cases - savedFailures
  const { workers, bail, timeBudgetMs, states, filter, checkDeterminism, shard, maxCases, stableAfter, queue } = settings
  const parts = [
    `seed ${plain(seed)}`,
    `${counted(scenarios.length, 'scenario')}, ${counted(drills, 'drill')}`,
    ...(savedFailures === 0 ? [] : [`${counted(savedFailures, 'saved failure')} first`]),
    ...(shard ? [`shard ${shard.index}/${shard.of}`] : []),
    queue === undefined ? counted(workers, 'worker') : `done by the workers at ${plain(queue)}`,
    ...(states === null ? [] : [`at most ${grouped(states)} crash states a drill`]),
    ...(filter === null ? [] : [`filter /${filter}/`]),
    ...(bail === null ? [] : [`stops after ${counted(bail, 'failing drill')}`]),
    ...(timeBudgetMs === null ? [] : [`time budget ${duration(timeBudgetMs)}`]),
    ...(maxCases === undefined ? [] : [`at most ${counted(maxCases, 'drill')}`]),
    ...(stableAfter === undefined ? [] : [`ends when ${counted(stableAfter, 'drill')} of each scenario in a row ${stableAfter === 1 ? 'covers' : 'cover'} nothing new`]),
    ...(checkDeterminism ? ['each drill three times, to check determinism'] : []),
  ]
  return [`seeddrill · ${parts.join(' · ')}`]
}

function caseText(event: CaseFinished, of: RunScenario, failed: readonly VerdictName[], { colors }: ReporterOutput): string {
  const { scenario, seed, outcome, result, messages, durationMs } = event
  if (event.savedOutcome !== undefined) return savedText(event, event.savedOutcome, colors)
  const { word, tone } = wordOf(of, outcome, failed)
  const paint = colors[tone]
  const facts = [
    ...(failed.length > 0 ? [[...new Set(failed)].join(', ')] : []),
    ...(result
      ? [`${grouped(result.crashStates.checked)} of ${counted(result.crashStates.generated, 'state')} checked`, `trace ${result.traceHash}`]
      : []),
    duration(durationMs),
  ]
  // Its message names the scenario, and every seed would say the same.
  if (outcome === 'misused') return `${paint(word)} ${messages.map(plain).join(' · ')}`
  const head = `${paint(word)} ${plain(scenario)} seed ${plain(seed)}  ${colors.dim(facts.join(' · '))}`
  return [head, ...messages.map((message) => `      ${plain(message)}`)].join('\n')
}

function savedText({ corpus, messages, durationMs }: CaseFinished, became: SavedOutcome, colors: ReporterOutput['colors']): string {
  const { word, tone } = SAVED_WORDS[became]
  const facts = [...messages.map(plain), duration(durationMs)].join(' · ')
  return `${colors[tone](word)} ${plain(corpus ?? '')}  ${colors.dim(facts)}`
}

/** A scenario that must fail does well by failing, in a way that is expected of it. */
function wordOf({ expects, because }: RunScenario, outcome: CaseOutcome, failed: readonly VerdictName[]): Word {
  if (expects === null || because === null || (outcome !== 'passed' && outcome !== 'violated')) return WORDS[outcome]
  const { found, notYet } = EXPECTED_WORDS[because]
  if (outcome === 'passed') return { word: notYet, tone: 'dim' }
  return failed.some((verdict) => expects.includes(verdict)) ? { word: found, tone: 'green' } : { word: 'found otherwise', tone: 'yellow' }
}

/**
 * Failures that this case was the first to show. The first of each verdict is told in full, for it is the
 * simplest one; what shows the same verdict after another kind of crash is mostly the same bug: one line.
 */
function newBlocks({ scenario: of, failures }: ReturnType<Tally['underWay']>, { colors }: ReporterOutput, before: Set<string>): readonly string[] {
  if (of.expects !== null) return []
  const scenario = of.name
  const told = failures.slice(0, FAILURES_OF_A_SCENARIO)
  const fresh = told.filter(({ first }) => !before.has(`${scenario} ${first.fingerprint}`))
  for (const { first } of fresh) before.add(`${scenario} ${first.fingerprint}`)
  const isFirst = (failure: CollapsedFailure): boolean =>
    told.find(({ first }) => first.verdict === failure.first.verdict) === failure
  const lines = fresh.flatMap((failure, at) => {
    if (!isFirst(failure)) return [failureLine(failure, colors)]
    const next = fresh.findIndex((other, place) => place > at && isFirst(other))
    return ['', ...failureBlock(scenario, failure, colors, (next < 0 ? fresh.length : next) - at - 1)]
  })
  return lines.length > 0 ? [...lines, ''] : []
}

function endLines(event: RunFinished, tally: Tally, { colors }: ReporterOutput): readonly string[] {
  const { outcomes, seeds } = event.totals
  const onlyMisused = outcomes.misused > 0 && outcomes.misused >= seeds && expectedFailures(event.totals).length === 0
  if (onlyMisused) return [colors.dim('nothing was checked')]
  return ['', ...summaryLines(event, tally.scenarios(), colors)]
}
