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
  // One element for all lines: tables of bytes are what makes a page slow.
  return html`<details class="block" open><summary>${write} “${label}” on ${disk}, block at byte ${offset}</summary>
<pre class="hex" tabindex="0" aria-label="bytes of ${write}"><b>${HEADING}</b>
${rows.map(rowLines)}</pre>${more}</details>`
}

const HEADING = `${'byte'.padEnd(OFFSET_DIGITS)}              ${'16 bytes'.padEnd(47)}  as text`

function rowLines({ offset, before, left, intended }: SceneBlockRow): Markup {
  const [was, is, ought] = [bytesOf(before), bytesOf(left), bytesOf(intended)] as const
  // Colour and style say with which of the two a byte of the crash agrees.
  const agreement = is.map((byte, at) => (byte === ought[at] ? (byte === was[at] ? '' : 'new') : byte === was[at] ? 'old' : 'spoilt'))
  const changed = ought.map((byte, at) => (byte === was[at] ? '' : 'changed'))
  return html`${offset.toString(16).padStart(OFFSET_DIGITS, '0')}  before      ${cells(was, [])}
          crash left  ${cells(is, agreement)}
          written     ${cells(ought, changed)}

`
}

function cells(bytes: readonly string[], classes: readonly string[]): Markup {
  return html`${runs(bytes, classes, (byte) => byte, ' ')}  ${runs(bytes, classes, readable, '')}`
}

/** Neighbours of one class share an element. */
function runs(bytes: readonly string[], classes: readonly string[], show: (byte: string) => string, gap: string): readonly Markup[] {
  const parts: Markup[] = []
  for (let at = 0; at < bytes.length; ) {
    const name = classes[at] ?? ''
    let end = at + 1
    while (end < bytes.length && (classes[end] ?? '') === name) end++
    const text = bytes.slice(at, end).map(show).join(gap)
    const before = at > 0 ? gap : ''
    parts.push(name === '' ? html`${before}${text}` : html`${before}<span class="${name}">${text}</span>`)
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
