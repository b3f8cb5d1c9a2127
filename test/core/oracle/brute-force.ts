import type { Cut, Durability, Model, OperationRecord, SyncSpan } from '../../../core/oracle/index.ts'
import { canonical } from '../../../core/oracle/index.ts'

/** The definitions written down as slowly and plainly as possible, to hold the fast ones to. */

type Records = readonly OperationRecord<never, string>[]

export interface NaiveClaim {
  readonly must: ReadonlySet<number>
  readonly may: ReadonlySet<number>
}

export function naiveClaim(
  history: readonly OperationRecord<unknown, string>[],
  syncs: readonly SyncSpan[],
  cut: Cut,
  contract: Durability,
): NaiveClaim {
  const disks = cut.disks ?? cut.vector.map((_, disk) => disk)
  const within = (vector: readonly number[]): boolean => disks.every((disk) => (vector[disk] ?? 0) <= cut.vector[disk])
  const must = new Set<number>()
  const may = new Set<number>()
  const ended = syncs.filter(({ end }) => (cut.includesInFlight ? end.seq <= cut.seq : within(end.vector)))
  const deadline = Math.max(-1, ...ended.map(({ begin }) => begin.seq))
  for (const { id, outcome, submitted, answered } of history) {
    const isKnown = answered !== null && (cut.includesInFlight ? answered.seq <= cut.seq : within(answered.vector))
    if (outcome === 'failed' && isKnown) continue
    const isSubmitted = cut.includesInFlight
      ? submitted.seq <= cut.seq
      : disks.some((disk) => (submitted.vector[disk] ?? 0) < cut.vector[disk])
    if (isSubmitted) may.add(id)
    if (outcome !== 'ok' || answered === null || contract === 'none') continue
    const isAnswered = contract === 'sync'
      ? answered.seq <= deadline
      : cut.includesInFlight ? answered.seq <= cut.seq : within(answered.vector)
    if (!isAnswered) continue
    must.add(id)
    may.add(id)
  }
  const lastRequired = Math.max(-1, ...history.filter(({ id }) => must.has(id)).map(({ submitted }) => submitted.seq))
  for (const { id, outcome, answered } of history)
    if (outcome === 'failed' && answered !== null && answered.seq < lastRequired) may.delete(id)
  return { must, may }
}

/** The canonical texts of every legal state, found by trying all orders of all sets. */
export function legalStates<State, Operation>(
  model: Model<State, Operation, string>,
  history: readonly OperationRecord<Operation, string>[],
  claim: NaiveClaim,
  contract: Durability,
): ReadonlySet<string> {
  const legal = new Set<string>()
  for (const order of orders(history)) {
    if (isLegal(order as Records, history as Records, claim, contract)) legal.add(textAfter(model, order))
  }
  return legal
}

/** The canonical texts of the states after any operations in any order, legal or not. */
export function conceivableStates<State, Operation>(
  model: Model<State, Operation, string>,
  history: readonly OperationRecord<Operation, string>[],
): ReadonlyMap<string, State> {
  const found = new Map<string, State>()
  for (const order of orders(history)) {
    const state = stateAfter(model, order)
    found.set(canonical(state), state)
  }
  return found
}

function* orders<Item>(items: readonly Item[], taken: readonly Item[] = []): Generator<readonly Item[]> {
  yield taken
  for (const item of items) yield* orders(items.filter((other) => other !== item), [...taken, item])
}

function stateAfter<State, Operation>(
  model: Model<State, Operation, string>,
  order: readonly OperationRecord<Operation, string>[],
): State {
  return order.reduce((state, { value, result }) => model.step(state, value, result), model.initial)
}

function textAfter<State, Operation>(
  model: Model<State, Operation, string>,
  order: readonly OperationRecord<Operation, string>[],
): string {
  return canonical(stateAfter(model, order))
}

function isLegal(order: Records, history: Records, { must, may }: NaiveClaim, contract: Durability): boolean {
  const included = new Set(order.map(({ id }) => id))
  const before = (a: OperationRecord, b: OperationRecord): boolean =>
    a.outcome === 'ok' && a.answered !== null && a.answered.seq < b.submitted.seq
  const lower = (a: OperationRecord, b: OperationRecord): boolean =>
    a.position !== undefined && b.position !== undefined && a.position < b.position
  return (
    [...must].every((id) => included.has(id)) &&
    order.every(({ id }) => may.has(id)) &&
    order.every((rejected) => rejected.outcome !== 'failed' ||
      order.every(({ submitted }) => submitted.seq < (rejected.answered?.seq ?? Infinity))) &&
    order.every((first, index) =>
      order.slice(index + 1).every((second) => !before(second, first) && !lower(second, first))) &&
    order.every((present) =>
      history.every((other) =>
        included.has(other.id) || !may.has(other.id) || !before(other, present))) &&
    (contract === 'ack' || order.every((present) =>
      history.every((other) =>
        included.has(other.id) || !may.has(other.id) || other.outcome !== 'ok' || !lower(other, present))))
  )
}
