/** Of what the model allows after a crash, that which is nearest to what was observed. */
import type { Claim } from '../../oracle/claim.ts'
import { countDifferences } from '../../oracle/difference.ts'
import type { OperationRecord } from '../../oracle/history.ts'
import type { ModelView } from './model-view.ts'

/** Of so many operations that may be there or not every combination is tried; of more only the first ones of them. */
const COMBINED = 4
const MOST_TRIED = 64

export interface NearestAllowed {
  readonly shown: unknown
  /** Of the operations that may be there, those that are. */
  readonly included: readonly OperationRecord[]
}

/** @param observed null: nothing was; then what must be there at least */
export function nearestAllowed(model: ModelView, { settled, required, optional }: Claim, observed: { readonly value: unknown } | null): NearestAllowed {
  let best: NearestAllowed | null = null
  let fewest = Infinity
  for (const included of observed ? choicesOf(optional) : [[]]) {
    const shown = model.shown(settled, [...required, ...included])
    const differences = observed ? countDifferences(shown, observed.value) : 0
    if (differences < fewest) [best, fewest] = [{ shown, included }, differences]
    if (fewest === 0) break
  }
  return best!
}

function choicesOf(optional: readonly OperationRecord[]): readonly (readonly OperationRecord[])[] {
  if (optional.length > COMBINED) return Array.from({ length: Math.min(MOST_TRIED, optional.length + 1) }, (_, count) => optional.slice(0, count))
  return Array.from({ length: 2 ** optional.length }, (_, mask) => optional.filter((_operation, index) => (mask >> index) & 1))
}
