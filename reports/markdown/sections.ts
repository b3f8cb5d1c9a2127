/** The parts of a report in Markdown. */
import { createColors } from 'picocolors'
import type { RunFinished, RunStarted } from '../../core/drill/events.ts'
import { coverageGaps } from '../coverage-gaps.ts'
import { EXPECTED_WORDS } from '../expected-failures.ts'
import { failureBlock } from '../failure-block.ts'
import { counted, dashed, duration, grouped } from '../format.ts'
import { statusOf } from '../run-document.ts'
import { drillCommand, wholeRunCommand } from '../shell.ts'
import type { CollapsedFailure, TalliedScenario } from '../tally.ts'
import { firstUnanswered } from '../unanswered.ts'
import { reasons, verdictOf } from '../verdict-words.ts'
import { codeBlock, inlineCode } from './text.ts'

const PLAIN = createColors(false)
const MOST_ROWS = 200
const MOST_MESSAGES = 20

export function headline(started: RunStarted, finished: RunFinished): string {
  const { sign, word } = verdictOf(finished)
  const facts = [`seed ${inlineCode(started.seed)}`, duration(finished.durationMs), `exit code ${finished.exitCode}`]
  return `## ${sign} Seeddrill: ${word}\n\n${[...reasons(finished), ...facts].join(' · ')}`
}

/** Those that did not pass come first, so that they are there however many there are. */
export function scenarioTable(rows: readonly TalliedScenario[]): string {
  const isGood = (row: TalliedScenario): boolean => resultOf(row).good
  const sorted = [...rows.filter((row) => !isGood(row)), ...rows.filter(isGood)]
  const left = rows.length - MOST_ROWS
  return [
    '| scenario | result | drills | crash states checked | failures |',
    '| --- | --- | ---: | ---: | ---: |',
    ...sorted.slice(0, MOST_ROWS).map((row) => `| ${cellsOf(row).join(' | ')} |`),
    ...(left > 0 ? ['', `${counted(left, 'scenario')} more.`] : []),
  ].join('\n')
}

function cellsOf(row: TalliedScenario): readonly string[] {
  const { scenario, cases, crashStates, failures } = row
  return [inlineCode(scenario.name), resultOf(row).words, `${cases.length} of ${scenario.seeds.length}`, grouped(crashStates.checked), grouped(failures.length)]
}

/** Of a scenario that must fail: whether it did so as expected. */
function resultOf(row: TalliedScenario): { readonly words: string; readonly good: boolean } {
  const { expects, because } = row.scenario
  const status = statusOf(row)
  if (expects === null || because === null || (status !== 'passed' && status !== 'violated')) return { words: status, good: status === 'passed' }
  const { found, missed } = EXPECTED_WORDS[because]
  const good = row.failures.some(({ first }) => expects.includes(first.verdict))
  return { words: good ? `${found}, as expected` : missed, good }
}

/** Failures that nobody expected, as sections that can be left out one by one. */
export function failureSections(rows: readonly TalliedScenario[]): readonly string[] {
  return rows.filter(({ scenario }) => scenario.expects === null).flatMap(({ scenario, failures }) => failures.map((failure) => failureSection(scenario.name, failure)))
}

function failureSection(scenario: string, failure: CollapsedFailure): string {
  const { first, seeds } = failure
  return [
    `### ${inlineCode(scenario)} › ${first.verdict}`,
    `${inlineCode(first.meaning)}; fingerprint ${inlineCode(first.fingerprint)}, ${counted(seeds.length, 'seed')}.`,
    codeBlock([first.replay], 'sh'),
    ...(first.saved ? [`Saved as ${inlineCode(first.saved.file)}.`] : []),
    `<details><summary>what happened</summary>\n\n${codeBlock(failureBlock(scenario, failure, PLAIN), 'text')}\n\n</details>`,
  ].join('\n\n')
}

/** Why drills came to no answer. */
export function messageSection(rows: readonly TalliedScenario[]): string | null {
  const lines = rows.flatMap(({ scenario, messages }) => messages.map((message) => `${scenario.name}: ${message}`))
  if (lines.length === 0) return null
  const left = lines.length - MOST_MESSAGES
  return ['### Messages', codeBlock([...lines.slice(0, MOST_MESSAGES), ...(left > 0 ? [`… ${counted(left, 'line')} more`] : [])], 'text')].join('\n\n')
}

export function coverageSection({ totals, coverageFailures }: RunFinished): string {
  const { crashStates, phases, failovers: { crashConsistent, fileSystemConsistent, appConsistent, latest }, faults, recoveryCrashes } = totals
  const gaps = coverageGaps(totals)
  return [
    '### Coverage',
    [
      `- crash states: ${grouped(crashStates.checked)} checked of ${grouped(crashStates.generated)} (${grouped(crashStates.deduped)} deduplicated, ${grouped(crashStates.skipped)} skipped), ${counted(recoveryCrashes, 'crash', 'crashes')} inside recovery`,
      `- crash phases: ${counts(phases)}`,
      `- failovers: ${counts({ crashConsistent, fileSystemConsistent, appConsistent, latest })}`,
      `- faults fired: ${counts(faults)}`,
    ].join('\n'),
    '### Not covered',
    gaps.length === 0
      ? 'Nothing that is looked for was left out.'
      : gaps.map(({ text }) => `- ${inlineCode(text)}${coverageFailures.includes(text) ? ' (the run fails for it)' : ''}`).join('\n'),
  ].join('\n\n')
}

function counts(table: Readonly<Record<string, number>>): string {
  const cells = Object.entries(table).map(([name, count]) => `${dashed(name)} ${grouped(count)}`)
  return cells.length === 0 ? 'none' : cells.join(' · ')
}

/** The run again, and of each scenario that gave no answer its first drill that did not. */
export function reproduceSection(started: RunStarted, rows: readonly TalliedScenario[]): string {
  const commands = rows.flatMap((row) => {
    const found = firstUnanswered(row)
    return found ? [drillCommand(row.scenario, found.seed, started.settings)] : []
  })
  return ['### How to reproduce', 'Each failure has its own command above. The whole run:', codeBlock([wholeRunCommand(started), ...commands.slice(0, MOST_MESSAGES)], 'sh')].join('\n\n')
}
