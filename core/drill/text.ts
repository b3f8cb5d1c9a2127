/** Values and errors in a few words. */
const LONGEST = 48

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

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
