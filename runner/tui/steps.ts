/** Steps through what has an end, and through what has none. */

export const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(value, most))

/** The next of a list, after the last the first again. */
export const cycled = <T>(list: readonly T[], current: T, by: 1 | -1): T => list[(list.indexOf(current) + by + list.length) % list.length]!
