/** What replication did, in numbers. */

/** What may become of the tags of one point, and what that means. */
export const TAG_OUTCOMES = {
  committed: 'all placed, carried and applied',
  dropped: 'lost when a disk left write order',
  deleted: 'lost with the memory of a machine, or with the cache store',
  failed: 'given up before any was placed',
  partial: 'given up when some were placed',
} as const

export type TagOutcome = keyof typeof TAG_OUTCOMES

export interface ReplicationStatistics {
  /** Bytes of writes that were captured in order. */
  readonly capturedBytes: number
  /** Bytes sent to the cache store, records included. */
  readonly sentBytes: number
  readonly batches: number
  /** Bytes read from the live source because their order, or track of them, was lost. */
  readonly resyncBytes: number
  readonly initialBytes: number
  /** Available points so far, by kind, those included that retention has removed. */
  readonly pointsMade: Readonly<Record<string, number>>
  /** Points that were begun and given up, by reason. */
  readonly pointsRevoked: Readonly<Record<string, number>>
  /** Points that were due and not begun, by reason. */
  readonly pointsRefused: Readonly<Record<string, number>>
  readonly tags: Readonly<Record<TagOutcome, number>>
  /** Times a disk left write order because its driver ran out of memory. */
  readonly spills: number
  /** Resyncs begun, after a spill or an unclean boot. */
  readonly resyncs: number
  /** Time during which the order of at least one disk was lost, until now. */
  readonly withoutOrderUs: number
  /** From the completion of a batch's oldest write to its processing. */
  readonly batchLag: LagStatistics
  /** From a point's first tag to its availability. */
  readonly pointLag: LagStatistics
  /** Transmissions lost on the uplinks and made again. */
  readonly retransmissions: number
  /** Times the clock of a machine was set, by direction. */
  readonly clockJumps: ClockJumps
}

export interface ClockJumps {
  readonly forward: number
  readonly backward: number
}

export interface LagStatistics {
  readonly samples: number
  /** Rounded down; 0 without samples. */
  readonly meanUs: number
  readonly maximumUs: number
}

class Lag {
  #samples = 0
  #sumUs = 0
  #maximumUs = 0

  add(lagUs: number): void {
    this.#samples++
    this.#sumUs += lagUs
    this.#maximumUs = Math.max(this.#maximumUs, lagUs)
  }

  get summary(): LagStatistics {
    const meanUs = this.#samples === 0 ? 0 : Math.floor(this.#sumUs / this.#samples)
    return { samples: this.#samples, meanUs, maximumUs: this.#maximumUs }
  }
}

type Counts = Record<string, number>

/** Where the parts of replication count what they do. */
export class StatisticsRecorder {
  capturedBytes = 0
  sentBytes = 0
  batches = 0
  resyncBytes = 0
  initialBytes = 0
  spills = 0
  resyncs = 0
  readonly batchLag = new Lag()
  readonly pointLag = new Lag()
  readonly #made: Counts = {}
  readonly #revoked: Counts = {}
  readonly #refused: Counts = {}
  readonly #tags: Record<TagOutcome, number> = { committed: 0, dropped: 0, deleted: 0, failed: 0, partial: 0 }
  #unorderedDisks = 0
  #unorderedSinceUs = 0
  #withoutOrderUs = 0

  made(kind: string): void {
    count(this.#made, kind)
    this.#tags.committed++
  }

  revoked(reason: string, outcome: TagOutcome): void {
    count(this.#revoked, reason)
    this.#tags[outcome]++
  }

  refused(reason: string): void {
    count(this.#refused, reason)
  }

  orderLost(nowUs: number): void {
    if (this.#unorderedDisks++ === 0) this.#unorderedSinceUs = nowUs
  }

  orderRestored(nowUs: number): void {
    if (--this.#unorderedDisks === 0) this.#withoutOrderUs += nowUs - this.#unorderedSinceUs
  }

  summary(nowUs: number, retransmissions: number, clockJumps: ClockJumps): ReplicationStatistics {
    const { capturedBytes, sentBytes, batches, resyncBytes, initialBytes, spills, resyncs } = this
    return {
      capturedBytes, sentBytes, batches, resyncBytes, initialBytes, spills, resyncs, retransmissions,
      clockJumps,
      pointsMade: { ...this.#made },
      pointsRevoked: { ...this.#revoked },
      pointsRefused: { ...this.#refused },
      tags: { ...this.#tags },
      withoutOrderUs: this.#withoutOrderUs + (this.#unorderedDisks > 0 ? nowUs - this.#unorderedSinceUs : 0),
      batchLag: this.batchLag.summary,
      pointLag: this.pointLag.summary,
    }
  }
}

function count(counts: Counts, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1
}
