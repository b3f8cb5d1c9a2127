/** How an operation reports its place in the commit order. */
import type { Committed } from './scenario.ts'

class CommittedResult<Result> implements Committed<Result> {
  readonly position: number
  readonly result: Result

  constructor(position: number, result: Result) {
    this.position = position
    this.result = result
  }
}

/**
 * What `apply` returns when it knows the commit order: operations take effect in the order of their
 * positions (a log sequence number, say). It spares the oracle the search for an order, and lets it see holes.
 * @throws RangeError when `position` is no integer
 */
export function committed(position: number): Committed<undefined>
export function committed<Result>(position: number, result: Result): Committed<Result>
export function committed<Result>(position: number, result?: Result): Committed<Result | undefined> {
  if (!Number.isSafeInteger(position)) throw new RangeError(`committed: position must be an integer, got ${position}`)
  return new CommittedResult(position, result)
}

/** Splits an answer of `apply` into the result and, if reported, the position. */
export function splitAnswer(answer: unknown): { result: unknown; position: number | undefined } {
  return answer instanceof CommittedResult
    ? { result: answer.result as unknown, position: answer.position }
    : { result: answer, position: undefined }
}
