/** Which disasters and which strategies share a run of the estate, so that nothing is lived through more often than it must be. */
import { courseOf, lookUs } from './courses.ts'
import type { EstateDisaster } from './disaster.ts'
import { protectionsOf } from './strategy.ts'
import type { Strategy } from './strategy.ts'

/**
 * A disaster that changes anything for those who come later joins a run only if all that is in it has been looked at
 * before; else it has a run for itself, and nobody comes after one that ends the history.
 */
export function runsOf(disasters: readonly EstateDisaster[]): readonly (readonly EstateDisaster[])[] {
  const shared = disasters.filter(({ kind }) => !courseOf(kind).changes)
  const alone: EstateDisaster[] = []
  let lookedUs = Math.max(0, ...shared.map(lookUs))
  for (const disaster of disasters.filter(({ kind }) => courseOf(kind).changes)) {
    const { cause } = courseOf(disaster.kind)
    if ((cause ? disaster.causedAtUs : disaster.atUs) < lookedUs) {
      alone.push(disaster)
      continue
    }
    shared.push(disaster)
    lookedUs = Infinity
  }
  return [shared, ...alone.map((disaster) => [disaster])].filter((run) => run.length > 0)
}

/** Those that protect the estate in the same way, and only choose differently. */
export function sharing(strategies: readonly Strategy[]): Iterable<readonly Strategy[]> {
  const groups = new Map<string, Strategy[]>()
  for (const strategy of strategies) {
    const key = JSON.stringify(protectionsOf(strategy))
    const group = groups.get(key)
    if (group) group.push(strategy)
    else groups.set(key, [strategy])
  }
  return groups.values()
}
