/** Which of several sayings about an option holds: flag over environment over file. */
import { OPTION_NAMES } from './table.ts'
import type { OptionName, OptionValues } from './table.ts'

/** From the strongest to the weakest. */
export const LEVELS = ['flag', 'environment', 'file'] as const
export type Level = (typeof LEVELS)[number]

export type Sayings = Readonly<Record<Level, Partial<OptionValues>>>

export interface Merged {
  readonly values: Partial<OptionValues>
  /** Absent: nobody said anything. */
  readonly levels: Readonly<Partial<Record<OptionName, Level>>>
}

/**
 * Who asks for one seed wants that very seed, whatever number somebody weaker said: a `seed` leaves no `seeds` that
 * come from further below.
 */
export function mergeOptions(sayings: Sayings): Merged {
  const found = OPTION_NAMES.flatMap((name) => {
    const level = LEVELS.find((each) => sayings[each][name] !== undefined)
    return level === undefined ? [] : [{ name, level }]
  })
  const rank = (name: OptionName): number => LEVELS.findIndex((each) => sayings[each][name] !== undefined)
  const holds = found.filter(({ name }) => name !== 'seeds' || rank('seed') < 0 || rank('seed') >= rank('seeds'))
  return {
    values: Object.fromEntries(holds.map(({ name, level }) => [name, sayings[level][name]])),
    levels: Object.fromEntries(holds.map(({ name, level }) => [name, level])),
  }
}
