/** Which events a filter lets through. */
import type { Picture, PictureMark } from '../../core/drill/explore/picture.ts'
import { wordFilter } from '../tui/word-filter.ts'

/** Of each mark all that is written on it; made when first asked for. */
const TEXTS = new WeakMap<Picture, readonly string[]>()

export function matches(picture: Picture, filter: string): Int32Array {
  const isWanted = wordFilter(filter)
  const texts = textsOf(picture)
  const found: number[] = []
  for (let at = 0; at < texts.length; at++)
    if (isWanted(texts[at]!)) found.push(at)
  return Int32Array.from(found)
}

function textsOf(picture: Picture): readonly string[] {
  const known = TEXTS.get(picture)
  if (known) return known
  const texts = picture.marks.map((mark) => textOf(mark, picture))
  TEXTS.set(picture, texts)
  return texts
}

const textOf = ({ kind, name = '', label, state, operation, lane, line = '' }: PictureMark, { lanes }: Picture): string =>
  `${kind} ${name} ${label} ${state ?? ''} ${operation === undefined ? '' : `op${operation}`} ${lanes[lane]?.name ?? ''} ${line}`

export interface Filter {
  readonly text: string
  /** Places of the marks that match, ascending. */
  readonly matches: Int32Array
}

/** Null: nothing to look for. */
export const filterOf = (picture: Picture, text: string): Filter | null => (text.trim() === '' ? null : { text, matches: matches(picture, text) })
