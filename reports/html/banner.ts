/** The top of the page: how the run ended, why, and what was done. */
import type { RunFinished, RunStarted, RunTotals } from '../../core/drill/events.ts'
import { counted, duration, grouped } from '../format.ts'
import { html } from '../markup.ts'
import type { Markup } from '../markup.ts'
import { reasons, verdictOf } from '../verdict-words.ts'
import { virtualTime } from '../virtual-time.ts'

export function banner(started: RunStarted, finished: RunFinished): Markup {
  const { sign, word, tone } = verdictOf(finished)
  return html`<header class="banner ${tone}"><h1><span aria-hidden="true">${sign}</span> ${word}</h1>
<p>${reasons(finished).join(' · ')}</p>
<p class="dim">seed ${started.seed} · ${duration(finished.durationMs)} · exit code ${finished.exitCode}</p></header>
<dl class="totals">${figures(finished.totals).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
`
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
