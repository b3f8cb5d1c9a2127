/** What disasters cost: the worst loss of each scenario that was failed over, in time and in acknowledged operations. */
import { grouped } from '../format.ts'
import { html } from '../markup.ts'
import type { Markup } from '../markup.ts'
import type { TalliedScenario } from '../tally.ts'
import { virtualTime } from '../virtual-time.ts'

const BAR_WIDTH = 160
const BAR_HEIGHT = 10
const THINNEST = 1

/** Null: nothing was failed over. */
export function lossSection(rows: readonly TalliedScenario[]): Markup | null {
  const struck = rows.filter(({ failovers: { latest, crashConsistent, appConsistent, fileSystemConsistent } }) => latest + crashConsistent + appConsistent + fileSystemConsistent > 0)
  if (struck.length === 0) return null
  const worstUs = Math.max(...struck.map(({ loss }) => loss.worstRpoUs))
  const worstOperations = Math.max(...struck.map(({ loss }) => loss.worstLostOperations))
  return html`<section id="loss"><h2>worst loss</h2>
<p class="dim">over all disasters of a scenario: from the instant that the copy stands for to the disaster (RPO, virtual time), and operations that had been acknowledged. How long recovery takes (RTO) is measured by <code>seeddrill compare</code>.</p>
<div class="scroll" tabindex="0" role="group" aria-label="worst loss by scenario"><table><thead><tr><th scope="col">scenario</th><th scope="col" class="number">RPO</th><th scope="col"></th><th scope="col" class="number">operations</th><th scope="col"></th><th scope="col" class="number">failovers with a loss</th></tr></thead><tbody>
${struck.map(({ scenario, loss, failovers }) => html`<tr><th scope="row">${scenario.name}</th><td class="number">${virtualTime(loss.worstRpoUs)}</td><td>${bar(loss.worstRpoUs, worstUs)}</td><td class="number">${grouped(loss.worstLostOperations)}</td><td>${bar(loss.worstLostOperations, worstOperations)}</td><td class="number">${grouped(failovers.nonzeroRpo)}</td></tr>
`)}</tbody></table></div></section>
`
}

/** Beside its figure, so nothing is said of it. */
export function bar(value: number, longest: number): Markup {
  const width = value === 0 || longest === 0 ? 0 : Math.max(THINNEST, Math.round((value / longest) * BAR_WIDTH))
  return html`<svg class="bar" width="${BAR_WIDTH}" height="${BAR_HEIGHT}" aria-hidden="true"><rect width="${width}" height="${BAR_HEIGHT}" rx="2"/></svg>`
}
