/** A command on a real terminal, and what it leaves there. */
import { expect } from 'vitest'
import type { Terminal } from './terminal.ts'

/** Whether a row has it. */
export const has = (text: string | RegExp) => (rows: readonly string[]): boolean => rows.some((row) => (typeof text === 'string' ? row.includes(text) : text.test(row)))

/** Says so before, and its exit code after. */
export const begin = (terminal: Terminal, command: string, word: string): void => terminal.line(`clear; echo before-${word}; ${command}; echo ${word}=$?`)

/** It ended so, and what was there before is there again, with a cursor, and a shell that echoes. */
export async function isRestored(terminal: Terminal, word: string, code: number): Promise<readonly string[]> {
  const rows = await terminal.until(`the end with ${code}`, has(new RegExp(`^${word}=${code}$`)))
  expect({ alternate: terminal.state('alternate_on'), cursor: terminal.state('cursor_flag') }).toEqual({ alternate: '0', cursor: '1' })
  // A key that the program did not live to read is the shell's now: it gets a line of its own.
  terminal.press('Enter')
  terminal.line('stty -a | tr ";" "\\n"')
  const settings = (await terminal.until('the settings', has('icanon'))).join(' ')
  expect(settings).toMatch(/ icanon .* echo /)
  return rows
}
