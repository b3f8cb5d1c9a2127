/** A row of a view: pieces of text with their meaning. Cut and filled by columns before it is coloured, so that no row is ever too wide. */
import type { Glyphs } from './glyphs.ts'
import { inAscii } from './glyphs.ts'
import { columnsOf, harmless } from './harmless.ts'
import type { Palette, Tone } from './palette.ts'

export interface Piece {
  readonly text: string
  readonly tone: Tone
}

export type Row = readonly Piece[]

/** How a terminal shows what there is to show. */
export interface Style {
  readonly palette: Palette
  readonly glyphs: Glyphs
}

/** Whatever the text holds, it is harmless afterwards. */
export const piece = (text: string, tone: Tone = 'plain'): Piece => ({ text: harmless(text), tone })
export const row = (text: string, tone: Tone = 'plain'): Row => [piece(text, tone)]
export const EMPTY_ROW: Row = []

export const rowWidth = (pieces: Row): number => pieces.reduce((sum, { text }) => sum + columnsOf(text), 0)

/** At most so many columns; what is cut ends in an ellipsis. */
export function clipRow(pieces: Row, columns: number): Row {
  if (rowWidth(pieces) <= columns) return pieces
  const kept: Piece[] = []
  let room = Math.max(0, columns - 1)
  for (const { text, tone } of pieces) {
    const width = columnsOf(text)
    if (width < room) {
      kept.push({ text, tone })
      room -= width
      continue
    }
    kept.push({ text: columns > 0 ? `${head(text, room)}…` : '', tone })
    break
  }
  return kept
}

/** Exactly so many columns. */
export function fitRow(pieces: Row, columns: number, tone: Tone = 'plain'): Row {
  const kept = clipRow(pieces, columns)
  const width = rowWidth(kept)
  return width >= columns ? kept : [...kept, { text: ' '.repeat(columns - width), tone }]
}

/** The begin of a text, of at most so many columns. */
function head(text: string, columns: number): string {
  if (columnsOf(text) === text.length) return text.slice(0, columns)
  let kept = ''
  let width = 0
  for (const letter of text) {
    width += columnsOf(letter)
    if (width > columns) break
    kept += letter
  }
  return kept
}

/** Two blocks next to each other; the shorter one is filled. */
export function beside(left: readonly Row[], right: readonly Row[], leftColumns: number, gap: Row): readonly Row[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => [
    ...fitRow(left[index] ?? EMPTY_ROW, leftColumns),
    ...gap,
    ...(right[index] ?? EMPTY_ROW),
  ])
}

/** The whole row in one tone, which says that the cursor is here. */
export const highlighted = (pieces: Row, columns: number): Row => [{ text: fitRow(pieces, columns).map(({ text }) => text).join(''), tone: 'cursor' }]

/** A row as the terminal gets it. */
export function drawRow(pieces: Row, columns: number, { palette, glyphs }: Style): string {
  const kept = clipRow(pieces, columns)
  let drawn = ''
  for (let at = 0; at < kept.length; ) {
    const { tone } = kept[at]!
    let text = ''
    // Neighbours of one tone are coloured together: each change costs the terminal, and Ink far more.
    for (; at < kept.length && kept[at]!.tone === tone; at++) text += kept[at]!.text
    drawn += text.trim() === '' && tone !== 'cursor' ? text : palette[tone](glyphs.ascii ? inAscii(text, columnsOf) : text)
  }
  return drawn
}

/** The rows that are to be seen of a longer list, with `at` among them. */
export function windowAround(length: number, rows: number, at: number): readonly [from: number, to: number] {
  const from = Math.max(0, Math.min(at - Math.floor(rows / 2), length - rows))
  return [from, Math.min(length, from + rows)]
}
