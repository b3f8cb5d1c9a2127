import type { Explanation } from './explanation.ts'
import { UNEXPLAINED, appliedTwice, lostAck, orderHole, partialTransaction, phantom } from './explanation.ts'
import { countDifferences, describeDifference } from './difference.ts'
import type { OperationRecord } from './history.ts'
import type { Question } from './question.ts'
import { findGap, followerOf, isAllowed, missingFrom } from './question.ts'
import type { Match, Pass } from './relaxed-search.ts'
import { searchRelaxed } from './relaxed-search.ts'
import type { Verdict } from './verdict.ts'

/**
 * Names the verdict for data that no order of the operations explains: the explanation that
 * supposes least wins. It cannot see causes: a lost write and a lost operation look the same.
 */

/** So many answers back a loss of everything after some instant is looked for. */
const LONGEST_LOSS_ANSWERS = 4_096
/** So many legal states are compared in search of the nearest. */
const MOST_STATES_COMPARED = 64

type Explain = <State, Operation, Result>(
  question: Question<State, Operation, Result>,
  loss: Loss | null,
) => Explanation | null

/** A cut-off end: everything after some instant is missing. */
interface Loss {
  readonly missing: readonly OperationRecord[]
  /** What is there although something with a lower commit position is missing; null if nothing is. */
  readonly follower: OperationRecord | null
}

/**
 * From the smallest supposition to the largest. One operation lost, broken or out of order comes
 * before a longer loss; a longer loss (a cut-off end, the most common failure) comes before
 * operations from outside the cut and before several damaged ones.
 */
const ATTEMPTS: readonly Explain[] = [
  (_question, loss) => (loss !== null && loss.missing.length <= 1 ? explainLoss(loss) : null),
  explainDropped({ relaxation: 'dropped', windowAnswers: 64, damageLimit: 1, allowsLoss: false }),
  explainPartial({ relaxation: 'partial', windowAnswers: 32, damageLimit: 1, allowsLoss: false }),
  (_question, loss) => (loss === null ? null : explainLoss(loss)),
  explainAdded({ relaxation: 'added', windowAnswers: 32, damageLimit: 1, allowsLoss: false }),
  explainPartial({ relaxation: 'partial', windowAnswers: 64, damageLimit: 1, allowsLoss: true }),
  explainRepeated({ relaxation: 'repeated', windowAnswers: 32, damageLimit: 1, allowsLoss: false }),
  explainDropped({ relaxation: 'dropped', windowAnswers: 24, damageLimit: 2, allowsLoss: false }),
  explainDropped({ relaxation: 'dropped', windowAnswers: 10, damageLimit: 10, allowsLoss: false }),
  explainAdded({ relaxation: 'added', windowAnswers: 8, damageLimit: 3, allowsLoss: false }),
]

/** The verdict for a question that has no honest answer. */
export function classify<State, Operation, Result>(question: Question<State, Operation, Result>): Verdict {
  const loss = findLoss(question)
  let explanation: Explanation | null = null
  for (const attempt of ATTEMPTS) {
    explanation = attempt(question, loss)
    if (explanation !== null) break
  }
  const { verdict, sentence, operations } = explanation ?? UNEXPLAINED
  return {
    status: 'violated',
    verdict,
    message: `${sentence}; ${differenceToNearest(question)}`,
    operations: operations.map(({ id }) => id),
  }
}

/** The shortest loss that explains the data; one that leaves a gap in commit positions only if there is no other. */
function findLoss<State, Operation, Result>(question: Question<State, Operation, Result>): Loss | null {
  const { search, claim, last, text } = question
  let withGap: Loss | null = null
  for (let index = last; index >= Math.max(0, last - LONGEST_LOSS_ANSWERS); index -= 1) {
    const matching = search.matching(index, text)
    if (matching === null) continue
    for (const configuration of matching) {
      if (!isAllowed(claim, configuration)) continue
      const missing = missingFrom(question, index, configuration).map(({ record }) => record)
      const gap = findGap(question, index, configuration)
      if (gap === null) return { missing, follower: null }
      const missed = missing.length === 0 ? [gap.record] : missing
      withGap ??= { missing: missed, follower: followerOf(question, index, configuration, missed) }
    }
  }
  return withGap
}

function explainLoss({ missing, follower }: Loss): Explanation {
  return follower === null ? lostAck(missing) : orderHole(missing, follower)
}

/** A hole needs its follower: if a cut-off end explains the data too, nothing proves that the follower is there. */
function explainDropped(pass: Pass): Explain {
  return (question, loss) => {
    const match = searchRelaxed(question, pass)
    if (match === null) return null
    const missing = damagedIn(match)
    const isNeeded = loss === null || loss.follower !== null
    const follower = isNeeded ? followerOf(question, match.index, match.configuration, missing) : null
    return follower === null ? lostAck(missing) : orderHole(missing, follower)
  }
}

function explainPartial(pass: Pass): Explain {
  return (question) => {
    const match = question.rules.model.pieces === undefined ? null : searchRelaxed(question, pass)
    return match === null ? null : partialTransaction(damagedIn(match), match.missing.map(({ record }) => record))
  }
}

function explainAdded(pass: Pass): Explain {
  return (question) => {
    const match = searchRelaxed(question, pass)
    return match === null ? null : phantom(damagedIn(match))
  }
}

function explainRepeated(pass: Pass): Explain {
  return (question) => {
    const match = searchRelaxed(question, pass)
    return match === null ? null : appliedTwice(damagedIn(match))
  }
}

function damagedIn<State, Operation, Result>(match: Match<State, Operation, Result>): readonly OperationRecord[] {
  return match.configuration.damages.map(({ entry }) => entry.record)
}

/** How the data differs from the legal state that it is nearest to. */
function differenceToNearest<State, Operation, Result>(question: Question<State, Operation, Result>): string {
  const { search, claim, last, project, observed } = question
  let nearest: { readonly state: unknown; readonly differences: number } | null = null
  let compared = 0
  for (let index = claim.settled; index <= last && compared < MOST_STATES_COMPARED; index += 1) {
    const reachable = search.reachable(index)
    if (reachable === null) break
    for (const configuration of reachable.slice(0, MOST_STATES_COMPARED - compared)) {
      if (!isAllowed(claim, configuration)) continue
      compared += 1
      const state = project(configuration.state)
      const differences = countDifferences(state, observed)
      if (nearest === null || differences < nearest.differences) nearest = { state, differences }
    }
  }
  return nearest === null ? 'no legal state is known' : describeDifference(nearest.state, observed)
}
