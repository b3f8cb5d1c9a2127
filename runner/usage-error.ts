/** The person at the command line can mend it: one line, no stack, and an exit code of its own. */
import { closest, distance } from 'fastest-levenshtein'
import type { ExitName } from './exit-codes.ts'

export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly exit: ExitName

  constructor(message: string, exit: ExitName = 'usage') {
    super(message)
    this.exit = exit
  }
}

/** `; did you mean x?` when something allowed is near, else nothing. */
export function suggestion(given: string, allowed: readonly string[]): string {
  if (allowed.length === 0) return ''
  const near = closest(given, allowed)
  const limit = Math.max(2, Math.floor(Math.max(near.length, given.length) * 0.4))
  return distance(given, near) <= limit ? `; did you mean ${near}?` : ''
}

/** Any text as one line. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** The first line of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? oneLine(error.message || error.name) : oneLine(String(error))
}
