/** Values in a few characters. */
const LONGEST = 48

export function shortText(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`
}
