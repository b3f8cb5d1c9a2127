/** Where something was made: so that whoever is handed a scenario can find the file that it is written in. */

/** The same in every copy of this package. */
const MADE_AT = Symbol.for('seeddrill.madeAt')

/** Remembers the call that leads here; returns its argument. What cannot be marked any more stays as it is. */
export function markMade<Made extends object>(made: Made): Made {
  // An error and not its stack, which costs much more and is hardly ever wanted.
  if (Object.isExtensible(made)) Object.defineProperty(made, MADE_AT, { value: new Error('made here'), configurable: true })
  return made
}

/** The stack of the call that made it, as the host writes it; null when nobody knows. */
export function madeAt(made: object): string | null {
  const place = (made as { readonly [MADE_AT]?: unknown })[MADE_AT]
  return place instanceof Error ? (place.stack ?? null) : null
}
