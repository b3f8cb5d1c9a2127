/** Text by the columns of a terminal: letters of East Asia take two, and lines may break between them. */

/** Wide and full-width characters of Unicode's East Asian Width, as far as people write them. */
const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u
/** No line begins with these. */
const CLOSING = /^[、。，．：；）」』】〕・ー〜％,.;:)\]]/u

/** In columns. Marks that combine with the letter before them are not known here. */
export function widthOf(text: string): number {
  let width = 0
  for (const letter of text) width += WIDE.test(letter) ? 2 : 1
  return width
}

export const padRight = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - widthOf(text)))
export const padLeft = (text: string, columns: number): string => ' '.repeat(Math.max(0, columns - widthOf(text))) + text

/** Cuts a text at its end: it takes no more columns then, and its own rest stays unread, however long it is. */
export function cut(text: string, columns: number): string {
  let width = 0
  /** Letters that leave a column for the sign of the cut. */
  let kept = 0
  for (const letter of text) {
    width += WIDE.test(letter) ? 2 : 1
    if (width > columns) return `${text.slice(0, kept)}…`
    if (width < columns) kept += letter.length
  }
  return text
}

/** Breaks a text into lines of at most so many columns: at blanks and between wide letters, and inside a word only where it must. */
export function fold(text: string, columns: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of piecesOf(text)) {
    if (widthOf((line + piece).trimEnd()) <= columns) {
      line += piece
      continue
    }
    if (line.trim() !== '') lines.push(line.trimEnd())
    line = piece.trimStart()
    while (widthOf(line.trimEnd()) > columns) {
      const head = headOf(line, columns)
      lines.push(head)
      line = line.slice(head.length)
    }
  }
  if (line.trim() !== '' || lines.length === 0) lines.push(line.trimEnd())
  return lines
}

/** Words with the blanks before them, and wide letters one by one. */
function piecesOf(text: string): readonly string[] {
  const pieces: string[] = []
  let word = ''
  for (const letter of text) {
    const wide = WIDE.test(letter)
    const joins = word !== '' && (CLOSING.test(letter) || (!wide && !WIDE.test(word.at(-1)!) && (letter !== ' ' || word.trim() === '')))
    if (joins || (word.trim() === '' && word !== '')) word += letter
    else {
      if (word !== '') pieces.push(word)
      word = letter
    }
  }
  return word === '' ? pieces : [...pieces, word]
}

function headOf(text: string, columns: number): string {
  let head = ''
  for (const letter of text) {
    if (head !== '' && widthOf(head + letter) > columns) break
    head += letter
  }
  return head
}
