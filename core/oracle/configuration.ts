import { canonical } from './canonical.ts'
import type { Entry } from './timeline.ts'

/**
 * Where a linearisation can stand after the first so many answers, and sets of such places
 * without the redundant ones.
 */

/** What a classification supposes to have gone wrong with one operation. */
export interface Damage<Operation, Result> {
  readonly kind: 'dropped' | 'partial' | 'added' | 'repeated'
  readonly entry: Entry<Operation, Result>
}

export interface Configuration<State, Operation, Result> {
  readonly state: State
  /** Operations that took effect before their answer, or without one; by rank. */
  readonly ahead: readonly Entry<Operation, Result>[]
  /** The highest commit position so far; -Infinity if none is known. */
  readonly lastPosition: number
  /** What had to go wrong to get here; empty in an honest search. */
  readonly damages: readonly Damage<Operation, Result>[]
  /** The canonical text of the state; made on first need. */
  key: string | null
}

export function makeConfiguration<State, Operation, Result>(
  state: State,
  ahead: readonly Entry<Operation, Result>[],
  lastPosition: number,
  damages: readonly Damage<Operation, Result>[],
): Configuration<State, Operation, Result> {
  return { state, ahead, lastPosition, damages, key: null }
}

/** The canonical text of a configuration's state. */
export function keyOf(configuration: Configuration<unknown, unknown, unknown>): string {
  return (configuration.key ??= canonical(configuration.state))
}

/** How many operations of unknown outcome a configuration supposes to have taken effect. */
export function unknownsIn({ ahead }: Configuration<unknown, unknown, unknown>): number {
  return ahead.reduce((count, { answerRank }) => (answerRank === Infinity ? count + 1 : count), 0)
}

/** The entries with one more, still by rank. */
export function withEntry<Operation, Result>(
  entries: readonly Entry<Operation, Result>[],
  added: Entry<Operation, Result>,
): readonly Entry<Operation, Result>[] {
  const index = entries.findIndex(({ rank }) => rank > added.rank)
  return index === -1 ? [...entries, added] : entries.toSpliced(index, 0, added)
}

/**
 * Configurations in the order of their finding. One is left out if another has the same state
 * and supposes no more: whatever can follow the first can follow the second. Operations of
 * unknown outcome need never take effect, so of two that differ only in them the smaller stays.
 */
export class ConfigurationSet<State, Operation, Result> {
  readonly items: Configuration<State, Operation, Result>[] = []
  /** By the answered operations ahead. A lone member has no states table: most never need their text. */
  readonly #buckets = new Map<string, Bucket<State, Operation, Result>>()

  add(candidate: Configuration<State, Operation, Result>): void {
    const aheadKey = answeredAhead(candidate)
    const bucket = this.#buckets.get(aheadKey)
    if (bucket === undefined) {
      this.#buckets.set(aheadKey, { lone: candidate, byState: null })
      this.items.push(candidate)
      return
    }
    bucket.byState ??= new Map([[keyOf(bucket.lone), [bucket.lone]]])
    const rivals = bucket.byState.get(keyOf(candidate))
    if (rivals === undefined) bucket.byState.set(keyOf(candidate), [candidate])
    else if (rivals.some((rival) => supposesNoMore(rival, candidate))) return
    else rivals.push(candidate)
    this.items.push(candidate)
  }
}

interface Bucket<State, Operation, Result> {
  readonly lone: Configuration<State, Operation, Result>
  byState: Map<string, Configuration<State, Operation, Result>[]> | null
}

function answeredAhead({ ahead }: Configuration<unknown, unknown, unknown>): string {
  let key = ''
  for (const { rank, answerRank } of ahead) if (answerRank !== Infinity) key += `${rank},`
  return key
}

function supposesNoMore(
  rival: Configuration<unknown, unknown, unknown>,
  candidate: Configuration<unknown, unknown, unknown>,
): boolean {
  return rival.damages.length <= candidate.damages.length &&
    rival.lastPosition <= candidate.lastPosition &&
    rival.ahead.every((entry) => candidate.ahead.includes(entry))
}
