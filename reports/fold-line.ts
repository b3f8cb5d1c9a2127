/** A line for a terminal that is narrower than the line: folded at blanks, with its colours, and commands left whole. */
import { stripVTControlCharacters } from 'node:util'
import { fold, widthOf } from './columns.ts'

const COLOR = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g')
/** What somebody will copy: folded, it would no longer be a command. */
const COMMAND = /\bseeddrill (replay|run|explore|compare) /
/** Of the lines that a line goes on in, in columns. */
const INDENT = 4

/** @param columns of the terminal */
export function foldLine(text: string, columns: number): readonly string[] {
  const bare = stripVTControlCharacters(text)
  if (widthOf(bare) <= columns || COMMAND.test(bare)) return [text]
  const colors = colorsOf(text)
  let at = 0
  const lines = fold(bare, Math.max(1, columns - INDENT)).map((line) => {
    at = bare.indexOf(line, at)
    const painted = [...line.split('').keys()].map((index) => (colors.get(at + index) ?? '') + line[index]).join('')
    at += line.length
    return painted
  })
  const ending = [...colors].filter(([place]) => place >= at).map(([, codes]) => codes).join('')
  return lines.map((line, index) => `${index === 0 ? '' : ' '.repeat(INDENT)}${line}${index === lines.length - 1 ? ending : ''}`)
}

/** Codes by the letter of the bare text that they stand before. */
function colorsOf(text: string): ReadonlyMap<number, string> {
  const found = new Map<number, string>()
  let removed = 0
  for (const { 0: code, index } of text.matchAll(COLOR)) {
    const place = index - removed
    found.set(place, (found.get(place) ?? '') + code)
    removed += code.length
  }
  return found
}
