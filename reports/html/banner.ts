/** The top of the page: how the run ended, why, and what was done. */
import type { RunFinished, RunStarted, RunTotals } from '../../core/drill/events.ts'
import { expectedFailures } from '../expected-failures.ts'
import { counted, duration, grouped } from '../format.ts'
import { html } from '../markup.ts'
import type { Markup } from '../markup.ts'
import { virtualTime } from '../virtual-time.ts'

interface Verdict {
  readonly sign: string
  readonly word: string
  readonly tone: 'good' | 'bad' | 'warn'
}

/** By exit code, as the command line documents them. */
const VERDICTS: Readonly<Record<number, Verdict>> = {
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
const OTHERWISE: Verdict = { sign: '?', word: 'ended otherwise', tone: 'warn' }

export function verdictOf({ exitCode }: RunFinished): Verdict {
  return VERDICTS[exitCode] ?? OTHERWISE
}

export function banner(started: RunStarted, finished: RunFinished): Markup {
  const { sign, word, tone } = verdictOf(finished)
  return html`<header class="banner ${tone}"><h1><span aria-hidden="true">${sign}</span> ${word}</h1>
<p>${reasons(finished).join(' · ')}</p>
<p class="dim">seed ${started.seed} · ${duration(finished.durationMs)} · exit code ${finished.exitCode}</p></header>
<dl class="totals">${figures(finished.totals).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
`
}

function reasons({ totals, endedBy, coverageFailures }: RunFinished): readonly string[] {
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

function figures(totals: RunTotals): readonly (readonly [string, string])[] {
  const { scenarios, seeds, crashStates, failovers, recoveryCrashes, loss } = totals
  const failedOver = failovers.crashConsistent + failovers.fileSystemConsistent + failovers.appConsistent + failovers.latest
  return [
    ['scenarios', grouped(scenarios)],
    ['drills', grouped(seeds)],
    ['crash states checked', `${grouped(crashStates.checked)} of ${grouped(crashStates.generated)}`],
    ['distinct observations', grouped(crashStates.distinctObservations)],
    ['failovers', grouped(failedOver)],
    ['crashes in recovery', grouped(recoveryCrashes)],
    ...(failedOver > 0 ? [['worst loss', `${virtualTime(loss.worstRpoUs)}, ${counted(loss.worstLostOperations, 'operation')}`] as const] : []),
  ]
}
