/** Values on the command line: each reader says what is allowed when it refuses. */
import { InvalidArgumentError } from 'commander'

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
const LONGEST_SEED = 200

/** A whole number within bounds. */
export function wholeNumber(least: number, most: number, example: string): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN
    if (value >= least && value <= most) return value
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}, as in ${example}.`)
  }
}

/** `90s`, `5m`, `1.5h` as milliseconds. */
export function timeSpan(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? []
  const ms = Math.round(Number(number) * (UNITS_MS[unit ?? ''] ?? NaN))
  // A timer of Node cannot wait longer than about 24 days.
  if (ms > 0 && ms <= 0x7fff_ffff) return ms
  throw new InvalidArgumentError('It must be a time such as 500ms, 90s, 5m or 1h, up to 24 days.')
}

/** A regular expression in the syntax of JavaScript. */
export function pattern(text: string): RegExp {
  try {
    return new RegExp(text)
  } catch (error) {
    throw new InvalidArgumentError(`It must be a regular expression: ${(error as Error).message}.`)
  }
}

/** Any text that can be printed on one line. */
export function seedText(text: string): string {
  if (text !== '' && text.length <= LONGEST_SEED && !/[\p{Cc}\p{Cs}]/u.test(text)) return text
  throw new InvalidArgumentError(`It must be a text of 1 to ${LONGEST_SEED} characters without control characters, as in --seed abc.`)
}

/** `a,b`: names, each once. */
export function names(text: string): readonly string[] {
  const found = text.split(',').map((name) => name.trim())
  if (found.every((name) => name !== '')) return [...new Set(found)]
  throw new InvalidArgumentError('It must be names with commas between them, as in a,b.')
}
