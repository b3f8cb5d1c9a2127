/** Any text inside Markdown, as code: nothing in it is a heading, a link, a mention, or an end of what it stands in. */
import { stripVTControlCharacters, toUSVString } from 'node:util'
import { cut } from '../columns.ts'
import { plain } from '../format.ts'

const TAME = /^[\w./:@,=+›-]+(?: [\w./:@,=+›-]+)*$/
const MOST_INLINE = 200

/** One line, safe for terminals too; half of a surrogate pair would be no text. */
const lineOf = (text: string): string => toUSVString(plain(stripVTControlCharacters(text)))

/** Inside a line or a cell of a table. Character references, unlike letters, can never be structure (CommonMark 0.31, section 2.5). */
export function inlineCode(text: string): string {
  const line = toUSVString(cut(lineOf(text), MOST_INLINE))
  if (TAME.test(line)) return `\`${line}\``
  return `<code>${line.replace(/[!-/:-@[-`{-~]/g, (sign) => `&#${sign.charCodeAt(0)};`)}</code>`
}

/** A block of its own. Its fence is longer than any row of backticks within (CommonMark 0.31, section 4.5). */
export function codeBlock(lines: readonly string[], language: 'sh' | 'text'): string {
  const body = lines.map(lineOf)
  const longest = Math.max(0, ...body.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length))
  const fence = '`'.repeat(Math.max(3, longest + 1))
  return [`${fence}${language}`, ...body, fence].join('\n')
}
