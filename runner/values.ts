/** Values on the command line: each reader says what is allowed when it refuses. */
import { InvalidArgumentError } from 'commander'
import type { RunShard } from '../core/drill/events.ts'

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

const MOST_SHARDS = 10_000

/** `2/4`. */
export function shardText(text: string): RunShard {
  const [, index = 0, of = 0] = (/^(\d{1,5})\/(\d{1,5})$/.exec(text) ?? []).map(Number)
  if (index >= 1 && index <= of && of <= MOST_SHARDS) return { index, of }
  throw new InvalidArgumentError(`It must be a part and how many there are, counted from 1, as in --shard 2/4.`)
}

export const DEFAULT_STABLE_AFTER = 20
const MOST_STABLE_AFTER = 1_000_000

/** `stable` or `stable=50`: how many drills in a row. */
export function untilText(text: string): number {
  const [, number] = /^stable(?:=(\d{1,7}))?$/.exec(text) ?? ['', '0']
  const drills = number === undefined ? DEFAULT_STABLE_AFTER : Number(number)
  if (drills >= 1 && drills <= MOST_STABLE_AFTER) return drills
  throw new InvalidArgumentError('It must be stable, or stable with a number of drills, as in --until stable=50.')
}

/** The address of a queue: `redis://host[:port][/db]`, `rediss:` for TLS. */
export function queueAddress(text: string): string {
  const { protocol, hostname, pathname } = URL.canParse(text) ? new URL(text) : { protocol: '', hostname: '', pathname: '' }
  if (/^rediss?:$/.test(protocol) && hostname !== '' && /^(\/\d*)?$/.test(pathname)) return text
  throw new InvalidArgumentError('It must be an address of Redis, as in --queue redis://localhost:6379.')
}

/** An address as it may be printed and kept: without a name and a password. */
export function publicAddress(address: string): string {
  const { protocol, host, pathname } = new URL(address)
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`
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

/** Of an option that may be given more than once: all of them, in order. */
export const collected = <Value>(read: (text: string) => Value) => (text: string, before: readonly Value[] | undefined): readonly Value[] =>
  [...(before ?? []), read(text)]

export const NO_COLOR = ['--no-color', 'no colours (default: colours when the output is a terminal and NO_COLOR is not set)'] as const
