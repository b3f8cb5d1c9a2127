/** The middle of a sample, which is one of it; null for an empty one. */
export function median(values: readonly number[]): number | null {
  return [...values].sort((one, other) => one - other)[Math.ceil(values.length / 2) - 1] ?? null
}
