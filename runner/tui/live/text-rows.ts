/** Lines that somebody else has made, folded to a panel: what goes on below stands as far to the right as its begin. */
import { fold } from '../../../reports/columns.ts'
import { harmless } from '../harmless.ts'
import type { Tone } from '../palette.ts'
import { row } from '../row.ts'
import type { Row } from '../row.ts'

const LEAST_COLUMNS = 8

export function textRows(text: string, columns: number, tone: Tone = 'plain'): readonly Row[] {
  const shown = harmless(text)
  const bare = shown.trimStart()
  const indent = ' '.repeat(Math.min(shown.length - bare.length, Math.max(0, columns - LEAST_COLUMNS)))
  return fold(bare, Math.max(LEAST_COLUMNS, columns - indent.length)).map((line) => row(indent + line, tone))
}
