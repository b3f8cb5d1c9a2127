/** Values and errors in a few words. */
const LONGEST = 48

export { messageOf } from '../sim/message-of.ts'

/** Never throws, whatever the value is. */
export function shortText(value: unknown): string {
  const text = jsonOf(value)
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return `a ${typeof value} that is no JSON`
  }
}

/** What to do about a message of the simulated world, where a person may not know it. */
export function withAdvice(message: string): string {
  return message.includes('ENOSPC') ? `${message}; give the file system a larger size` : message
}
