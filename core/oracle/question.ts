import type { Claim } from './claim.ts'
import type { Configuration } from './configuration.ts'
import type { OperationRecord } from './history.ts'
import type { Search } from './search.ts'
import type { Entry, Timeline } from './timeline.ts'
import { precedes } from './timeline.ts'
import type { Rules } from './rules.ts'

/** One check: a claim, what was observed, and how a configuration measures up to the claim. */

export interface Question<State, Operation, Result> {
  readonly history: readonly OperationRecord<Operation, Result>[]
  readonly timeline: Timeline<Operation, Result>
  readonly rules: Rules<State, Operation, Result>
  readonly search: Search<State, Operation, Result>
  readonly project: (state: State) => unknown
  readonly claim: Claim<Operation, Result>
  readonly observed: unknown
  /** The canonical text of `observed`. */
  readonly text: string
  /** So many answers, at most, can be inside the claim without a gap. */
  readonly last: number
}

/** How many of the first answers a claim allows without a gap; at least its settled ones. */
export function lastAllowed<Operation, Result>(
  timeline: Timeline<Operation, Result>,
  claim: Claim<Operation, Result>,
): number {
  let count = claim.settled
  while (count < timeline.answers.length && claim.allows(timeline.answers[count].record)) count += 1
  return count
}

/** Whether everything that took effect ahead of its answer is allowed. */
export function isAllowed<Operation, Result>(
  claim: Claim<Operation, Result>,
  { ahead }: Configuration<unknown, Operation, Result>,
): boolean {
  return ahead.every(({ record }) => claim.allows(record))
}

/** What the claim requires and a configuration before answer `index` lacks, in the order of answers. */
export function missingFrom<State, Operation, Result>(
  { timeline, claim }: Pick<Question<State, Operation, Result>, 'timeline' | 'claim'>,
  index: number,
  { ahead }: Configuration<State, Operation, Result>,
): readonly Entry<Operation, Result>[] {
  const required = claim.required.length === 0 ? claim.settled : timeline.answers.length
  return timeline.answers.slice(index, required)
    .filter((entry) => !ahead.includes(entry) && claim.requires(entry.record))
}

/**
 * An operation that should be there because one with a later commit position is; null if there is
 * none. Under `ack` only what is required is missed: what was never promised may leave a gap.
 */
export function findGap<State, Operation, Result>(
  { timeline, claim }: Pick<Question<State, Operation, Result>, 'timeline' | 'claim'>,
  index: number,
  { ahead, lastPosition }: Configuration<State, Operation, Result>,
): Entry<Operation, Result> | null {
  const expects = (record: OperationRecord<Operation, Result>): boolean => (claim.contract === 'ack' ? claim.requires(record) : claim.allows(record))
  const { answers, lowestPositionFrom } = timeline
  for (let at = index; at < answers.length && lowestPositionFrom[at] < lastPosition; at += 1) {
    const { record } = answers[at]
    if ((record.position ?? Infinity) < lastPosition && expects(record) && !ahead.includes(answers[at])) {
      return answers[at]
    }
  }
  return null
}

/** Of what is there, the first operation that really follows one of `missing`; null if none does. */
export function followerOf<State, Operation, Result>(
  { timeline }: Pick<Question<State, Operation, Result>, 'timeline'>,
  index: number,
  { ahead, damages }: Configuration<State, Operation, Result>,
  missing: readonly OperationRecord<Operation, Result>[],
): OperationRecord<Operation, Result> | null {
  const gone = new Set(missing)
  for (const { kind, entry } of damages) if (kind === 'dropped') gone.add(entry.record)
  const follows = ({ record }: Entry<Operation, Result>): boolean =>
    !gone.has(record) && missing.some((earlier) => precedes(earlier, record) || liesBefore(earlier, record))
  return (ahead.find(follows) ?? timeline.answers.slice(0, index).find(follows))?.record ?? null
}

function liesBefore(first: OperationRecord, second: OperationRecord): boolean {
  return first.position !== undefined && second.position !== undefined && first.position < second.position
}
