/** Signs of the views, twice: for terminals that show Unicode, and for those that do not. Each is one column wide. */
import type { PictureMarkKind } from '../../core/drill/explore/picture.ts'

export interface Glyphs {
  readonly ascii: boolean
  readonly ok: string
  readonly bad: string
  /** Where the cursor is in a list. */
  readonly busy: string
  /** Somebody works at it now. */
  readonly working: string
  readonly unsure: string
  readonly quiet: string
  readonly marks: Readonly<Record<PictureMarkKind, string>>
  /** What goes on over several columns, such as a request in flight. */
  readonly span: string
  readonly cursorLine: string
  readonly crashLine: string
  /** Full and empty cells of a bar. */
  readonly full: string
  readonly half: string
  readonly faint: string
  readonly empty: string
  /** From nothing to the most. */
  readonly heights: readonly string[]
}

export const UNICODE: Glyphs = {
  ascii: false,
  ok: '✓',
  bad: '✗',
  busy: '❯',
  working: '▸',
  unsure: '?',
  quiet: '·',
  marks: {
    submit: '▸', ack: '✓', write: 'W', discard: 'D', 'write-zeroes': '0', damage: '#', flush: 'F', cache: '~', span: '=',
    freeze: '*', thaw: 'o', tag: 't', point: '⚑', boot: '^', crash: '✗', failover: '→', verdict: '◆', fault: '!', fsck: 'k',
    recovered: '●', step: '▪', partition: '/', alert: 'A',
  },
  span: '─',
  cursorLine: '│',
  crashLine: '┊',
  full: '█',
  half: '▒',
  faint: '░',
  empty: '·',
  heights: [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
}

export const ASCII: Glyphs = {
  ascii: true,
  ok: '+',
  bad: 'x',
  busy: '>',
  working: '~',
  unsure: '?',
  quiet: '.',
  marks: {
    submit: '>', ack: '+', write: 'W', discard: 'D', 'write-zeroes': '0', damage: '#', flush: 'F', cache: '~', span: '=',
    freeze: '*', thaw: 'o', tag: 't', point: 'P', boot: '^', crash: 'X', failover: ')', verdict: 'V', fault: '!', fsck: 'k',
    recovered: 'R', step: 's', partition: '/', alert: 'A',
  },
  span: '-',
  cursorLine: '|',
  crashLine: ':',
  full: '#',
  half: 'o',
  faint: '%',
  empty: '.',
  heights: [' ', '.', '.', ':', ':', '=', '=', '#', '#'],
}

/** Of a few signs there is a good stand-in; every other one becomes a question mark. */
const STAND_INS: Readonly<Record<string, string>> = {
  '·': '-', '…': '~', '→': '>', '←': '<', '↑': '^', '↓': 'v', 'µ': 'u', '×': 'x', '✓': '+', '✗': 'x', '−': '-', '–': '-', '—': '-',
  '›': '>', '↳': '>', '❯': '>', '“': '"', '”': '"', '’': "'", '≥': '>', '≤': '<', '─': '-', '│': '|', '⚑': 'P', '█': '#', '░': '.', '╵': '|',
}

/** Text of the same width in ASCII. */
export function inAscii(text: string, widthOf: (letter: string) => number): string {
  let ascii = ''
  for (const letter of text) ascii += letter >= ' ' && letter <= '~' ? letter : (STAND_INS[letter] ?? '?'.repeat(widthOf(letter)))
  return ascii
}
