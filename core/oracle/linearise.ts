import { canonical } from './canonical.ts'
import type { Claim } from './claim.ts'
import { classify } from './classify.ts'
import type { Configuration } from './configuration.ts'
import type { OperationRecord } from './history.ts'
import type { Model } from './model.ts'
import type { Question } from './question.ts'
import { findGap, isAllowed, lastAllowed, missingFrom } from './question.ts'
import { WHOLE_ONLY } from './rules.ts'
import { Search } from './search.ts'
import { Timeline } from './timeline.ts'
import type { Verdict } from './verdict.ts'

/**
 * Whether recovered data is what a reference model holds after some order of the operations. An
 * order is legal if
 *
 * 1. what was answered ok before another was submitted comes before it;
 * 2. everything that the claim requires is in it;
 * 3. nothing that the claim does not allow is in it;
 * 4. what is in it, is there with everything that was answered ok before its submission;
 * 5. operations with a commit position come in the order of their positions; one without a
 *    position goes wherever real time allows;
 * 6. under `sync` and `none`, an operation with a position is there with everything answered ok
 *    that has a lower one.
 *
 * An operation of unknown outcome may take effect at any time after its submission, or never: it
 * binds no other. Does not check what clients read while the application ran, nor the answers
 * themselves: the model is told the results and may ignore them.
 */

const DEFAULT_CONFIGURATIONS = 20_000

/** To suppose that few operations of unknown outcome took effect is cheap and mostly enough; the last tries all. */
const UNKNOWN_LIMITS: readonly number[] = [0, 1, Infinity]

export interface CheckerOptions<State, Operation, Result> {
  readonly model: Model<State, Operation, Result>
  /** What of the model's state the application shows; default: all of it. */
  readonly project?: ((state: State) => unknown) | undefined
  /** The finished history. The checker keeps it and expects it not to change any more. */
  readonly history: readonly OperationRecord<Operation, Result>[]
  /**
   * So many configurations (ways in which the operations can stand between two answers) are
   * explored at most, not counting the first 64 before each answer; beyond that the answer is
   * `inconclusive`. Default 20,000.
   */
  readonly configurationLimit?: number
}

export interface Checker<Operation, Result> {
  /**
   * Judges what was observed after recovery from one cut. Cheapest with ascending cuts, right in any order.
   *
   * @param text the canonical text of `observed`, where it is known already
   * @throws RangeError if the claim settles more operations than the history has answers.
   * @throws TypeError if `observed` or the projected state is not plain data (see `canonical`).
   */
  check(claim: Claim<Operation, Result>, observed: unknown, text?: string): Verdict
  /**
   * The different states of the model in which legal orders end that show what was observed: where
   * life goes on from. Empty if there is none; several only where the application shows less than all.
   */
  witnesses(claim: Claim<Operation, Result>, observed: unknown): readonly unknown[]
}

/**
 * Prepares a finished history for any number of checks.
 *
 * @throws RangeError if an operation is ok but has no answer, or the limit is not a positive integer.
 */
export function createChecker<State, Operation, Result>(
  options: CheckerOptions<State, Operation, Result>,
): Checker<Operation, Result> {
  const { model, project, history, configurationLimit = DEFAULT_CONFIGURATIONS } = options
  if (!Number.isInteger(configurationLimit) || configurationLimit < 1) {
    throw new RangeError(`createChecker: configurationLimit must be a positive integer, not ${configurationLimit}`)
  }
  const timeline = new Timeline(history)
  const unknownCount = timeline.entries.length - timeline.answers.length
  const stages = UNKNOWN_LIMITS.filter((limit) => limit === Infinity || limit < unknownCount).map((unknownLimit) => {
    const ways = () => WHOLE_ONLY
    const limits = { limit: configurationLimit, unknownLimit, damageLimit: 0 }
    const rules = { model, ...limits, waysAhead: ways, waysAnswered: ways }
    return { history, timeline, rules, search: new Search(timeline, rules, project), project: project ?? identity }
  })
  type Questions = readonly Question<State, Operation, Result>[]
  const questionsAbout = (claim: Claim<Operation, Result>, observed: unknown, text: string): Questions => {
    const last = lastAllowed(timeline, claim)
    return stages.map((stage) => ({ ...stage, claim, observed, text, last }))
  }
  return {
    witnesses(claim, observed) {
      const states = new Map<string, State>()
      for (const question of questionsAbout(claim, observed, canonical(observed))) {
        for (const state of legalStates(question)) states.set(canonical(state), state)
      }
      return [...states.values()]
    },
    check(claim, observed, text = canonical(observed)) {
      if (claim.settled > timeline.answers.length) {
        throw new RangeError(`check: the claim settles ${claim.settled} of ${timeline.answers.length} answers`)
      }
      const questions = questionsAbout(claim, observed, text)
      let answer: Answer = 'no order at all'
      for (const question of questions) {
        answer = ask(question)
        if (answer === 'legal') return { status: 'ok' }
      }
      return VERDICT_OF[answer](questions[questions.length - 1])
    },
  }
}

type Answer = 'legal' | 'illegal' | 'too many orders' | 'no order at all'

function ask<State, Operation, Result>(question: Question<State, Operation, Result>): Answer {
  const { search, claim, last, text } = question
  let answer: Answer = 'no order at all'
  for (let index = last; index >= claim.settled; index -= 1) {
    const matching = search.matching(index, text)
    if (matching === null) return 'too many orders'
    if (matching.some((configuration) => isLegal(question, index, configuration))) return 'legal'
    if (answer === 'no order at all' && (search.before(index)?.length ?? 0) > 0) answer = 'illegal'
  }
  return answer
}

function* legalStates<State, Operation, Result>(question: Question<State, Operation, Result>): Generator<State> {
  const { search, claim, last, text } = question
  for (let index = last; index >= claim.settled; index -= 1) {
    for (const configuration of search.matching(index, text) ?? []) {
      if (isLegal(question, index, configuration)) yield configuration.state
    }
  }
}

function isLegal<State, Operation, Result>(
  question: Question<State, Operation, Result>,
  index: number,
  configuration: Configuration<State, Operation, Result>,
): boolean {
  const { claim } = question
  return (
    isAllowed(claim, configuration) &&
    missingFrom(question, index, configuration).length === 0 &&
    (claim.contract === 'ack' || findGap(question, index, configuration) === null)
  )
}

const VERDICT_OF: Readonly<Record<
  Exclude<Answer, 'legal'>,
  <State, Operation, Result>(question: Question<State, Operation, Result>) => Verdict
>> = {
  illegal: classify,
  'too many orders': ({ rules, timeline, claim }) => ({
    status: 'inconclusive',
    reason: `the operations in doubt (${timeline.pendingAt(claim.settled).length} at the cut) can stand in more than ` +
      `${rules.limit} ways; report commit positions with committed(position, result)`,
  }),
  'no order at all': ({ search, timeline, last }) => {
    let first = 0
    while (first < last && (search.before(first + 1)?.length ?? 0) > 0) first += 1
    const { id, position } = timeline.answers[first].record
    return {
      status: 'inconclusive',
      reason: `no order fits: the commit position ${position} of #${id} contradicts real time or another position`,
    }
  },
}

function identity(state: unknown): unknown {
  return state
}
