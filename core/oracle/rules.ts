import type { Configuration } from './configuration.ts'
import { ConfigurationSet, makeConfiguration, unknownsIn, withEntry } from './configuration.ts'
import type { OperationRecord } from './history.ts'
import type { Model } from './model.ts'
import type { Entry } from './timeline.ts'

/**
 * The two moves of the search (Lowe's just-in-time linearisation): let pending operations take
 * effect early, and let the next answered operation take effect if it has not yet. Real time
 * holds by construction, since a pending operation was submitted before the answer it overtakes;
 * commit positions hold because no move goes back below the highest one so far.
 */

/** One way in which an operation may have taken effect: whole, or damaged. */
export type Way =
  | { readonly kind: 'whole' | 'dropped' | 'added' | 'repeated' }
  | { readonly kind: 'partial'; readonly pieces: readonly number[] }

export interface Rules<State, Operation, Result> {
  readonly model: Model<State, Operation, Result>
  /** More configurations than this are not explored from one answer to the next. */
  readonly limit: number
  /** So many operations of unknown outcome may have taken effect. */
  readonly unknownLimit: number
  /** So many operations may be damaged. */
  readonly damageLimit: number
  /** How a pending operation may have taken effect. */
  readonly waysAhead: (entry: Entry<Operation, Result>) => readonly Way[]
  /** How an answered operation may have taken effect. */
  readonly waysAnswered: (entry: Entry<Operation, Result>) => readonly Way[]
}

export const WHOLE_ONLY: readonly Way[] = [{ kind: 'whole' }]

type Configurations<State, Operation, Result> = readonly Configuration<State, Operation, Result>[]

/**
 * All that can be reached by letting pending operations take effect, without `next`: the
 * configurations in which `next` is the first answered operation that is missing. Null if there
 * are more than the limit.
 */
export function expand<State, Operation, Result>(
  rules: Rules<State, Operation, Result>,
  from: Configurations<State, Operation, Result>,
  pending: readonly Entry<Operation, Result>[],
  next: Entry<Operation, Result> | undefined,
): Configurations<State, Operation, Result> | null {
  const set = new ConfigurationSet<State, Operation, Result>()
  for (const configuration of from) {
    if (next === undefined || !configuration.ahead.includes(next)) set.add(configuration)
  }
  for (let index = 0; index < set.items.length; index += 1) {
    const configuration = set.items[index]
    for (const entry of pending) {
      if (configuration.ahead.includes(entry) || !mayJoin(rules, configuration, entry)) continue
      const ahead = withEntry(configuration.ahead, entry)
      for (const way of rules.waysAhead(entry)) {
        const reached = take(rules, configuration, entry, way, ahead)
        if (reached !== null) set.add(reached)
      }
    }
    if (set.items.length > rules.limit) return null
  }
  return set.items
}

/**
 * The configurations in which `next` has taken effect too. `before` is where the search stood
 * (there `next` may be ahead already), `expanded` what {@link expand} made of it. Null if there are more than
 * the limit.
 */
export function advance<State, Operation, Result>(
  rules: Rules<State, Operation, Result>,
  before: Configurations<State, Operation, Result>,
  expanded: Configurations<State, Operation, Result>,
  next: Entry<Operation, Result>,
): Configurations<State, Operation, Result> | null {
  const set = new ConfigurationSet<State, Operation, Result>()
  for (const configuration of before) {
    if (!configuration.ahead.includes(next) || isClosed(configuration, next)) continue
    const ahead = configuration.ahead.filter((entry) => entry !== next)
    set.add({ ...configuration, ahead })
  }
  const ways = rules.waysAnswered(next)
  for (const configuration of expanded) {
    if (isClosed(configuration, next)) continue
    for (const way of ways) {
      const reached = take(rules, configuration, next, way, configuration.ahead)
      if (reached !== null) set.add(reached)
    }
    if (set.items.length > rules.limit) return null
  }
  return set.items
}

/** Whether something supposed to be there was rejected before `next` was even submitted. */
function isClosed<State, Operation, Result>(
  { ahead }: Configuration<State, Operation, Result>,
  next: Entry<Operation, Result>,
): boolean {
  return ahead.some(({ answerRank, closedAfter }) => answerRank === Infinity && closedAfter <= next.answerRank + 1)
}

/** Whether `rejected` was certainly not applied when `other` was submitted, so that both cannot be there. */
function excludes(rejected: OperationRecord, other: OperationRecord): boolean {
  return rejected.outcome === 'failed' && rejected.answered !== null && rejected.answered.seq < other.submitted.seq
}

function mayJoin<State, Operation, Result>(
  { unknownLimit }: Rules<State, Operation, Result>,
  configuration: Configuration<State, Operation, Result>,
  entry: Entry<Operation, Result>,
): boolean {
  const { answerRank, record } = entry
  if (configuration.ahead.some((other) => excludes(record, other.record) || excludes(other.record, record))) return false
  return answerRank !== Infinity || unknownLimit === Infinity || unknownsIn(configuration) < unknownLimit
}

function take<State, Operation, Result>(
  rules: Rules<State, Operation, Result>,
  configuration: Configuration<State, Operation, Result>,
  entry: Entry<Operation, Result>,
  way: Way,
  ahead: readonly Entry<Operation, Result>[],
): Configuration<State, Operation, Result> | null {
  const { position } = entry.record
  const { lastPosition } = configuration
  const damages = way.kind === 'whole' ? configuration.damages : [...configuration.damages, { kind: way.kind, entry }]
  if (damages.length > rules.damageLimit) return null
  if (way.kind === 'dropped') return makeConfiguration(configuration.state, ahead, lastPosition, damages)
  if (position !== undefined && position < lastPosition) return null
  const state = stepsOf(rules.model, entry, way)
    .reduce((reached, step) => rules.model.step(reached, step, entry.record.result), configuration.state)
  return makeConfiguration(state, ahead, position ?? lastPosition, damages)
}

function stepsOf<State, Operation, Result>(
  model: Model<State, Operation, Result>,
  { record: { value } }: Entry<Operation, Result>,
  way: Way,
): readonly Operation[] {
  if (way.kind === 'partial') {
    const pieces = model.pieces?.(value) ?? []
    return way.pieces.map((piece) => pieces[piece])
  }
  return way.kind === 'repeated' ? [value, value] : [value]
}
