/**
 * HTML and SVG from templates in which every value is escaped, so that no name, message or label of a user can become
 * part of the page. Fits text and attributes in double quotes; not scripts, styles, or addresses.
 */
import { plain } from './format.ts'

/** Text that is markup already. */
export class Markup {
  readonly text: string

  /** @param text trusted: only this file and constants make it */
  constructor(text: string) {
    this.text = text
  }

  toString(): string {
    return this.text
  }
}

export type MarkupValue = string | number | Markup | null | readonly MarkupValue[]

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** For text and quoted attributes, HTML and XML alike. What steers a terminal or the direction of writing becomes `·`. */
export function escaped(text: string): string {
  return plain(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!)
}

/** A template: strings and numbers are escaped, markup and lists of it go in as they are, null is nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  return new Markup(strings.map((text, index) => (index === 0 ? '' : textOf(values[index - 1]!)) + text).join(''))
}

function textOf(value: MarkupValue): string {
  if (value === null) return ''
  if (value instanceof Markup) return value.text
  if (typeof value === 'string') return escaped(value)
  if (typeof value === 'number') return String(value)
  return value.map(textOf).join('')
}

/** JSON for a script element that is not run: it cannot end the element, and no old parser stumbles over it. */
export function jsonForScript(value: unknown): Markup {
  return new Markup(JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`))
}
