/**
 * One choice for all that a recovery plan brings up. Each protected item (a machine, or a consistency group) makes it
 * for itself, so a plan without groups may well put together states of different instants.
 */
import { chooseRecoveryPoint } from './choice.ts'
import type { ChosenPoint, RecoveryPointChoice, RecoverySource } from './choice.ts'
import { failoverPolicies } from './policy.ts'
import type { FailoverPolicy } from './policy.ts'

/** What is replicated by itself: one machine, or a consistency group as a whole. */
export interface ProtectedItem {
  readonly id: string
  readonly source: RecoverySource
}

export interface PlanChoice {
  /** In the order of the items. The images of those that are there belong to the caller. */
  readonly items: readonly { readonly id: string; readonly chosen: ChosenPoint }[]
  /** Whether there is a state for every item. */
  readonly complete: boolean
  /** The oldest and the newest instant that an item stands for. Null when there is none at all. */
  readonly earliestUs: number | null
  readonly latestUs: number | null
  /** From the oldest to the newest: how far apart the parts of the estate are in time. */
  readonly spreadUs: number
  /** True when everything stands for one cut: a single item, and that not mixed in itself. */
  readonly oneCut: boolean
}

/**
 * Chooses for each item. A plan goes on without an item that has no state; that is told, not thrown. A point of one's
 * own choice is for one item at a time.
 *
 * @param policy says which choices there are. Default: those of Azure Site Recovery
 */
export function choosePlanPoints(
  items: readonly ProtectedItem[],
  choice: RecoveryPointChoice,
  policy: FailoverPolicy = failoverPolicies.asr,
): PlanChoice {
  const made = items.map(({ id, source }) => ({ id, chosen: chooseIn(source, choice, items.length > 1, policy) }))
  const cuts = made.flatMap(({ chosen }) => (chosen.ok ? [chosen.cut] : []))
  const times = cuts.map(({ atUs }) => atUs)
  const earliestUs = times.length === 0 ? null : Math.min(...times)
  const latestUs = times.length === 0 ? null : Math.max(...times)
  return {
    items: made,
    complete: cuts.length === items.length,
    earliestUs,
    latestUs,
    spreadUs: (latestUs ?? 0) - (earliestUs ?? 0),
    oneCut: cuts.length === 1 && cuts[0]!.oneCut,
  }
}

function chooseIn(source: RecoverySource, choice: RecoveryPointChoice, several: boolean, policy: FailoverPolicy): ChosenPoint {
  if (typeof choice === 'object' && several) return { ok: false, reason: 'not-for-plans' }
  if (!policy.choices.includes(typeof choice === 'object' ? 'custom' : choice)) return { ok: false, reason: 'not-offered' }
  return chooseRecoveryPoint(source, choice)
}
