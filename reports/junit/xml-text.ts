/** Any text as XML 1.0 can hold it, without what steers a terminal. */
import { stripVTControlCharacters } from 'node:util'
import { cut } from '../columns.ts'
import { plain } from '../format.ts'

/** The production `Char` of XML 1.0, section 2.2, without its controls; half of a surrogate pair is none either. */
const NO_CHARACTER = /[^\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

/** One line, for an attribute: there line breaks would become blanks. */
export function xmlLine(text: string, most = Infinity): string {
  return plain(stripVTControlCharacters(cut(text, most))).replace(NO_CHARACTER, '·')
}

/** Text with its line breaks, cut at its end. */
export function xmlText(text: string, most = Infinity): string {
  return cut(text, most).split(/\r\n?|\n/).map((line) => xmlLine(line)).join('\n')
}
