/** The states at the edges of what an instant allows: nothing unflushed, all completed, all submitted. */
import type { DurabilityCursor } from '../block/durability.ts'
import { inFlightAt } from './crash-state.ts'
import type { CrashState } from './crash-state.ts'
import { allPending } from './picks.ts'

/** What a flush is for: of everything pending, nothing survives, or all that had completed. */
export function flushBoundaryStates(cursor: DurabilityCursor): readonly CrashState[] {
  const pending = allPending(cursor)
  const states: CrashState[] = [{ kind: 'power-cut', choice: 'floors', why: 'flushed-survives' }]
  if (pending.some((write) => write.completedAt(cursor.seq)))
    states.push({ kind: 'power-cut', choice: 'completed', why: 'completion-order' })
  return states
}

/** The run up to here and no further, as each kind of crash leaves it. */
export function prefixStates(cursor: DurabilityCursor): readonly CrashState[] {
  const pending = allPending(cursor)
  const states: CrashState[] = [
    { kind: 'process-kill', choice: cursor.disks.some(({ pageCache }) => pageCache) ? 'page-cache' : 'newest', why: 'cache-kept-power' },
    { kind: 'power-cut', choice: 'completed', why: 'completion-order' },
  ]
  if (inFlightAt(cursor, pending).length > 0) {
    states.push(
      { kind: 'power-cut', choice: 'newest', why: 'in-flight-arrived' },
      { kind: 'os-reset', choice: 'completed', why: 'in-flight-cut' },
    )
  }
  return states
}
