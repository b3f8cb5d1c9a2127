/** Which kinds of disaster strike an estate. What was asked for and cannot be is refused, and not left out. */
import { USUAL_DISASTERS } from '../../core/drill/estate/index.ts'
import type { EstateDisasterKind } from '../../core/drill/estate/index.ts'
import { UsageError } from '../usage-error.ts'

export interface StrikeWish {
  /** Of the estate. */
  readonly name: string
  readonly hasMishap: boolean
  /** As the command line names them; null: it names none. */
  readonly kinds: readonly EstateDisasterKind[] | null
  /** As the estate's own case has them. Default: the usual ones. */
  readonly stated: readonly EstateDisasterKind[] | undefined
  /** In each history, as the command line says; undefined: it does not. */
  readonly disasters: number | undefined
}

/**
 * @returns at least one
 * @throws UsageError when nothing could strike, when a kind that was named could not, or not every kind would
 */
export function whatStrikes({ name, hasMishap, kinds, stated, disasters }: StrikeWish): readonly EstateDisasterKind[] {
  const wanted = kinds ?? stated ?? USUAL_DISASTERS
  const possible = wanted.filter((kind) => kind !== 'accidental-deletion' || hasMishap)
  if (possible.length === 0)
    throw new UsageError(`nothing can strike ${name}: it states no mishap, so no data is deleted by mistake`, 'nothing-matched')
  if (kinds && possible.length < kinds.length)
    throw new UsageError(`--kinds: accidental-deletion cannot strike ${name}: it states no mishap, so no data is deleted by mistake`)
  if (disasters !== undefined && disasters < possible.length)
    throw new UsageError(`--disasters ${disasters}: there are ${possible.length} kinds of disaster, and ${possible.slice(disasters).join(', ')} would never strike; name fewer with --kinds`)
  return possible
}
