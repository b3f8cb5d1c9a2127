import fc from 'fast-check'
import type { Cut, SyncSpan } from '../../../core/oracle/index.ts'
import type { Mark, OperationRecord, Outcome } from '../../../core/oracle/index.ts'

/** Small random histories, truthful in what the oracles rely on: vectors grow, positions follow a real order. */

export interface RandomHistory<Operation> {
  readonly history: readonly OperationRecord<Operation, string>[]
  readonly syncs: readonly SyncSpan[]
  /** Every instant of the run, from before its first event to after its last. */
  readonly marks: readonly Mark[]
}

export function mark(seq: number, vector: readonly number[] = []): Mark {
  return { seq, atUs: seq * 10, vector }
}

/** An operation answered ok from one instant to another; `changes` overrides any of it. */
export function operation<Operation>(
  id: number,
  value: Operation,
  submittedSeq: number,
  answeredSeq: number | null,
  changes: Partial<OperationRecord<Operation, string>> = {},
): OperationRecord<Operation, string> {
  return {
    id,
    client: 0,
    value,
    submitted: mark(submittedSeq),
    answered: answeredSeq === null ? null : mark(answeredSeq),
    outcome: answeredSeq === null ? 'unknown' : 'ok',
    result: undefined,
    position: undefined,
    ...changes,
  }
}

export function powerCut(seq: number): Cut {
  return { seq, vector: [], includesInFlight: true }
}

export function copyCut(vector: readonly number[]): Cut {
  return { seq: Number.MAX_SAFE_INTEGER, vector, includesInFlight: false }
}

const DISKS = 2
const CLIENTS = 3

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Outcome>('ok') },
  { weight: 1, arbitrary: fc.constant<Outcome>('failed') },
  { weight: 1, arbitrary: fc.constant<Outcome>('unknown') },
)

const event = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('client' as const), client: fc.nat(CLIENTS - 1) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('write' as const), disk: fc.nat(DISKS - 1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sync' as const) }) },
)

/** How often positions are known: always, never, or now and then. */
const positions = fc.constantFrom<'all' | 'none' | 'some'>('all', 'none', 'some')

export function randomHistory<Operation>(
  value: fc.Arbitrary<Operation>,
  mostOperations = 6,
): fc.Arbitrary<RandomHistory<Operation>> {
  return fc
    .record({
      events: fc.array(event, { maxLength: mostOperations * 4, size: 'max' }),
      values: fc.array(value, { minLength: mostOperations, maxLength: mostOperations }),
      outcomes: fc.array(outcome, { minLength: mostOperations, maxLength: mostOperations }),
      // Where an operation takes effect: at its submission, or at its answer.
      takesEffectEarly: fc.array(fc.boolean(), { minLength: mostOperations, maxLength: mostOperations }),
      knowsPosition: fc.array(fc.boolean(), { minLength: mostOperations, maxLength: mostOperations }),
      positions,
    })
    .map((drawn) => play(drawn, mostOperations))
}

interface Drawn<Operation> {
  readonly events: readonly ({ kind: 'client'; client: number } | { kind: 'write'; disk: number } | { kind: 'sync' })[]
  readonly values: readonly Operation[]
  readonly outcomes: readonly Outcome[]
  readonly takesEffectEarly: readonly boolean[]
  readonly knowsPosition: readonly boolean[]
  readonly positions: 'all' | 'none' | 'some'
}

function play<Operation>(drawn: Drawn<Operation>, mostOperations: number): RandomHistory<Operation> {
  const history: OperationRecord<Operation, string>[] = []
  const syncs: SyncSpan[] = []
  const busy = new Map<number, OperationRecord<Operation, string>>()
  const vector = Array.from({ length: DISKS }, () => 0)
  const marks: Mark[] = [mark(0, [...vector])]
  let syncBegin: Mark | null = null
  let position = 0
  const takeEffect = (record: OperationRecord<Operation, string>): void => {
    position += 1
    const isKnown = drawn.positions === 'all' || (drawn.positions === 'some' && drawn.knowsPosition[record.id])
    if (isKnown) record.position = position
  }
  for (const [index, next] of drawn.events.entries()) {
    if (next.kind === 'write') vector[next.disk] += 1
    const now = mark(index + 1, [...vector])
    marks.push(now)
    if (next.kind === 'sync') {
      if (syncBegin !== null) syncs.push({ begin: syncBegin, end: now })
      syncBegin = syncBegin === null ? now : null
    }
    if (next.kind !== 'client') continue
    const running = busy.get(next.client)
    if (running !== undefined) {
      running.answered = now
      running.outcome = drawn.outcomes[running.id]
      running.result = running.outcome === 'ok' ? `r${running.id}` : undefined
      if (!drawn.takesEffectEarly[running.id]) takeEffect(running)
      busy.delete(next.client)
    } else if (history.length < mostOperations) {
      const id = history.length
      const record: OperationRecord<Operation, string> =
        { ...operation(id, drawn.values[id], 0, null), client: next.client, submitted: now }
      if (drawn.takesEffectEarly[id]) takeEffect(record)
      history.push(record)
      busy.set(next.client, record)
    }
  }
  return { history, syncs, marks }
}
