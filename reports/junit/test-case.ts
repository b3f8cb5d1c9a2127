/** A scenario as tests: one for each invariant, and one for whether its drills came to an answer at all. */
import { createColors } from 'picocolors'
import type { RunFinished, RunStarted } from '../../core/drill/events.ts'
import { failureBlock, failureLine } from '../failure-block.ts'
import { counted } from '../format.ts'
import { drillCommand } from '../shell.ts'
import type { CollapsedFailure, TalliedScenario } from '../tally.ts'
import { firstUnanswered, NO_ANSWER } from '../unanswered.ts'
import { INVARIANTS } from './invariants.ts'

/** `failure`: something does not hold. `error`: nobody can tell. `skipped`: nobody looked. */
export interface Problem {
  readonly kind: 'failure' | 'error' | 'skipped'
  readonly type: string
  /** One line. */
  readonly message: string
  readonly text: string
}

export interface TestCase {
  readonly scenario: string
  /** What must hold. Never with a seed in it, so that it stays the same test. */
  readonly name: string
  readonly ms: number
  readonly problem: Problem | null
  /** Files, from the root of the project. */
  readonly attachments: readonly string[]
}

/** What a report is made of. */
export interface RunParts {
  readonly started: RunStarted
  readonly finished: RunFinished
  readonly rows: readonly TalliedScenario[]
  /** Of all drills of a scenario, by its name. */
  readonly drilledMs: ReadonlyMap<string, number>
}

/** Failures told in full in one test; of more there is a line each. */
const MOST_TOLD = 5
const PLAIN = createColors(false)

export const ANSWERS = 'every drill comes to an answer'
export const EXPECTED = 'what is expected of it shows'

/** The tests of one scenario, always the same ones in the same order. */
export function testCases(row: TalliedScenario, parts: RunParts): readonly TestCase[] {
  const answers = test(row, ANSWERS, answerProblem(row, parts), parts.drilledMs.get(row.scenario.name) ?? 0)
  if (row.scenario.expects !== null) return [test(row, EXPECTED, expectedProblem(row, parts)), answers]
  const invariants = INVARIANTS.map(({ name, verdicts, tested }) => {
    const failures = row.failures.filter(({ first }) => verdicts.includes(first.verdict))
    const untested: Problem | null = tested(row) ? null : { kind: 'skipped', type: 'not-tested', message: 'nothing in this run could have broken it', text: '' }
    const attachments = failures.flatMap(({ first }) => (first.saved ? [first.saved.file] : []))
    return { ...test(row, name, failures.length > 0 ? violation(row, failures) : untested), attachments }
  })
  return [...invariants, answers]
}

/** Time is told once a scenario: its tests are about the same drills. */
const test = ({ scenario }: TalliedScenario, name: string, problem: Problem | null, ms = 0): TestCase =>
  ({ scenario: scenario.name, name, ms, problem, attachments: [] })

function violation({ scenario }: TalliedScenario, failures: readonly CollapsedFailure[]): Problem {
  const { first } = failures[0]!
  const blocks = failures.slice(0, MOST_TOLD).map((failure) =>
    [failure.first.replay, `seeds: ${failure.seeds.join(', ')}`, '', ...failureBlock(scenario.name, failure, PLAIN)].join('\n'))
  const others = failures.slice(MOST_TOLD).map((failure) => failureLine(failure, PLAIN))
  return { kind: 'failure', type: first.verdict, message: `${first.message} (fingerprint ${first.fingerprint})`, text: [...blocks, ...others].join('\n\n') }
}

function answerProblem(row: TalliedScenario, { started }: RunParts): Problem | null {
  const { cases, saved, messages, scenario } = row
  const unanswered = [...cases, ...saved.filter(({ became }) => became === null)]
  const counts = NO_ANSWER.map((outcome) => ({ outcome, count: unanswered.filter((each) => each.outcome === outcome).length })).filter(({ count }) => count > 0)
  const worst = counts[0]
  if (worst === undefined) return unfinished(row)
  const first = firstUnanswered(row)
  const command = first ? [drillCommand(scenario, first.seed, started.settings), ''] : []
  const told = counts.map(({ outcome, count }) => `${counted(count, 'drill')} ${outcome}`).join(', ')
  return { kind: 'error', type: worst.outcome, message: [told, ...messages.slice(0, 1)].join(': '), text: [...command, ...messages].join('\n') }
}

function unfinished(row: TalliedScenario): Problem | null {
  const { cases, scenario } = row
  const cut = cases.filter(({ outcome }) => outcome === 'cut-short').length
  const neverRan = decided(row) ? 0 : scenario.seeds.length - cases.length
  const parts = [...(cut > 0 ? [`${counted(cut, 'drill')} cut short`] : []), ...(neverRan > 0 ? [`${counted(neverRan, 'drill')} never ran`] : [])]
  return parts.length === 0 ? null : { kind: 'skipped', type: cut > 0 ? 'cut-short' : 'not-run', message: parts.join(', '), text: '' }
}

/** A failure that was expected showed, so the seeds that were left need not run. */
function decided({ scenario: { expects }, failures }: TalliedScenario): boolean {
  return expects !== null && failures.some(({ first }) => expects.includes(first.verdict))
}

function expectedProblem(row: TalliedScenario, { started, finished }: RunParts): Problem | null {
  const { scenario, failures, cases } = row
  if (decided(row)) return null
  const found = failures.length === 0 ? 'nothing' : [...new Set(failures.map(({ first }) => first.verdict))].join(', ')
  const message = `expected ${scenario.expects!.join(' or ')}, found ${found}`
  if (finished.endedBy !== null || cases.length < scenario.seeds.length) return { kind: 'skipped', type: 'not-run', message: `${message} so far`, text: '' }
  const seeds = cases.map(({ seed }) => drillCommand(scenario, seed, started.settings))
  return { kind: 'failure', type: 'expected-failure-missed', message, text: seeds.join('\n') }
}
