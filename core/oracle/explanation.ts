import type { OperationRecord } from './history.ts'
import { shortJson } from './difference.ts'
import type { VerdictName } from './verdict.ts'

/** What went wrong, as far as the data tells, and the words for it. */

const MOST_OPERATIONS_NAMED = 3
const LONGEST_OPERATION_CHARACTERS = 60

export interface Explanation {
  readonly verdict: VerdictName
  readonly sentence: string
  /** The operations that the sentence is about. */
  readonly operations: readonly OperationRecord[]
}

export function lostAck(missing: readonly OperationRecord[]): Explanation {
  const sentence = missing.length === 1
    ? `1 acknowledged operation is missing: ${named(missing)}`
    : `${missing.length} acknowledged operations are missing: ${named(missing)}`
  return { verdict: 'lost-ack', sentence, operations: missing }
}

export function orderHole(missing: readonly OperationRecord[], follower: OperationRecord): Explanation {
  const verb = missing.length === 1 ? 'is' : 'are'
  const sentence = `${named(missing)} ${verb} missing although ${named([follower])}, which follows, is there`
  return { verdict: 'order-hole', sentence, operations: missing }
}

export function partialTransaction(
  partial: readonly OperationRecord[],
  missing: readonly OperationRecord[],
): Explanation {
  const rest = missing.length === 0 ? '' : `, and ${lostAck(missing).sentence}`
  const verb = partial.length === 1 ? 'was' : 'were'
  const operations = [...partial, ...missing]
  return { verdict: 'partial-transaction', sentence: `${named(partial)} ${verb} applied in part${rest}`, operations }
}

export function phantom(added: readonly OperationRecord[]): Explanation {
  const reasons = added.map((operation) => {
    const reason = operation.outcome === 'failed' ? 'was rejected' : 'was not submitted inside the cut'
    return `${named([operation])} is there, which ${reason}`
  })
  return { verdict: 'phantom', sentence: reasons.join('; '), operations: added }
}

export function appliedTwice(repeated: readonly OperationRecord[]): Explanation {
  return { verdict: 'wrong-data', sentence: `${named(repeated)} was applied twice`, operations: repeated }
}

export const UNEXPLAINED: Explanation = {
  verdict: 'wrong-data',
  sentence: 'the recovered data matches no order of the operations',
  operations: [],
}

function named(operations: readonly OperationRecord[]): string {
  const told = operations.slice(0, MOST_OPERATIONS_NAMED)
    .map(({ id, value }) => `#${id} ${shortJson(value, LONGEST_OPERATION_CHARACTERS)}`)
  const untold = operations.length - told.length
  return untold === 0 ? told.join(', ') : `${told.join(', ')} and ${untold} more`
}
