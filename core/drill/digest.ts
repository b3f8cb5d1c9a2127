/** Digests of users' values, for the trace. */
import { canonical } from '../oracle/canonical.ts'
import { hashText } from '../sim/hash.ts'
import type { OperationRecord } from '../oracle/history.ts'

/** Of what a client was answered: outcome, commit position and result. */
export function digestOfAnswer({ outcome, position, result }: OperationRecord): number {
  return hashText(`${outcome} ${position ?? ''} ${textOf(result)}`)
}

/** Equal plain data have equal texts; what is not plain data (a handle, say) counts by its kind only. */
function textOf(value: unknown): string {
  if (value === undefined) return ''
  try {
    return canonical(value)
  } catch {
    return `opaque ${typeof value}`
  }
}
