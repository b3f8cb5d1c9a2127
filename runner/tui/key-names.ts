/** From what Ink tells of a key press to the names of the table. */
import type { Key } from 'ink'

const NAMED = {
  upArrow: 'up', downArrow: 'down', leftArrow: 'left', rightArrow: 'right', pageDown: 'pagedown', pageUp: 'pageup', home: 'home', end: 'end',
  return: 'enter', escape: 'escape', backspace: 'backspace', delete: 'backspace',
} as const satisfies Partial<Record<keyof Key, string>>

const CTRL_LETTERS = 26

/** Several when keys came faster than they were read: Ink hands them over as one text. */
export function keyNames(input: string, key: Partial<Key>): readonly string[] {
  if (key.tab) return [key.shift ? 'shift-tab' : 'tab']
  for (const [flag, name] of Object.entries(NAMED)) if (key[flag as keyof typeof NAMED]) return [name]
  if (key.ctrl) return [`ctrl-${input}`]
  return [...input].map(letterName)
}

function letterName(letter: string): string {
  if (letter === ' ') return 'space'
  if (letter === '\r' || letter === '\n') return 'enter'
  if (letter === '\t') return 'tab'
  if (letter === '\u007f' || letter === '\b') return 'backspace'
  const code = letter.charCodeAt(0)
  return code > 0 && code <= CTRL_LETTERS ? `ctrl-${String.fromCharCode('a'.charCodeAt(0) + code - 1)}` : letter
}
