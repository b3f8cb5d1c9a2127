/**
 * Which copy of this package made something. Two copies in one run do not know each other's `Rejected` and traps, so what one
 * of them made and the other drills may be judged wrongly.
 */

/** The same in every copy. */
const ORIGIN = Symbol.for('seeddrill.origin')

/** Address of a file of this copy. */
const HERE = import.meta.url

/** Marks what this copy made; returns its argument. What cannot be marked any more stays as it is. */
export function stamped<Made extends object>(made: Made): Made {
  if (Object.isExtensible(made) && !Object.hasOwn(made, ORIGIN)) Object.defineProperty(made, ORIGIN, { value: HERE })
  return made
}

/** Address of a file of the copy that made it, when that is another one; null when it is this one, or nobody knows. */
export function foreignOrigin(made: object): string | null {
  const origin = (made as { readonly [ORIGIN]?: unknown })[ORIGIN]
  return typeof origin === 'string' && origin !== HERE ? origin : null
}
