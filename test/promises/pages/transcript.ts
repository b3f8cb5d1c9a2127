/** What a page shows of a terminal: commands after `$ `, and what they print, with `…` where something is left out. */

export interface Step {
  readonly command: string
  /** As the page shows it; null where it shows nothing. */
  readonly shown: string | null
}

/** The commands of a block, each with what stands below it. A command that ends with a backslash goes on in the next line. */
export function stepsOf(text: string): readonly Step[] {
  const parts = text.replace(/\\\n\s*/g, '').split(/^\$ /m)
  if (parts[0]!.trim() !== '') throw new Error(`a block of a terminal begins with a command, not with ${parts[0]!}`)
  return parts.slice(1).map((part) => {
    const end = part.indexOf('\n')
    const shown = part.slice(end + 1).trimEnd()
    return { command: part.slice(0, end), shown: shown === '' ? null : shown }
  })
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** Matches what a command may print: a line `…` is any number of lines, and `…` within a line any text of that line. */
export function patternOf(shown: string): RegExp {
  const lines = shown.split('\n').map((line) => (line.trim() === '…' ? '(?:.*\\n)*' : `${line.trimEnd().split('…').map(escaped).join('.*')} *\\n`))
  return new RegExp(`^\\n*${lines.join('')}\\n*$`)
}

/** The first line that is shown and not printed in its place; null when all is as shown. */
export function firstDifference(shown: string, printed: string): string | null {
  const whole = `${printed.trimEnd()}\n`
  if (patternOf(shown).test(whole)) return null
  const lines = shown.split('\n')
  const wrong = lines.findIndex((_, index) => !patternOf([...lines.slice(0, index + 1), '…'].join('\n')).test(whole))
  return wrong === -1 ? 'more is printed after the last line' : lines[wrong]!
}
