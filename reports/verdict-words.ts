/** How a run ended, in a word, and why, in a line. */
import type { RunFinished } from '../core/drill/events.ts'
import { expectedFailures } from './expected-failures.ts'
import { counted, grouped } from './format.ts'

export interface VerdictWord {
  readonly sign: string
  readonly word: string
  readonly tone: 'good' | 'bad' | 'warn'
}

/** By exit code, as the command line documents them. */
const VERDICTS: Readonly<Record<number, VerdictWord>> = {
  0: { sign: '✓', word: 'passed', tone: 'good' },
  1: { sign: '✗', word: 'violated', tone: 'bad' },
  2: { sign: '✗', word: 'not runnable', tone: 'bad' },
  3: { sign: '?', word: 'inconclusive', tone: 'warn' },
  4: { sign: '?', word: 'nothing matched', tone: 'warn' },
  5: { sign: '✗', word: 'not deterministic', tone: 'bad' },
  70: { sign: '✗', word: 'internal error', tone: 'bad' },
  130: { sign: '?', word: 'interrupted', tone: 'warn' },
  143: { sign: '?', word: 'interrupted', tone: 'warn' },
}
/** The answer to wrong usage where everything ran: only a reporter can have failed. */
const LACKS_A_REPORT: VerdictWord = { sign: '✗', word: 'passed, but a reporter failed', tone: 'bad' }
const OTHERWISE: VerdictWord = { sign: '?', word: 'ended otherwise', tone: 'warn' }

export function verdictOf({ exitCode, totals }: RunFinished): VerdictWord {
  if (exitCode === 2 && totals.outcomes.misused === 0) return LACKS_A_REPORT
  return VERDICTS[exitCode] ?? OTHERWISE
}

/** The parts of that line; all of them are our own words and numbers. */
export function reasons({ totals, endedBy, coverageFailures }: RunFinished): readonly string[] {
  const expected = expectedFailures(totals)
  const missed = expected.filter(({ verdict }) => verdict === null)
  const { violated, passed, ...others } = totals.outcomes
  return [
    totals.violations === 0 ? 'no violation' : counted(totals.violations, 'different violation'),
    `${counted(passed, 'drill')} passed${violated > 0 ? `, ${grouped(violated)} violated` : ''}`,
    ...Object.entries(others).flatMap(([outcome, count]) => (count > 0 ? [`${grouped(count)} ${outcome}`] : [])),
    ...(expected.length > 0 ? [`${grouped(expected.length - missed.length)} of ${counted(expected.length, 'expected failure')} shown`] : []),
    ...(coverageFailures.length > 0 ? [`${counted(coverageFailures.length, 'coverage gap')} that count`] : []),
    ...(endedBy ? [`ended early by ${endedBy}: ${counted(totals.notRun, 'drill')} never ran`] : []),
  ]
}
