/** The end of a run in words and numbers: what was covered, what was found, and what was not covered. */
import type { Colors } from 'picocolors/types.js'
import type { CaseOutcome, EarlyEnd, RunFinished, RunTotals } from '../core/drill/events.ts'
import { coverageGaps } from './coverage-gaps.ts'
import { expectedRows } from './expected-failures.ts'
import { faultTable } from './fault-table.ts'
import type { CollapsedFailure, TalliedScenario } from './tally.ts'
import { counted, dashed, duration, grouped, plain } from './format.ts'

const LABEL_COLUMNS = 16

const ENDED_BY: Readonly<Record<EarlyEnd, string>> = {
  SIGINT: 'interrupted (SIGINT)',
  SIGTERM: 'interrupted (SIGTERM)',
  bail: 'stopped at the failure limit (--bail)',
  'time-budget': 'the time budget was used up',
  'max-cases': 'ended at the limit of drills (--max-cases)',
  stable: 'ended when drills covered nothing new (--until stable)',
}

const OUTCOME_WORDS: Readonly<Record<CaseOutcome, string>> = {
  passed: 'passed',
  violated: 'violated',
  inconclusive: 'inconclusive',
  'cut-short': 'cut short',
  misused: 'not runnable',
  'not-deterministic': 'not deterministic',
  'internal-error': 'ended by an internal error',
}

/** Lines of the summary, without line breaks. */
export function summaryLines(
  finished: RunFinished,
  scenarios: readonly TalliedScenario[],
  colors: Colors,
): readonly string[] {
  const { totals } = finished
  const row = (label: string, text: string): string => `${colors.dim(label.padEnd(LABEL_COLUMNS))}${text}`
  return [
    row('scenarios', `${grouped(totals.scenarios)} × seeds: ${counted(totals.seeds, 'drill')} (${outcomeText(totals)})`),
    row('crash states', crashStateText(totals)),
    ...skippedRows(totals).map((text) => row('  skipped', text)),
    row('distinct', distinctText(totals)),
    row('crash phases', table(totals.phases)),
    row('recovery', `${counted(totals.recoveryCrashes, 'crash', 'crashes')} inside recovery or in the life after it · ${counted(totals.cleanShutdowns, 'clean shutdown')}`),
    ...bootTexts(totals).map((text) => row('boots', text)),
    row('failovers', failoverText(totals)),
    row('', failoverDepthText(totals)),
    row('worst loss', lossText(totals)),
    row('faults fired', table(totals.faults)),
    ...faultTable(totals.coverage.faultsByRecovery).map((text, index) => row(index === 0 ? '  recoveries' : '', text)),
    ...swarmRows(totals).map((text, index) => row(index === 0 ? 'swarm' : '', text)),
    ...propertyRows(totals).map((text) => row('properties', text)),
    ...savedTexts(totals).map((text) => row('saved', text)),
    row('violations', violationText(totals, colors)),
    ...expectedRows(totals, scenarios, colors).map(({ label, text }) => row(label, text)),
    ...scenarios.flatMap(repeatedFailures).map((text) => row('  failure', text)),
    ...notCovered(finished).map((text) => row('not covered', colors.yellow(text))),
    ...strictRows(finished).map((text) => row('coverage', colors.red(text))),
    row('time', duration(finished.durationMs)),
  ]
}

function outcomeText({ outcomes }: RunTotals): string {
  const parts = Object.entries(outcomes).filter(([name, count]) => count > 0 || name === 'passed')
  return parts.map(([name, count]) => `${grouped(count)} ${OUTCOME_WORDS[name as CaseOutcome]}`).join(', ')
}

function crashStateText({ crashStates: { generated, deduped, skipped, checked } }: RunTotals): string {
  const parts = `${grouped(deduped)} deduplicated + ${grouped(skipped)} skipped + ${grouped(checked)} checked`
  return `${grouped(generated)} generated = ${parts}`
}

/** States with equal images are checked once, so each that was checked is an image of its own. */
function distinctText({ crashStates: { checked, distinctObservations } }: RunTotals): string {
  return `${counted(checked, 'image')}, ${counted(distinctObservations, 'observation')}`
}

function skippedRows({ skippedBecause }: RunTotals): readonly string[] {
  return Object.entries(skippedBecause).map(([reason, count]) => `${grouped(count)} ${plain(reason)}`)
}

function table(counts: Readonly<Record<string, number>>): string {
  const cells = Object.entries(counts).map(([name, count]) => `${name} ${grouped(count)}`)
  return cells.length === 0 ? 'none' : cells.join(' · ')
}

/** Only where there is a file system. */
function bootTexts({ coverage: { fileSystemBoots } }: RunTotals): readonly string[] {
  const { boots, journalReplayed, checked, repaired, unbootable } = fileSystemBoots
  if (boots === 0) return []
  const parts = { 'journal replayed': journalReplayed, checked, repaired, unbootable }
  return [`${grouped(boots)} on file systems: ${table(parts)}`]
}

function failoverText({ failovers: { crashConsistent, fileSystemConsistent, appConsistent, latest } }: RunTotals): string {
  const kinds = { crashConsistent, fileSystemConsistent, appConsistent, latest }
  return Object.entries(kinds).map(([name, count]) => `${dashed(name)} ${grouped(count)}`).join(' · ')
}

function failoverDepthText({ failovers: { insideOperation, replayNeeded, nonzeroRpo, failbacks } }: RunTotals): string {
  return `of these: inside an operation ${grouped(insideOperation)} · replay needed ${grouped(replayNeeded)} · nonzero RPO ${grouped(nonzeroRpo)} · failed back ${grouped(failbacks)}`
}

export function lossText({ loss: { worstRpoUs, worstLostOperations } }: Pick<RunTotals, 'loss'>): string {
  return `${(worstRpoUs / 1e6).toFixed(3)} s, ${counted(worstLostOperations, 'acknowledged operation')}`
}

function violationText({ violations }: RunTotals, colors: Colors): string {
  return violations === 0 ? colors.green('none') : colors.red(`${grouped(violations)} different`)
}

/** Only where some were replayed. */
function savedTexts({ saved }: RunTotals): readonly string[] {
  const fixed = saved['no-longer-fails']
  const texts = [
    ...(fixed > 0 ? [`${counted(fixed, 'saved failure')} no longer ${fixed === 1 ? 'fails' : 'fail'}`] : []),
    ...(saved['still-fails'] > 0 ? [`${grouped(saved['still-fails'])} still ${saved['still-fails'] === 1 ? 'fails' : 'fail'}`] : []),
  ]
  return texts.length === 0 ? [] : [texts.join(' · ')]
}

function repeatedFailures({ scenario, failures }: TalliedScenario): readonly string[] {
  if (scenario.expects !== null) return []
  return failures.map((failure) => repeatedFailure(scenario.name, failure))
}

function repeatedFailure(scenario: string, { first, seeds }: CollapsedFailure): string {
  return `${plain(scenario)} › ${first.verdict} ${first.fingerprint}: 1 failure × ${counted(seeds.length, 'seed')}`
}

/** What a reader might believe was tested and was not. */
function notCovered({ totals, endedBy }: RunFinished): readonly string[] {
  return [
    ...(endedBy ? [`${ENDED_BY[endedBy]}: ${counted(totals.notRun, 'drill')} never ran`] : []),
    ...(!endedBy && totals.notRun > 0 ? [`${counted(totals.notRun, 'drill')} left out: the scenario was decided before`] : []),
    ...(totals.saved['plan-no-longer-applies'] > 0
      ? [`${counted(totals.saved['plan-no-longer-applies'], 'saved failure')} whose plan no longer applies to this code: delete or edit the file`]
      : []),
    ...coverageGaps(totals).map(({ text }) => text),
  ]
}

/** The reasons stand above it, as what was not covered. */
function strictRows({ coverageFailures }: RunFinished): readonly string[] {
  if (coverageFailures.length === 0) return []
  return [`failed (--strict-coverage): ${counted(coverageFailures.length, 'gap')}, see "not covered"`]
}

/** In how many seeds something was left out on purpose. */
function swarmRows({ coverage: { familiesOff, operationsOff } }: RunTotals): readonly string[] {
  const rows = { 'faults off in seeds': familiesOff, 'operations off in seeds': operationsOff }
  return Object.entries(rows).flatMap(([what, counts]) =>
    Object.keys(counts).length === 0 ? [] : [`${what}: ${plain(table(counts))}`],
  )
}

function propertyRows({ properties }: RunTotals): readonly string[] {
  if (properties.length === 0) return []
  const broken = properties.filter(({ kind, failed }) => kind !== 'sometimes' && failed > 0).length
  const seen = properties.filter(({ kind, passed }) => kind !== 'unreachable' && passed > 0).length
  return [`${grouped(seen)} of ${grouped(properties.length)} seen to hold · ${grouped(broken)} broken`]
}
