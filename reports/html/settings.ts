/** Every option of the run, as it was understood. */
import type { RunStarted } from '../../core/drill/events.ts'
import { dashed } from '../format.ts'
import { html } from '../markup.ts'
import type { Markup } from '../markup.ts'

export function settingsSection({ seed, settings, cases }: RunStarted): Markup {
  const entries = Object.entries({ seed, ...settings, drills: cases })
  return html`<section id="settings"><h2>settings</h2><dl class="settings">${entries.map(([name, value]) => html`<div><dt>${dashed(name)}</dt><dd>${valueText(value)}</dd></div>`)}</dl></section>
`
}

function valueText(value: unknown): string {
  if (value === null) return 'not set'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(' ')
  return String(value)
}
