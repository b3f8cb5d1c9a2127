/** One failure: how to see it again on top, then what it means, why it came about, and when and where. */
import type { Cause } from '../../core/drill/result.ts'
import { sizeLine } from '../cause-lines.ts'
import { crashText } from '../crash-text.ts'
import { counted, plain } from '../format.ts'
import { html } from '../markup.ts'
import type { Markup } from '../markup.ts'
import type { CollapsedFailure, TalliedScenario } from '../tally.ts'
import { blockTables } from './blocks.ts'
import { timelinePicture } from './timeline.ts'

const SEEDS_NAMED = 12

export interface NumberedFailure {
  /** From 1, in the order of the page. */
  readonly number: number
  readonly row: TalliedScenario
  readonly failure: CollapsedFailure
}

/** @param open shown in full from the start */
export function failureArticle({ number, row, failure }: NumberedFailure, open: boolean): Markup {
  const { first } = failure
  const { crash, verdict, fingerprint, replay, meaning, message, cause, timeline, scene, shrunk } = first
  const title = `${row.scenario.name} › ${verdict}`
  const blocks = blockTables(scene.blocks)
  return html`<article class="failure" id="failure-${number}" data-scenario="${row.scenario.name}" data-failure="${number - 1}" tabindex="-1" aria-labelledby="failure-${number}-title">
<details${open ? html` open` : null}><summary><h3 id="failure-${number}-title">${isExpected(row, failure) ? html`<span class="good">✓</span>` : html`<span class="bad">✗</span>`} ${title}</h3> <span class="dim">${crashText(crash)}</span></summary>
<div class="command"><code>${replay}</code><button type="button" class="copy">copy</button></div>
<p>${meaning}</p>
<p class="message">${message}</p>
<p class="dim">fingerprint ${fingerprint} · phase ${first.phase} · ${seedText(failure)} · ${counted(first.states, 'crash state')} of the first</p>
${causeSection(cause)}
<h4>timeline</h4>
${timelinePicture(scene, `timeline of ${title}`)}
<details class="text"><summary>the last steps as text</summary><pre>${lines(timeline)}</pre></details>
${blocks.length > 0 ? html`<h4>blocks that decide</h4><p class="dim legend">of what the crash left: <span class="new">as written</span>, <span class="old">as before</span>, <span class="spoilt">neither</span></p>${blocks}` : null}
<p class="dim">${sizeLine(shrunk)}</p>
</details></article>
`
}

export function isExpected({ scenario }: TalliedScenario, { first }: CollapsedFailure): boolean {
  return scenario.expects?.includes(first.verdict) ?? false
}

function seedText({ seeds }: CollapsedFailure): string {
  const named = seeds.slice(0, SEEDS_NAMED).join(', ')
  return `${counted(seeds.length, 'seed')}: ${named}${seeds.length > SEEDS_NAMED ? ' …' : ''}`
}

function causeSection(cause: Cause | null): Markup | null {
  if (!cause) return null
  const { sentence, writes, epochs, nearestPassing } = cause
  const located = writes.map(({ name, label, disk, state, line }) => html`<li><b>${name}</b> “${label}” of ${disk}: ${state}${line ? html`, written at <code>${line}</code>` : null}</li>`)
  return html`<h4>cause</h4><p>${sentence}</p>
${located.length > 0 ? html`<ul>${located}</ul>` : null}${epochs.length > 0 ? html`<pre>${lines(epochs)}</pre>` : null}
${nearestPassing ? html`<p class="dim">nearest state that recovers: ${nearestPassing.change} (${counted(nearestPassing.writes, 'write')}, ${counted(nearestPassing.sectors, 'sector')} away)</p>` : null}`
}

function lines(texts: readonly string[]): readonly Markup[] {
  return texts.map((text) => html`${plain(text)}
`)
}
