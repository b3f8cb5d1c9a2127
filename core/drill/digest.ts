/** Digests of users' values, for the trace. */
import { canonical } from '../oracle/canonical.ts'
import { hashText } from '../sim/hash.ts'

/** Equal plain data have equal digests; what is not plain data (a handle, say) counts by its kind only. */
export function digestOf(value: unknown): number {
  try {
    return hashText(canonical(value))
  } catch {
    return hashText(`opaque ${typeof value}`)
  }
}
