/** Of what the model allows after a crash, that which is nearest to what was observed. Looks at part of it only where much is allowed. */
import type { Claim } from '../../oracle/claim.ts'
import { countDifferences } from '../../oracle/difference.ts'
import type { Durability, OperationRecord } from '../../oracle/history.ts'
import type { ModelView } from './model-view.ts'

/** Of so many operations that may be there or not every legal order of some of them is tried. */
const COMBINED = 4
/** Of more operations first this many lengths of their sequence, then as many around the nearest, and so on. */
const PROBED = 16

type Records = readonly OperationRecord[]

export interface NearestAllowed {
  readonly shown: unknown
  /** Of the operations that may be there, those that are. */
  readonly included: Records
}

interface Tried extends NearestAllowed {
  readonly differences: number
}

type Try = (included: Records) => Tried

/** @param observed null: nothing was; then what must be there at least */
export function nearestAllowed(
  model: Pick<ModelView, 'shown'>,
  { settled, required, optional, contract }: Pick<Claim, 'settled' | 'required' | 'optional' | 'contract'>,
  observed: { readonly value: unknown } | null,
): NearestAllowed {
  const attempt: Try = (included) => {
    const shown = model.shown(settled, [...required, ...included])
    return { shown, included, differences: observed ? countDifferences(shown, observed.value) : 0 }
  }
  if (observed === null) return attempt([])
  let best = optional.length > COMBINED ? nearestPrefix(optional, attempt) : attempt([])
  const from = Math.max(0, Math.min(best.included.length - COMBINED / 2, optional.length - COMBINED))
  const before = optional.slice(0, from)
  for (const choice of choicesOf(optional.slice(from, from + COMBINED), contract)) {
    if (best.differences === 0) break
    const one = attempt([...before, ...choice])
    if (one.differences < best.differences) best = one
  }
  return best
}

/** Of the first ones, as they were submitted. What lies far from the observed differs more than what lies near, or nearly so. */
function nearestPrefix(optional: Records, attempt: Try): Tried {
  let best = attempt([])
  for (let from = 0, to = optional.length, step = Infinity; step > 1 && best.differences > 0; ) {
    step = Math.ceil((to - from) / PROBED)
    for (let count = from; count < to + step && best.differences > 0; count += step) {
      const one = attempt(optional.slice(0, Math.min(count, to)))
      if (one.differences < best.differences) best = one
    }
    from = Math.max(0, best.included.length - step)
    to = Math.min(optional.length, best.included.length + step)
  }
  return best
}

/** Some of them, in an order that they may have taken effect in. */
function* choicesOf(records: Records, contract: Durability, chosen: Records = []): Generator<Records> {
  yield chosen
  for (const record of records) {
    if (chosen.includes(record) || chosen.some((other) => isCommittedBefore(record, other))) continue
    const isBarred = records.some((other) => other !== record && !chosen.includes(other) && belongsBefore(other, record, contract))
    if (!isBarred) yield* choicesOf(records, contract, [...chosen, record])
  }
}

/** Whether one can be there only with the other before it: the rules of `linearise.ts` on real time and on commit positions. */
function belongsBefore(other: OperationRecord, one: OperationRecord, contract: Durability): boolean {
  if (other.outcome !== 'ok') return false
  return other.answered!.seq < one.submitted.seq || (contract !== 'ack' && isCommittedBefore(other, one))
}

function isCommittedBefore({ position: one }: OperationRecord, { position: other }: OperationRecord): boolean {
  return one !== undefined && other !== undefined && one < other
}
