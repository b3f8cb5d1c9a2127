import type { Durability, Mark, OperationRecord } from './history.ts'
import { Timeline, countUpTo } from './timeline.ts'
import { VectorOrder, completedOn } from './vector-order.ts'

/**
 * What a cut demands of the recovered data: which operations must be there, and which may be.
 * Says nothing about their order, and nothing about data; `linearise.ts` does.
 */

/** Where a history was cut: by a crash, or by a recovery point. */
export interface Cut {
  /** Everything up to and including this position of the global sequence happened before the cut. */
  readonly seq: number
  /** For each disk, how many of its completed writes the cut holds. */
  readonly vector: readonly number[]
  /**
   * True for a crash on the machine's own disks, where writes in flight count too: all is decided
   * by `seq`. False for a copy that holds completed writes only: all is decided by `vector`.
   */
  readonly includesInFlight: boolean
  /** The disks that the cut is over, by index; default: every disk that `vector` has a component for. */
  readonly disks?: readonly number[]
  /**
   * For a copy: nothing that was answered after this position is required. An application may answer
   * without writing, so the vector alone cannot tell that an answer came after the cut. Default: no bound.
   */
  readonly answeredUpTo?: number
}

/** The time that one explicit sync took: from its call to its return. */
export interface SyncSpan {
  readonly begin: Mark
  readonly end: Mark
}

export interface Claim<Operation = unknown, Result = unknown> {
  readonly cut: Cut
  readonly contract: Durability
  /** So many operations, first in the order of their answers, must all be there. */
  readonly settled: number
  /** What must be there beyond the settled ones. Empty unless vectors shrink along the sequence. */
  readonly required: readonly OperationRecord<Operation, Result>[]
  /** What may be there or not. */
  readonly optional: readonly OperationRecord<Operation, Result>[]
  /** All that must be there, in the order of answers. Made on first use. */
  readonly must: readonly OperationRecord<Operation, Result>[]
  /** All that may be there: `must`, then `optional`. Made on first use. */
  readonly may: readonly OperationRecord<Operation, Result>[]
  /** Two claims of one history with the same key demand and allow the same. Made on first use. */
  readonly key: string
  /** Whether an operation of the history is in `must`, without making the list. */
  requires(operation: OperationRecord<Operation, Result>): boolean
  /** Whether an operation of the history is in `may`, without making the list. */
  allows(operation: OperationRecord<Operation, Result>): boolean
}

export interface ClaimIndex<Operation = unknown, Result = unknown> {
  /** The operations answered ok, in the order of their answers: what `settled` counts. */
  readonly answerOrder: readonly OperationRecord<Operation, Result>[]
  /**
   * The claim of one cut. Under `ack`, what was answered inside the cut must be there; under
   * `sync`, what was answered before the begin of the last sync that ended inside the cut; under
   * `none`, nothing. An application-consistent point is held to `ack` whatever the contract,
   * since a quiesce makes everything durable.
   */
  claimAt(cut: Cut, contract: Durability): Claim<Operation, Result>
}

/**
 * Prepares a finished history for any number of cuts.
 *
 * @throws RangeError if an operation is ok but has no answer.
 */
export function createClaimIndex<Operation, Result>(
  history: readonly OperationRecord<Operation, Result>[],
  syncs: readonly SyncSpan[] = [],
): ClaimIndex<Operation, Result> {
  const timeline = new Timeline(history)
  const answerOrder = timeline.answers.map(({ record }) => record)
  const sources: Sources<Operation, Result> = {
    timeline,
    answerOrder,
    answerVectors: new VectorOrder(answerOrder.map((record) => record.answered!)),
    submitVectors: new VectorOrder(timeline.entries.map(({ record }) => record.submitted)),
    syncs: new SyncIndex(syncs),
  }
  return { answerOrder, claimAt: (cut, contract) => new CutClaim(sources, cut, contract) }
}

type Records<Operation, Result> = readonly OperationRecord<Operation, Result>[]

interface Sources<Operation, Result> {
  readonly timeline: Timeline<Operation, Result>
  readonly answerOrder: readonly OperationRecord<Operation, Result>[]
  readonly answerVectors: VectorOrder
  readonly submitVectors: VectorOrder
  readonly syncs: SyncIndex
}

/** What a contract promises at a cut: by a place in the sequence, or (for a copy, under `ack`) by vectors. */
type Promised = { readonly upToSeq: number } | 'inside the vector'

const PROMISED: Readonly<Record<Durability, (cut: Cut, syncs: SyncIndex) => Promised>> = {
  ack: (cut) => (cut.includesInFlight ? { upToSeq: cut.seq } : 'inside the vector'),
  sync: (cut, syncs) => ({ upToSeq: syncs.lastBeginInside(cut) }),
  none: () => ({ upToSeq: -Infinity }),
}

/** Most drills ask for a claim at every step of a long log, so that one is cheap until its lists are wanted. */
class CutClaim<Operation, Result> implements Claim<Operation, Result> {
  readonly cut: Cut
  readonly contract: Durability
  readonly settled: number
  readonly required: Records<Operation, Result>
  readonly #sources: Sources<Operation, Result>
  /** Its disks are asked for with every operation. */
  readonly #cut: Cut
  readonly #promised: Promised
  readonly #lastRequiredSeq: number
  #optional: Records<Operation, Result> | undefined
  #must: Records<Operation, Result> | undefined
  #may: Records<Operation, Result> | undefined
  #key: string | undefined

  constructor(sources: Sources<Operation, Result>, cut: Cut, contract: Durability) {
    this.cut = cut
    this.contract = contract
    this.#sources = sources
    this.#cut = { ...cut, disks: disksOf(cut) }
    this.#promised = PROMISED[contract](this.#cut, sources.syncs)
    const { settled, required } = settle(sources, this.#cut, this.#promised)
    this.settled = settled
    this.required = required
    this.#lastRequiredSeq = required.reduce((latest, { submitted }) => Math.max(latest, submitted.seq), sources.timeline.latestSubmission(settled))
  }

  requires({ outcome, answered }: OperationRecord<Operation, Result>): boolean {
    if (outcome !== 'ok' || answered === null) return false
    return this.#promised === 'inside the vector' ? isAnsweredInside(answered, this.#cut) : answered.seq <= this.#promised.upToSeq
  }

  allows(record: OperationRecord<Operation, Result>): boolean {
    return !isRejectedInside(record, this.#cut, this.#lastRequiredSeq) && (isBefore(record.submitted, this.#cut) || this.requires(record))
  }

  get optional(): Records<Operation, Result> {
    return (this.#optional ??= openAt(this.#sources, this.#cut, this.settled).filter((record) => this.allows(record) && !this.requires(record)))
  }

  get must(): Records<Operation, Result> {
    return (this.#must ??= [...this.#sources.answerOrder.slice(0, this.settled), ...this.required])
  }

  get may(): Records<Operation, Result> {
    return (this.#may ??= [...this.must, ...this.optional])
  }

  get key(): string {
    return (this.#key ??= `${this.contract}/${this.settled}/${idsOf(this.required)}/${idsOf(this.optional)}`)
  }
}

function idsOf(operations: readonly OperationRecord[]): string {
  return operations.map(({ id }) => id).join()
}

const NONE: readonly never[] = []

function settle<Operation, Result>(sources: Sources<Operation, Result>, cut: Cut, promised: Promised) {
  const { timeline, answerOrder, answerVectors } = sources
  if (promised !== 'inside the vector') return { settled: timeline.answeredUpTo(promised.upToSeq), required: NONE }
  const disks = disksOf(cut)
  const answered = cut.answeredUpTo === undefined ? Infinity : timeline.answeredUpTo(cut.answeredUpTo)
  const settled = Math.min(answered, answerVectors.certainlyWithin(cut.vector, disks))
  const candidates = answerOrder.slice(settled, Math.min(answered, answerVectors.possiblyWithin(cut.vector, disks)))
  return { settled, required: candidates.filter((record) => isAnsweredInside(record.answered!, cut)) }
}

function openAt<Operation, Result>({ timeline, submitVectors }: Sources<Operation, Result>, cut: Cut, settled: number) {
  const submitted = cut.includesInFlight
    ? timeline.submittedUpTo(cut.seq)
    : submitVectors.possiblyBefore(cut.vector, disksOf(cut))
  return timeline.open(submitted, settled).map(({ record }) => record)
}

/**
 * Whether it was certain at the cut that the operation had not been applied: later rejections were not known
 * then. Certain is also what was rejected before the submission of something that must be there.
 */
function isRejectedInside({ outcome, answered }: OperationRecord, cut: Cut, lastRequiredSeq: number): boolean {
  if (outcome !== 'failed' || answered === null) return false
  if (answered.seq < lastRequiredSeq) return true
  return cut.includesInFlight ? answered.seq <= cut.seq : isWithin(answered, cut)
}

/** Whether a copy holds all that had completed at an answer, and was made after it. */
function isAnsweredInside(answered: Mark, cut: Cut): boolean {
  return answered.seq <= (cut.answeredUpTo ?? Infinity) && isWithin(answered, cut)
}

/** Whether a copy holds all that had completed at `mark`. */
function isWithin(mark: Mark, cut: Cut): boolean {
  return disksOf(cut).every((disk) => completedOn(mark, disk) <= cut.vector[disk])
}

/** Whether the cut may hold something that happened after `mark`. */
function isBefore(mark: Mark, cut: Cut): boolean {
  if (cut.includesInFlight) return mark.seq <= cut.seq
  return disksOf(cut).some((disk) => completedOn(mark, disk) < cut.vector[disk])
}

function disksOf(cut: Cut): readonly number[] {
  return cut.disks ?? [...cut.vector.keys()]
}

/** Finds the last sync that a cut holds. */
class SyncIndex {
  readonly #spans: readonly SyncSpan[]
  readonly #endSeqs: readonly number[]
  readonly #endVectors: VectorOrder
  /** For each span, the latest begin among it and all that ended before it. */
  readonly #latestBegins: readonly number[]

  constructor(syncs: readonly SyncSpan[]) {
    this.#spans = syncs.toSorted((a, b) => a.end.seq - b.end.seq)
    this.#endSeqs = this.#spans.map(({ end }) => end.seq)
    this.#endVectors = new VectorOrder(this.#spans.map(({ end }) => end))
    let latest = -Infinity
    this.#latestBegins = this.#spans.map(({ begin }) => (latest = Math.max(latest, begin.seq)))
  }

  /** The position at which the last sync inside the cut began; -Infinity if there is none. */
  lastBeginInside(cut: Cut): number {
    const certain = cut.includesInFlight
      ? countUpTo(this.#endSeqs, cut.seq)
      : this.#endVectors.certainlyWithin(cut.vector, disksOf(cut))
    const possible = cut.includesInFlight ? certain : this.#endVectors.possiblyWithin(cut.vector, disksOf(cut))
    let latest = certain === 0 ? -Infinity : this.#latestBegins[certain - 1]
    for (const { begin, end } of this.#spans.slice(certain, possible)) {
      if (isWithin(end, cut)) latest = Math.max(latest, begin.seq)
    }
    return latest
  }
}
