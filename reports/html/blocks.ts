/** The blocks that decide, byte by byte: what was there, what the crash left, what the write had. */
import type { SceneBlock, SceneBlockRow } from '../../core/drill/scene/scene.ts'
import { counted } from '../format.ts'
import { html } from '../markup.ts'
import type { Markup } from '../markup.ts'

const FIRST_PRINTABLE = 0x20
const LAST_PRINTABLE = 0x7e
const OFFSET_DIGITS = 8

export function blockTables(blocks: readonly SceneBlock[]): readonly Markup[] {
  return blocks.filter(({ rows }) => rows.length > 0).map(blockTable)
}

function blockTable({ write, label, disk, offset, rows, rowsLeftOut }: SceneBlock): Markup {
  const more = rowsLeftOut > 0 ? html`<p class="dim">${counted(rowsLeftOut, 'differing row')} more</p>` : null
  return html`<details class="block" open><summary>${write} “${label}” on ${disk}, block at byte ${offset}</summary>
<div class="scroll" tabindex="0" role="group" aria-label="bytes of ${write}"><table class="hex"><thead><tr><th scope="col">byte</th><th scope="col"></th><th scope="col">16 bytes</th><th scope="col">as text</th></tr></thead>
${rows.map(rowBody)}</table></div>${more}</details>`
}

function rowBody({ offset, before, left, intended }: SceneBlockRow): Markup {
  const [was, is, ought] = [bytesOf(before), bytesOf(left), bytesOf(intended)] as const
  // Colour and style say with which of the two a byte of the crash agrees.
  const agreement = is.map((byte, at) => (byte === ought[at] ? (byte === was[at] ? '' : 'new') : byte === was[at] ? 'old' : 'spoilt'))
  const changed = ought.map((byte, at) => (byte === was[at] ? '' : 'changed'))
  return html`<tbody><tr><th scope="rowgroup" rowspan="3">${offset.toString(16).padStart(OFFSET_DIGITS, '0')}</th><td>before</td>${cells(was, [])}</tr>
<tr class="left"><td>crash left</td>${cells(is, agreement)}</tr><tr><td>written</td>${cells(ought, changed)}</tr></tbody>
`
}

function cells(bytes: readonly string[], classes: readonly string[]): Markup {
  return html`<td class="bytes">${runs(bytes, classes, (byte) => byte, ' ')}</td><td class="bytes">${runs(bytes, classes, readable, '')}</td>`
}

/** Neighbours of one class share an element: a page of bytes is large enough as it is. */
function runs(bytes: readonly string[], classes: readonly string[], show: (byte: string) => string, gap: string): readonly Markup[] {
  const parts: Markup[] = []
  for (let at = 0; at < bytes.length; ) {
    const name = classes[at] ?? ''
    let end = at + 1
    while (end < bytes.length && (classes[end] ?? '') === name) end++
    const text = bytes.slice(at, end).map(show).join(gap)
    const shown = name === '' ? html`${text}` : html`<span class="${name}">${text}</span>`
    parts.push(at > 0 && gap !== '' ? html`${gap}${shown}` : shown)
    at = end
  }
  return parts
}

function bytesOf(hex: string): readonly string[] {
  return hex.match(/../g) ?? []
}

function readable(byte: string): string {
  const code = parseInt(byte, 16)
  return code >= FIRST_PRINTABLE && code <= LAST_PRINTABLE ? String.fromCharCode(code) : '.'
}
