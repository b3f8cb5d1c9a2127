/** The operations of a run as they stand at one of its steps. */
import type { Claim } from '../../oracle/claim.ts'
import type { OperationRecord } from '../../oracle/history.ts'
import { shortText } from '../text.ts'
import { MOST_ROWS } from './look.ts'
import type { Look, LookOperation } from './look.ts'
import { countUpToBy } from './run-map.ts'

export function operationsAt(history: readonly OperationRecord[], claim: Claim, seq: number): Pick<Look, 'operations' | 'operationCounts'> {
  const submitted = countUpToBy(history.length, seq, (index) => history[index]!.submitted.seq)
  const must = claim.settled + claim.required.length
  const may = claim.optional.length
  const open = claim.optional.slice(-MOST_ROWS).toReversed()
  const operations = open.map((record) => rowOf(record, 'may', seq))
  for (let index = submitted - 1; index >= 0 && operations.length < MOST_ROWS; index--) {
    const record = history[index]!
    const demand = demandOf(record, claim)
    if (demand !== 'may') operations.push(rowOf(record, demand, seq))
  }
  return { operations, operationCounts: { must, may, mustNot: submitted - must - may } }
}

function demandOf(record: OperationRecord, claim: Claim): LookOperation['demand'] {
  if (claim.requires(record)) return 'must'
  return claim.allows(record) ? 'may' : 'must-not'
}

function rowOf({ id, client, value, submitted, answered, outcome }: OperationRecord, demand: LookOperation['demand'], seq: number): LookOperation {
  const told = answered !== null && answered.seq <= seq
  return { id, client, label: shortText(value), submittedUs: submitted.atUs, answeredUs: told ? answered.atUs : null, outcome: told ? outcome : null, demand }
}
