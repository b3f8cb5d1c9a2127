/**
 * What an application states about itself: properties with names, in a static catalogue, so that one whose
 * code is never reached is seen to be missing. Reporting one never stops the program.
 */

/**
 * `always`: true whenever it is looked at. `sometimes`: true at least once in a campaign. `reachable`: the place
 * is reached at least once in a campaign. `unreachable`: it never is.
 */
export type PropertyKind = 'always' | 'sometimes' | 'reachable' | 'unreachable'

/** The catalogue: `{ 'the log wraps round': 'sometimes' }`. */
export type Properties = Readonly<Record<string, PropertyKind>>

/** Of an application that states nothing. */
export type NoProperties = Readonly<Record<never, PropertyKind>>

/** The names in a catalogue that stand for properties of a kind. */
export type PropertyNames<Declared extends Properties, Kind extends PropertyKind> = {
  [Name in keyof Declared & string]: Declared[Name] extends Kind ? Name : never
}[keyof Declared & string]

/** What goes into the message when a property is broken. */
export type PropertyDetails = Readonly<Record<string, unknown>>

/** What an application says of one of its properties. */
export interface PropertyReport {
  readonly name: string
  readonly kind: PropertyKind
  /** What was looked at is as stated: false for an `unreachable` place. */
  readonly holds: boolean
  readonly details: PropertyDetails | undefined
}
