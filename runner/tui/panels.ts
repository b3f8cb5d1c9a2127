/** How a screen is divided: from which size on there is room for panels beside each other, and below which for none. */
import type { FrameSize } from './frame-size.ts'
import type { Glyphs } from './glyphs.ts'
import { fitRow, piece, row } from './row.ts'
import type { Row } from './row.ts'

const WIDE: FrameSize = { rows: 30, columns: 100 }
/** From this size on at least one panel has room. */
export const LEAST: FrameSize = { rows: 15, columns: 60 }

/** Panels have room beside each other. */
export const isWide = ({ rows, columns }: FrameSize): boolean => rows >= WIDE.rows && columns >= WIDE.columns
/** Not even one panel has room. */
export const isTooSmall = ({ rows, columns }: FrameSize): boolean => rows < LEAST.rows || columns < LEAST.columns

const LEFT_SHARE = 0.3
const WIDEST_LEFT = 60

/** Columns of the list on the left; between it and the rest stands a line. */
export const leftColumnsOf = (columns: number): number => Math.min(WIDEST_LEFT, Math.floor(columns * LEFT_SHARE))

const SEPARATOR = piece('│', 'muted')

/** A row for each of the right side. */
export const divided = (left: readonly Row[], right: readonly Row[], leftColumns: number): readonly Row[] =>
  right.map((each, at) => [...fitRow(left[at] ?? [], leftColumns), SEPARATOR, ...each])

export const exactly = (rows: readonly Row[], count: number): readonly Row[] => Array.from({ length: count }, (_, at) => rows[at] ?? [])

/** What is seen of rows that were scrolled, never past the last one. */
export const scrolled = (rows: readonly Row[], by: number, height: number): readonly Row[] => rows.slice(Math.min(by, Math.max(0, rows.length - height)))

/** Only the focused panel has a line that goes through. */
export const panelTitle = (text: string, focused: boolean, columns: number, { span }: Glyphs): Row =>
  fitRow([...titleStart(text, focused), piece(focused ? ` ${span.repeat(columns)}`.slice(0, Math.max(0, columns - text.length - 3)) : '', 'accent')], columns)

const titleStart = (text: string, focused: boolean): Row => (focused ? [piece('── ', 'accent'), piece(text, 'accent')] : row(`   ${text}`, 'muted'))
