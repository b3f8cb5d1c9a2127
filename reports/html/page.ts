/** The whole page: one file that loads nothing, says the main facts without scripts, and holds the run's document as data. */
import { createHash } from 'node:crypto'
import type { RunFinished, RunStarted } from '../../core/drill/events.ts'
import { counted } from '../format.ts'
import { html, jsonForScript, Markup } from '../markup.ts'
import { runDocument } from '../run-document.ts'
import type { TalliedScenario } from '../tally.ts'
import { verdictOf } from '../verdict-words.ts'
import { banner } from './banner.ts'
import { coverageSection } from './coverage.ts'
import { failureArticle, isExpected } from './failure.ts'
import type { NumberedFailure } from './failure.ts'
import { lossSection } from './loss.ts'
import { scenarioSection } from './scenarios.ts'
import { PAGE_SCRIPT } from './script.ts'
import { settingsSection } from './settings.ts'
import { PAGE_STYLE } from './style.ts'

const KEYS = [['j', 'next failure'], ['k', 'previous'], ['l', 'next mark'], ['h', 'previous'], ['y', 'copy the command'], ['/', 'filter']] as const

export function reportPage(started: RunStarted, finished: RunFinished, rows: readonly TalliedScenario[]): string {
  const failures = numbered(rows)
  const unexpected = failures.filter(({ row, failure }) => !isExpected(row, failure))
  const expected = failures.filter(({ row, failure }) => isExpected(row, failure))
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">
<title>seeddrill: ${verdictOf(finished).word}</title><style>${new Markup(PAGE_STYLE)}</style></head><body>
${banner(started, finished)}
<nav aria-label="sections">${failures.length > 0 ? html`<a href="#failures">failures</a>` : null}<a href="#coverage">coverage</a><a href="#scenarios">scenarios</a><a href="#settings">settings</a></nav>
<p class="keys dim">${KEYS.map(([key, what]) => html`<kbd>${key}</kbd> ${what} `)}</p>
<main>${failures.length > 0 ? html`<section id="failures">${failureGroup('failures', unexpected, true)}${failureGroup('expected failures', expected, unexpected.length === 0)}</section>` : null}
${lossSection(rows)}${coverageSection(finished)}${scenarioSection(rows, failures)}${settingsSection(started)}</main>
<script type="application/json" id="run">${jsonForScript(runDocument(started, finished, rows))}</script>
<script>${new Markup(PAGE_SCRIPT)}</script>
</body></html>
`
  return page.text
}

/** Only what is written here is run and applied, and nothing is fetched or sent. */
function policy(): string {
  const only = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  return `default-src 'none'; script-src ${only(PAGE_SCRIPT)}; style-src ${only(PAGE_STYLE)}; base-uri 'none'; form-action 'none'`
}

/** In the order of the page: what nobody expected first. */
function numbered(rows: readonly TalliedScenario[]): readonly NumberedFailure[] {
  const all = rows.flatMap((row) => row.failures.map((failure) => ({ row, failure })))
  const surprises = all.filter(({ row, failure }) => !isExpected(row, failure))
  const expected = all.filter(({ row, failure }) => isExpected(row, failure))
  return [...surprises, ...expected].map((one, index) => ({ number: index + 1, ...one }))
}

/** @param openFirst the first one is shown in full */
function failureGroup(title: string, failures: readonly NumberedFailure[], openFirst: boolean): Markup | null {
  if (failures.length === 0) return null
  return html`<h2>${title} <span class="dim">${counted(failures.length, 'different one')}</span></h2>
${failures.map((failure, index) => failureArticle(failure, openFirst && index === 0))}`
}
