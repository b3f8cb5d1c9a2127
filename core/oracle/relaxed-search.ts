import type { Configuration } from './configuration.ts'
import type { Question } from './question.ts'
import { isAllowed, missingFrom } from './question.ts'
import type { Rules, Way } from './rules.ts'
import { WHOLE_ONLY, advance, expand } from './rules.ts'
import type { Entry } from './timeline.ts'

/**
 * The same search with a rule relaxed: some operations near the cut may be damaged. Looks only at
 * so many answers before the cut and gives up at a bound, so an older cause stays unexplained.
 */

const MOST_CONFIGURATIONS = 2_000
const LONGEST_PIECES_FOR_EVERY_SUBSET = 4

export type Relaxation = 'dropped' | 'partial' | 'added' | 'repeated'

export interface Pass {
  readonly relaxation: Relaxation
  /** So many answers before the cut are reconsidered. */
  readonly windowAnswers: number
  /** So many operations may be damaged at most. */
  readonly damageLimit: number
  /** Whether required operations at the end may be missing as well. */
  readonly allowsLoss: boolean
}

export interface Match<State, Operation, Result> {
  readonly index: number
  readonly configuration: Configuration<State, Operation, Result>
  /** Required operations after the last one that is there; not the damaged ones. */
  readonly missing: readonly Entry<Operation, Result>[]
}

/** The match that supposes least: fewest damaged operations, then fewest missing ones. Null if there is none. */
export function searchRelaxed<State, Operation, Result>(
  question: Question<State, Operation, Result>,
  pass: Pass,
): Match<State, Operation, Result> | null {
  const { timeline, search, claim, last } = question
  const start = Math.max(0, last - pass.windowAnswers)
  const origin = search.before(start)
  if (origin === null) return null
  const rules = relax(question, pass)
  const strangers = pass.relaxation === 'added' ? strangersTo(question, start, pass.windowAnswers) : []
  let before: readonly Configuration<State, Operation, Result>[] = origin.filter((reached) => isAllowed(claim, reached))
  let best: Match<State, Operation, Result> | null = null
  for (let index = start; index <= last; index += 1) {
    const next = timeline.answers[index]
    const allowed = timeline.pendingAt(index).filter(({ record }) => claim.allows(record))
    const added = strangers.filter((entry) => isPossibleAt(question, entry, index))
    const expanded = expand(rules, before, [...allowed, ...added], next)
    if (expanded === null) return best
    if (index >= claim.settled || pass.allowsLoss) best = better(best, bestAt(question, pass, index, expanded))
    if (index === last) return best
    const advanced = advance(rules, before, expanded, next)
    if (advanced === null) return best
    before = advanced
  }
  return best
}

function bestAt<State, Operation, Result>(
  question: Question<State, Operation, Result>,
  pass: Pass,
  index: number,
  expanded: readonly Configuration<State, Operation, Result>[],
): Match<State, Operation, Result> | null {
  let best: Match<State, Operation, Result> | null = null
  for (const configuration of expanded) {
    if (configuration.damages.length === 0 || question.search.textOf(configuration) !== question.text) continue
    const missing = missingFrom(question, index, configuration)
    if (missing.length === 0 || pass.allowsLoss) best = better(best, { index, configuration, missing })
  }
  return best
}

function better<State, Operation, Result>(
  first: Match<State, Operation, Result> | null,
  second: Match<State, Operation, Result> | null,
): Match<State, Operation, Result> | null {
  if (first === null || second === null) return first ?? second
  const difference = first.configuration.damages.length - second.configuration.damages.length ||
    first.missing.length - second.missing.length
  return difference <= 0 ? first : second
}

function relax<State, Operation, Result>(
  { rules, history }: Question<State, Operation, Result>,
  { relaxation, damageLimit }: Pass,
): Rules<State, Operation, Result> {
  type Ways = (entry: Entry<Operation, Result>) => readonly Way[]
  const whole: Ways = () => WHOLE_ONLY
  const partly: Ways = (entry) => waysInPart(rules.model.pieces?.(entry.record.value).length ?? 0)
  const stranger: Ways = ({ rank }) => (rank >= history.length ? [{ kind: 'added' }] : WHOLE_ONLY)
  const ways: Readonly<Record<Relaxation, readonly [ahead: Ways, answered: Ways]>> = {
    dropped: [whole, () => [...WHOLE_ONLY, { kind: 'dropped' }]],
    partial: [partly, partly],
    added: [stranger, whole],
    repeated: [whole, () => [...WHOLE_ONLY, { kind: 'repeated' }]],
  }
  const [waysAhead, waysAnswered] = ways[relaxation]
  return { ...rules, limit: MOST_CONFIGURATIONS, damageLimit, waysAhead, waysAnswered }
}

/** Whole, and every part of so many pieces; of many pieces only the first few, the last few, and all but one. */
function waysInPart(count: number): readonly Way[] {
  const all = [...Array(count).keys()]
  const ways: Way[] = [...WHOLE_ONLY]
  if (count <= LONGEST_PIECES_FOR_EVERY_SUBSET) {
    for (let subset = 1; subset < 2 ** count - 1; subset += 1) {
      ways.push({ kind: 'partial', pieces: all.filter((piece) => (subset >> piece) & 1) })
    }
    return ways
  }
  for (let cut = 1; cut < count; cut += 1) {
    ways.push({ kind: 'partial', pieces: all.slice(0, cut) }, { kind: 'partial', pieces: all.slice(cut) })
  }
  for (const omitted of all) ways.push({ kind: 'partial', pieces: all.filter((piece) => piece !== omitted) })
  return ways
}

/** Operations outside the claim that a broken application might show all the same, nearest to the cut first. */
function strangersTo<State, Operation, Result>(
  { history, claim, timeline }: Question<State, Operation, Result>,
  start: number,
  most: number,
): readonly Entry<Operation, Result>[] {
  const since = start === 0 ? -Infinity : timeline.answerSeqs[start - 1]
  const outside = history.filter((record) => !claim.allows(record) && record.submitted.seq > since)
    .sort((a, b) => a.submitted.seq - b.submitted.seq)
  const failed = outside.filter(({ outcome }) => outcome === 'failed')
  const later = outside.filter(({ outcome }) => outcome !== 'failed')
  return [...failed.slice(0, most), ...later.slice(0, most)]
    .map((record, index) => ({ record, rank: history.length + index, answerRank: Infinity, closedAfter: Infinity }))
}

function isPossibleAt<State, Operation, Result>(
  { claim, timeline }: Question<State, Operation, Result>,
  { record }: Entry<Operation, Result>,
  index: number,
): boolean {
  if (record.outcome !== 'failed') return index >= claim.settled
  return index >= timeline.answers.length || record.submitted.seq <= timeline.answerSeqs[index]
}
