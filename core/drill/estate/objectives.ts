/** What a plan promises. Whatever breaks it is named in the outcome. */
import { shortText } from '../text.ts'

export interface Objectives {
  /** At most so much is lost. */
  readonly rpoSeconds?: number
  /** The service is back so soon. */
  readonly rtoSeconds?: number
  /** After a failover was begun nothing protects it at most so long, as far as it is looked at: see `unprotectedUs` of outcomes. */
  readonly unprotectedSeconds?: number
  /**
   * Of what the source acknowledged and the target does not have, at most so much is overwritten when the protection the
   * other way round begins. Until then it could still be taken from the disks of the source.
   */
  readonly discardedOperations?: number
  /** True: machines come back to one instant, so that their data agrees. Backups of single machines do not promise that. */
  readonly agreement?: boolean
  /** True: what systems outside were told of (`toldOutside`), nothing else is ever told them under the same id. */
  readonly uniqueIds?: boolean
}

const NUMBERS: readonly string[] = ['rpoSeconds', 'rtoSeconds', 'unprotectedSeconds', 'discardedOperations'] satisfies (keyof Objectives)[]

const FLAGS: readonly string[] = ['agreement', 'uniqueIds'] satisfies (keyof Objectives)[]

/** @throws TypeError or RangeError that names the estate and the field */
export function checkObjectives(where: string, objectives: Objectives): void {
  for (const [field, value] of Object.entries(objectives)) {
    if (FLAGS.includes(field)) {
      if (typeof value !== 'boolean') throw new TypeError(`${where}: objectives.${field} must be true or false, got ${shortText(value)}`)
      continue
    }
    if (!NUMBERS.includes(field))
      throw new RangeError(`${where}: objectives.${field}: there are ${[...NUMBERS, ...FLAGS].join(', ')}`)
    if (!(Number.isFinite(value) && (value as number) >= 0)) throw new RangeError(`${where}: objectives.${field} must be a number ≥ 0, got ${shortText(value)}`)
  }
}
