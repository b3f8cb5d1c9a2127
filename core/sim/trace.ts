/**
 * The trace of a run: every event with its payload digest, folded into a rolling 64-bit hash.
 * Events are kept in chunks of typed arrays; the hash at the end of each chunk is a rung of the
 * ladder by which two traces are compared. Old chunks may go, rungs stay.
 */
import { finish, foldWord, hashKey, hashText } from './hash.ts'

const CHUNK_EVENTS = 1024
const FIELDS = 5
/** Chunks kept by default: about a million events. */
const DEFAULT_KEPT_CHUNKS = 1024
const TWO_32 = 0x1_0000_0000

export interface TraceEvent {
  readonly index: number
  readonly atUs: number
  readonly kind: string
  readonly subject: string
  readonly value: number
  readonly digest: number
}

interface Chunk {
  readonly values: Float64Array
}

/** What two traces are compared by. */
export type ComparedTrace = Pick<Trace, 'length' | 'hash' | 'ladder' | 'firstKept' | 'event'>

/** A trace as plain data, to be sent to another thread; {@link openSentTrace} reads it there. */
export interface SentTrace {
  readonly length: number
  readonly hash: string
  readonly ladder: readonly number[]
  readonly firstKept: number
  readonly labels: readonly string[]
  /** Five numbers an event, 1,024 events a chunk, from `firstKept` on. */
  readonly chunks: readonly Float64Array[]
}

export class Trace {
  #high = 0x2545f491
  #low = 0x6c8e9cf5
  #count = 0
  #current: Float64Array
  #fill = 0
  #firstChunk = 0
  readonly #chunks: Chunk[] = []
  readonly #rungs: number[] = []
  readonly #keptChunks: number
  /** False: nothing is, and whoever has to compute a payload's digest need not. */
  readonly recording: boolean
  readonly #labels: string[] = []
  readonly #labelDigests: number[] = []
  readonly #labelIds = new Map<string, number>()

  /**
   * @param keptChunks how many chunks of 1,024 events to keep; 0: only the hash, no events and no ladder; null: nothing
   * at all, for runs that nobody compares
   */
  constructor(keptChunks: number | null = DEFAULT_KEPT_CHUNKS) {
    this.recording = keptChunks !== null
    this.#keptChunks = keptChunks ?? 0
    this.#current = new Float64Array(this.#keptChunks === 0 ? 0 : CHUNK_EVENTS * FIELDS)
  }

  /** Events so far. */
  get length(): number {
    return this.#count
  }

  /** Number of a text in this trace; equal texts get equal numbers. */
  label(text: string): number {
    let id = this.#labelIds.get(text)
    if (id === undefined) {
      id = this.#labels.length
      this.#labels.push(text)
      this.#labelDigests.push(hashText(text))
      this.#labelIds.set(text, id)
    }
    return id
  }

  /**
   * Records one event.
   * @param kind what happened, by {@link label}
   * @param subject whom it concerns, by {@link label}
   * @param value a number that says which (operation, position, size)
   * @param digest 32-bit digest of the payload
   */
  record(atUs: number, kind: number, subject: number, value: number, digest: number): void {
    if (!this.recording) return
    this.#fold(atUs, this.#labelDigests[kind]!, this.#labelDigests[subject]!, value, digest)
    this.#count++
    if (this.#keptChunks > 0) this.#keep(atUs, kind, subject, value, digest)
  }

  /**
   * Hash of everything so far, sixteen hexadecimal digits.
   * @throws Error for a trace that records nothing: all of these would be equal
   */
  hash(): string {
    if (!this.recording) throw new Error('Trace.hash: this trace records nothing')
    return hashKey({ high: finish(this.#high ^ this.#count), low: finish(this.#low ^ this.#count) })
  }

  /** Rolling hash after each full chunk of 1,024 events (two numbers a rung). */
  get ladder(): readonly number[] {
    return this.#rungs
  }

  /** The event of this index, or undefined when it was dropped or never was. */
  event(index: number): TraceEvent | undefined {
    const chunkIndex = Math.floor(index / CHUNK_EVENTS)
    if (this.#keptChunks === 0 || index < 0 || index >= this.#count || chunkIndex < this.#firstChunk) return undefined
    const values = this.#chunks[chunkIndex - this.#firstChunk]?.values ?? this.#current
    return readEvent(index, values, this.#labels)
  }

  /** What is kept of it, as plain data. */
  sent(): SentTrace {
    const chunks = [...this.#chunks.map(({ values }) => values), this.#current]
    return { length: this.#count, hash: this.hash(), ladder: this.#rungs, firstKept: this.firstKept, labels: this.#labels, chunks }
  }

  /** Index of the first event that is still kept. */
  get firstKept(): number {
    return this.#firstChunk * CHUNK_EVENTS
  }

  #keep(atUs: number, kind: number, subject: number, value: number, digest: number): void {
    const values = this.#current
    let at = this.#fill * FIELDS
    values[at++] = atUs
    values[at++] = kind
    values[at++] = subject
    values[at++] = value
    values[at] = digest
    if (++this.#fill === CHUNK_EVENTS) this.#closeChunk()
  }

  #fold(atUs: number, kind: number, subject: number, value: number, digest: number): void {
    let word = foldWord(this.#high, atUs | 0)
    word = foldWord(word, (atUs / TWO_32) | 0)
    word = foldWord(word, kind)
    word = foldWord(word, subject)
    word = foldWord(word, value | 0)
    this.#high = foldWord(word, digest)
    let other = foldWord(this.#low, digest ^ 0x5bd1e995)
    other = foldWord(other, value | 0)
    other = foldWord(other, (value / TWO_32) | 0)
    other = foldWord(other, kind ^ subject)
    this.#low = foldWord(other, atUs | 0)
  }

  #closeChunk(): void {
    this.#rungs.push(this.#high, this.#low)
    this.#chunks.push({ values: this.#current })
    this.#fill = 0
    if (this.#chunks.length <= this.#keptChunks) {
      this.#current = new Float64Array(CHUNK_EVENTS * FIELDS)
      return
    }
    // What is dropped is written over: a long run allocates nothing any more.
    this.#current = this.#chunks.shift()!.values
    this.#firstChunk++
  }
}

function readEvent(index: number, values: Float64Array, labels: readonly string[]): TraceEvent {
  const at = (index % CHUNK_EVENTS) * FIELDS
  return {
    index,
    atUs: values[at]!,
    kind: labels[values[at + 1]!]!,
    subject: labels[values[at + 2]!]!,
    value: values[at + 3]!,
    digest: values[at + 4]!,
  }
}

/** A trace of another thread. */
export function openSentTrace({ length, hash, ladder, firstKept, labels, chunks }: SentTrace): ComparedTrace {
  return {
    length,
    ladder,
    firstKept,
    hash: () => hash,
    event(index) {
      if (index < firstKept || index >= length) return undefined
      return readEvent(index, chunks[Math.floor((index - firstKept) / CHUNK_EVENTS)]!, labels)
    },
  }
}

export const TRACE_CHUNK_EVENTS = CHUNK_EVENTS
