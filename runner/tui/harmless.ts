/** Text of strangers, made fit for a grid of cells: nothing that steers a terminal, nothing whose width is in doubt. */
import { plain } from '../../reports/format.ts'
import { widthOf } from '../../reports/columns.ts'

const SIMPLE = /^[\x20-\x7e]*$/
/** Marks that join the letter before them, pictures, and what terminals draw one or two columns wide as they like. */
const DOUBTFUL =
  /[\p{M}\p{Emoji_Presentation}\p{Regional_Indicator}\p{Cn}\p{Co}\p{Cs}\u0d4e\u0e33\u0eb3\u115f\u1160\u2329\u232a\u2630-\u2637\u268a-\u268f\u3164\u3248-\u324f\uffa0\u4dc0-\u4dff\ua000-\ua4cf\ufe10-\ufe19]|(?![\u{20000}-\u{3fffd}])[\u{10000}-\u{10ffff}]/gu
const MAYBE_WIDE = /[\u1100-\u11ff\u2e80-\uffff\u{10000}-\u{10ffff}]/u

export const harmless = (text: string): string => (SIMPLE.test(text) ? text : plain(text).replace(DOUBTFUL, '·'))

/** Columns of a harmless text. */
export const columnsOf = (text: string): number => (MAYBE_WIDE.test(text) ? widthOf(text) : text.length)
