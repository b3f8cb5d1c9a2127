/** Every scenario of the run, one row each. */
import { crashText } from '../crash-text.ts'
import { counted, grouped } from '../format.ts'
import { html } from '../markup.ts'
import type { Markup } from '../markup.ts'
import { statusOf } from '../run-document.ts'
import type { TalliedScenario } from '../tally.ts'
import { isExpected } from './failure.ts'
import type { NumberedFailure } from './failure.ts'

/** Of a scenario that must fail, `missed` and `shown` say more than how its drills ended. */
function wordOf(row: TalliedScenario): readonly [tone: 'good' | 'bad' | 'warn', sign: string, word: string] {
  const status = statusOf(row)
  const { expects, because } = row.scenario
  if (expects !== null && (status === 'violated' || status === 'passed'))
    return row.failures.some((failure) => isExpected(row, failure)) ? ['good', '✓', `${because}: shown`] : ['bad', '✗', `${because}: not shown`]
  if (status === 'passed') return ['good', '✓', status]
  const open = status === 'inconclusive' || status === 'cut-short' || status === 'not-run'
  return open ? ['warn', '?', status] : ['bad', '✗', status]
}

export function scenarioSection(rows: readonly TalliedScenario[], failures: readonly NumberedFailure[]): Markup {
  return html`<section id="scenarios"><h2>scenarios</h2>
<p class="filter"><label>filter <input type="search" id="filter" placeholder="part of a name, a verdict or a status" autocomplete="off" spellcheck="false"></label> <span id="filtered" class="dim" aria-live="polite"></span></p>
<div class="scroll" tabindex="0" role="group" aria-label="scenarios"><table id="scenario-table"><thead><tr><th scope="col">status</th><th scope="col">scenario</th><th scope="col" class="number">drills</th><th scope="col" class="number">states checked</th><th scope="col">failures</th><th scope="col">code</th></tr></thead><tbody>
${rows.map((row) => scenarioRow(row, failures.filter((one) => one.row === row)))}</tbody></table></div></section>
`
}

function scenarioRow(row: TalliedScenario, failures: readonly NumberedFailure[]): Markup {
  const [tone, sign, word] = wordOf(row)
  const { scenario, cases, crashStates, messages } = row
  return html`<tr data-scenario="${scenario.name}"><td><span class="${tone}">${sign}</span> ${word}</td><th scope="row">${scenario.name}${scenario.file ? html` <span class="dim">${scenario.file}</span>` : null}${messages.map((message) => html`<br><span class="dim">${message}</span>`)}</th><td class="number">${cases.length}</td><td class="number">${grouped(crashStates.checked)}</td><td>${failures.map(({ number, failure: { first, seeds } }) => html`<a href="#failure-${number}">${first.verdict}</a> <span class="dim">${crashText(first.crash)}, ${counted(seeds.length, 'seed')}</span><br>`)}</td><td><code>${scenario.codeHash}</code></td></tr>
`
}
