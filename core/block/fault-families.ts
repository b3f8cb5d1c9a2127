/**
 * Which faults belong together. A seed has whole families off, because a device on which everything goes a
 * little wrong hides the bugs that need one thing to go wrong often. Each kind is in exactly one family.
 */
import type { FaultKind } from './faults.ts'

/** What each family is about, in the order of drawing. */
export const FAULT_FAMILIES = {
  errors: 'writes and flushes fail',
  'read-errors': 'reads fail',
  space: 'there is no room',
  timing: 'answers come late or never',
  lies: 'success is told of what was not done',
  corruption: 'what is read is not what was written',
} as const

export type FaultFamily = keyof typeof FAULT_FAMILIES

export const FAULT_FAMILY_NAMES = Object.keys(FAULT_FAMILIES) as readonly FaultFamily[]

export const FAMILY_OF: Readonly<Record<FaultKind, FaultFamily>> = {
  torn: 'lies',
  lost: 'lies',
  misdirected: 'lies',
  unserializable: 'lies',
  'lying-flush': 'lies',
  'stale-read': 'corruption',
  'bit-rot': 'corruption',
  'latent-sector-error': 'read-errors',
  'read-error-once': 'read-errors',
  'error-once': 'errors',
  'error-sticky': 'errors',
  'error-then-clean': 'errors',
  enospc: 'space',
  stall: 'timing',
  'never-answers': 'timing',
}
