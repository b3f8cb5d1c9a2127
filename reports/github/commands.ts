/** Workflow commands of GitHub Actions: lines on standard output that the runner there takes for itself. */
import { stripVTControlCharacters, toUSVString } from 'node:util'
import { cut } from '../columns.ts'
import { plain } from '../format.ts'

export interface Annotation {
  readonly title: string
  /** May have several lines. */
  readonly message: string
  /** From the root of the repository; null: nobody knows where. */
  readonly place: { readonly file: string; readonly line: number | null } | null
}

const MOST_TITLE = 200
const MOST_MESSAGE = 16_384

/** One line. The escapes are those of `@actions/core` (`command.ts`): of a property also what would end it. */
export function errorCommand({ title, message, place }: Annotation): string {
  const parts = [
    ...(place ? [`file=${property(place.file)}`] : []),
    ...(place?.line ? [`line=${place.line}`] : []),
    `title=${property(cut(title, MOST_TITLE))}`,
  ]
  return `::error ${parts.join(',')}::${data(cut(message, MOST_MESSAGE))}`
}

function data(text: string): string {
  const lines = text.split(/\r\n?|\n/).map((line) => toUSVString(plain(stripVTControlCharacters(line))))
  return lines.join('\n').replaceAll('%', '%25').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text.replace(/[\r\n]+/g, ' ')).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
