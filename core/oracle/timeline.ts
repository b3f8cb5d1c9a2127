import type { OperationRecord } from './history.ts'

/**
 * A history in the two orders that the checkers walk: as submitted and as answered.
 *
 * Two rules run through all of it. An operation whose outcome is unknown (even if its rejection
 * reached the client) may take effect at any later time or never, so it precedes nothing. One that was
 * rejected as certainly not applied may be there before its answer, when nothing was certain yet
 * (its writes may have been in flight), and never after.
 */

export interface Entry<Operation, Result> {
  readonly record: OperationRecord<Operation, Result>
  /** Index in submission order. */
  readonly rank: number
  /** Index in answer order; Infinity for an operation that was never answered ok. */
  readonly answerRank: number
  /**
   * With so many answers taken in it can no longer be pending: its own among them; for a rejected one
   * the first whose operation was submitted after the rejection. Infinity if that never comes.
   */
  readonly closedAfter: number
}

/** True if `first` was answered ok before `second` was submitted. */
export function precedes(first: OperationRecord, second: OperationRecord): boolean {
  return first.outcome === 'ok' && first.answered !== null && first.answered.seq < second.submitted.seq
}

export class Timeline<Operation, Result> {
  /** Every operation, in submission order. */
  readonly entries: readonly Entry<Operation, Result>[]
  /** Every operation answered ok, in answer order. */
  readonly answers: readonly Entry<Operation, Result>[]
  /** Of every answer, its place in the global sequence. */
  readonly answerSeqs: readonly number[]
  /** Of every answer, the lowest commit position known of it and all later ones; else Infinity. */
  readonly lowestPositionFrom: readonly number[]
  readonly #submitSeqs: readonly number[]
  readonly #latestSubmissions: readonly number[]
  /** A tree of maxima over what closes each operation, so that the open operations are found without a walk. */
  readonly #latestClosing: Float64Array
  readonly #leaves: number

  /** @throws RangeError if an operation is ok but has no answer. */
  constructor(history: readonly OperationRecord<Operation, Result>[]) {
    const possible = history.toSorted((a, b) => a.submitted.seq - b.submitted.seq || a.id - b.id)
    const answered = possible.filter(({ outcome }) => outcome === 'ok')
    answered.sort((a, b) => answerSeq(a) - answerSeq(b) || a.id - b.id)
    const answerRanks = new Map(answered.map((record, index) => [record, index]))
    this.#latestSubmissions = latestSubmissions(answered)
    const firstSubmittedAfter = (seq: number): number => {
      const rank = countUpTo(this.#latestSubmissions, seq)
      return rank < answered.length ? rank : Infinity
    }
    this.entries = possible.map((record, rank) => {
      const answerRank = answerRanks.get(record) ?? Infinity
      const rejectedAt = record.outcome === 'failed' ? record.answered?.seq : undefined
      return { record, rank, answerRank, closedAfter: (rejectedAt === undefined ? answerRank : firstSubmittedAfter(rejectedAt)) + 1 }
    })
    this.answers = this.entries.filter(({ answerRank }) => answerRank !== Infinity)
      .sort((a, b) => a.answerRank - b.answerRank)
    this.answerSeqs = answered.map(answerSeq)
    this.lowestPositionFrom = lowestFrom(answered.map(({ position }) => position ?? Infinity))
    this.#submitSeqs = possible.map(({ submitted }) => submitted.seq)
    this.#leaves = powerOfTwoFrom(possible.length)
    this.#latestClosing = treeOfMaxima(this.entries, this.#leaves)
  }

  /** How many operations were answered ok at `seq` or before. */
  answeredUpTo(seq: number): number {
    return countUpTo(this.answerSeqs, seq)
  }

  /** The latest submission among the first `answered` answers; -Infinity if there are none. */
  latestSubmission(answered: number): number {
    return answered === 0 ? -Infinity : this.#latestSubmissions[answered - 1]
  }

  /** How many operations were submitted at `seq` or before. */
  submittedUpTo(seq: number): number {
    return countUpTo(this.#submitSeqs, seq)
  }

  /**
   * Of the first `submitted` operations those that the first `answered` answers do not close, in
   * submission order. Costs what it returns, times the logarithm of the history.
   */
  open(submitted: number, answered: number): readonly Entry<Operation, Result>[] {
    const found: Entry<Operation, Result>[] = []
    const visit = (node: number, first: number, width: number): void => {
      if (first >= submitted || this.#latestClosing[node] <= answered) return
      if (width === 1) {
        found.push(this.entries[first])
        return
      }
      visit(2 * node, first, width / 2)
      visit(2 * node + 1, first + width / 2, width / 2)
    }
    visit(1, 0, this.#leaves)
    return found
  }

  /**
   * The operations that may take effect between answer `index - 1` and answer `index` without
   * having been answered: submitted before the latter, answered after it or never.
   */
  pendingAt(index: number): readonly Entry<Operation, Result>[] {
    const submitted = index < this.answers.length ? this.submittedUpTo(this.answerSeqs[index]) : this.entries.length
    return this.open(submitted, index).filter(({ answerRank }) => answerRank !== index)
  }
}

/** How many of the ascending `values` are at most `limit`. */
export function countUpTo(values: ArrayLike<number>, limit: number): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (values[middle] <= limit) low = middle + 1
    else high = middle
  }
  return low
}

function answerSeq(record: OperationRecord): number {
  if (record.answered === null) throw new RangeError(`Timeline: operation ${record.id} is ok but has no answer`)
  return record.answered.seq
}

/** The smallest power of two that is at least `count`; 1 for none. */
function powerOfTwoFrom(count: number): number {
  let power = 1
  while (power < count) power *= 2
  return power
}

/** Of each answer, the latest submission among its operation and all answered before. */
function latestSubmissions(answered: readonly OperationRecord[]): readonly number[] {
  const latest: number[] = []
  for (const { submitted } of answered) latest.push(Math.max(latest.at(-1) ?? -Infinity, submitted.seq))
  return latest
}

function lowestFrom(values: readonly number[]): readonly number[] {
  const lowest = [...values]
  for (let index = lowest.length - 2; index >= 0; index -= 1) lowest[index] = Math.min(lowest[index], lowest[index + 1])
  return lowest
}

function treeOfMaxima(entries: readonly Entry<unknown, unknown>[], leaves: number): Float64Array {
  const tree = new Float64Array(2 * leaves).fill(-1)
  for (const { rank, closedAfter } of entries) tree[leaves + rank] = closedAfter
  for (let node = leaves - 1; node > 0; node -= 1) tree[node] = Math.max(tree[2 * node], tree[2 * node + 1])
  return tree
}
