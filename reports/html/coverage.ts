/** What was covered, and above all what was not. */
import type { RunFinished } from '../../core/drill/events.ts'
import { coverageGaps } from '../coverage-gaps.ts'
import { dashed, grouped } from '../format.ts'
import { html } from '../markup.ts'
import type { Markup } from '../markup.ts'
import { bar } from './loss.ts'

type Counts = Readonly<Record<string, number>>

export function coverageSection({ totals, coverageFailures }: RunFinished): Markup {
  const gaps = coverageGaps(totals)
  const { crashConsistent, fileSystemConsistent, appConsistent, latest } = totals.failovers
  const failovers = Object.entries({ crashConsistent, fileSystemConsistent, appConsistent, latest }).map(([name, count]) => [dashed(name), count] as const)
  return html`<section id="coverage"><h2>coverage</h2>
${gaps.length === 0 ? html`<p><span class="good">✓</span> nothing that is looked for was left out</p>` : html`<h3>not covered</h3><ul>${gaps.map(({ text }) => html`<li><span class="warn">${coverageFailures.includes(text) ? '✗' : '!'}</span> ${text}${coverageFailures.includes(text) ? html` <span class="bad">the run fails for it</span>` : null}</li>`)}</ul>`}
<div class="columns"><div><h3>crashes by phase</h3>${countTable('phase', Object.entries(totals.phases))}</div>
<div><h3>failovers by kind</h3>${countTable('kind', failovers)}</div></div>
${faultMatrix(totals.coverage.faultsByRecovery, totals.faults)}
${propertyTable(totals.properties)}</section>
`
}

function countTable(heading: string, entries: readonly (readonly [string, number])[]): Markup {
  const most = Math.max(0, ...entries.map(([, count]) => count))
  return html`<div class="scroll" tabindex="0" role="group" aria-label="by ${heading}"><table><thead><tr><th scope="col">${heading}</th><th scope="col" class="number">times</th><th scope="col"></th></tr></thead><tbody>${entries.map(([name, count]) => html`<tr><th scope="row">${name}</th><td class="number">${grouped(count)}</td><td>${bar(count, most)}</td></tr>
`)}</tbody></table></div>`
}

/** Recoveries that were judged after a fault had struck, by fault and by kind of recovery. */
function faultMatrix(faultsByRecovery: Readonly<Record<string, Counts>>, fired: Counts): Markup | null {
  const faults = Object.keys({ ...fired, ...faultsByRecovery })
  const kinds = [...new Set(Object.values(faultsByRecovery).flatMap(Object.keys))]
  if (faults.length === 0) return null
  return html`<h3>faults × recoveries</h3><div class="scroll" tabindex="0" role="group" aria-label="faults by kind of recovery"><table><thead><tr><th scope="col">fault</th><th scope="col" class="number">struck</th>${kinds.map((kind) => html`<th scope="col" class="number">${kind}</th>`)}</tr></thead><tbody>
${faults.map((fault) => html`<tr><th scope="row">${fault}</th><td class="number">${grouped(fired[fault] ?? 0)}</td>${kinds.map((kind) => cell(faultsByRecovery[fault]?.[kind] ?? 0))}</tr>
`)}</tbody></table></div>`
}

function cell(count: number): Markup {
  return html`<td class="number${count === 0 ? ' none' : ''}">${count === 0 ? '·' : grouped(count)}</td>`
}

function propertyTable(properties: RunFinished['totals']['properties']): Markup | null {
  if (properties.length === 0) return null
  return html`<h3>properties</h3><div class="scroll" tabindex="0" role="group" aria-label="properties"><table><thead><tr><th scope="col">application</th><th scope="col">property</th><th scope="col">kind</th><th scope="col" class="number">held</th><th scope="col" class="number">did not</th></tr></thead><tbody>
${properties.map(({ app, name, kind, passed, failed }) => html`<tr><td>${app}</td><th scope="row">${name}</th><td>${kind}</td><td class="number">${grouped(passed)}</td><td class="number">${grouped(failed)}</td></tr>
`)}</tbody></table></div>`
}
