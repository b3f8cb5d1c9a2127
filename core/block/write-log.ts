/**
 * The write log is the truth of a run: every write, discard, zeroing and flush of every disk with
 * its submission and its completion, and the marks of the machines, all in one global sequence.
 * Each sequence number belongs to exactly one step, so any number is a possible instant of a crash.
 *
 * Its base advances: steps that no retained cut needs are handed out and forgotten, so memory is
 * bounded by retention and not by the length of a run.
 */
import type { BlockImage } from './block-image.ts'

export type WriteKind = 'write' | 'discard' | 'write-zeroes' | 'damage'

export interface WriteEntry {
  readonly kind: WriteKind
  /** Index of the disk in its world. */
  readonly disk: number
  readonly lba: number
  readonly sectors: number
  /** The bytes; null for zeros. */
  readonly data: Uint8Array | null
  /** Durable by its own completion. */
  readonly fua: boolean
  /** The operation during which it was submitted, if any. */
  readonly operation: number | null
  readonly process: string
  readonly label: string
  readonly submitSeq: number
  readonly submitAt: number
  completeSeq: number | null
  completeAt: number
  /** It was the n-th write of its disk to complete (from 1); 0 while in flight, and for damage. */
  diskPosition: number
  /** Where a faulty device put it; equals `lba` on a sound one. */
  storedLba: number
  /** The part that a faulty device stored: sectors `storedFrom` … `storedTo` − 1 of the data. */
  storedFrom: number
  storedTo: number
  /** Sectors of that part (offsets in the data) that it did not store all the same; null: none. */
  skipped: ReadonlySet<number> | null
  /** The device reported an error; the old content stays. */
  failed: boolean
  /**
   * It lies in the page cache and has a place on the disk, so that the operating system may write it at any time:
   * pending without having been submitted. It never completes; a later write of its sectors takes its place.
   */
  readonly cached?: true
}

export interface FlushEntry {
  readonly kind: 'flush'
  readonly disk: number
  readonly operation: number | null
  readonly process: string
  readonly label: string
  readonly submitSeq: number
  readonly submitAt: number
  completeSeq: number | null
  completeAt: number
  /** Acknowledged without making anything durable. */
  lying: boolean
  failed: boolean
  /** A failed flush after which the writes it covered will never reach the medium. */
  discardsCovered: boolean
}

export type LogEntry = WriteEntry | FlushEntry

/** An instant in a run, by every measure the oracles need. */
export interface Mark {
  /** Position in the run's one global sequence (write submissions, completions and marks). */
  readonly seq: number
  readonly atUs: number
  /** For each disk (by its index in the world) how many of its writes had completed. */
  readonly vector: readonly number[]
}

/** `cached`: the operating system took a change into its memory; its name says which. */
export type MarkKind = 'submitted' | 'answered' | 'span-begin' | 'span-end' | 'frozen' | 'thawed' | 'tag' | 'boot' | 'crash' | 'cached'

export interface LogMark extends Mark {
  readonly kind: 'mark'
  readonly mark: MarkKind
  readonly machine: string | null
  readonly operation: number | null
  /** Name of the span, label of the point, kind of the crash. */
  readonly name: string
}

/** The disk lost power and came back: this is what survived, all of it durable. */
export interface LogReset {
  readonly kind: 'reset'
  readonly disk: number
  readonly image: BlockImage
}

export type LogStep = LogEntry | LogMark | LogReset

export class WriteLog {
  #base = 0
  readonly #steps: LogStep[] = []
  readonly #completed: number[] = []
  /**
   * Errors made where each write was asked for, by its submission: their stacks lead to its line. Null: nobody
   * wants to know, and none are made.
   */
  origins: Map<number, Error> | null = null
  /** {@link vector} as marks hold it, shared by all between two completions; null after one. */
  #sharedVector: readonly number[] | null = null

  /** The first sequence number still held. */
  get base(): number {
    return this.#base
  }

  /** The next sequence number to be given out. */
  get end(): number {
    return this.#base + this.#steps.length
  }

  addDisk(): number {
    this.#sharedVector = null
    return this.#completed.push(0) - 1
  }

  get disks(): number {
    return this.#completed.length
  }

  /** How many writes of each disk have completed. */
  vector(): number[] {
    return this.#completed.slice()
  }

  /** The step of a sequence number. */
  step(seq: number): LogStep {
    const step = this.#steps[seq - this.#base]
    if (!step) throw new RangeError(`WriteLog.step: ${seq} is outside ${this.#base} … ${this.end - 1}`)
    return step
  }

  submit(entry: LogEntry): void {
    this.#steps.push(entry)
  }

  complete(entry: LogEntry, atUs: number): void {
    entry.completeSeq = this.end
    entry.completeAt = atUs
    if (entry.kind !== 'flush' && entry.kind !== 'damage') {
      entry.diskPosition = ++this.#completed[entry.disk]!
      this.#sharedVector = null
    }
    this.#steps.push(entry)
  }

  /** Records what a power cut left on a disk. The log owns `image` from now on. */
  reset(disk: number, image: BlockImage): void {
    this.#steps.push({ kind: 'reset', disk, image })
  }

  mark(atUs: number, mark: MarkKind, about: { machine?: string; operation?: number | null; name?: string } = {}): LogMark {
    const step: LogMark = {
      kind: 'mark',
      seq: this.end,
      atUs,
      vector: (this.#sharedVector ??= this.vector()),
      mark,
      machine: about.machine ?? null,
      operation: about.operation ?? null,
      name: about.name ?? mark,
    }
    this.#steps.push(step)
    return step
  }

  /** Forgets all steps before `seq`. */
  advanceBase(seq: number): void {
    if (seq <= this.#base) return
    if (seq > this.end) throw new RangeError(`WriteLog.advanceBase: ${seq} lies beyond the end ${this.end}`)
    for (const step of this.#steps.splice(0, seq - this.#base)) {
      if (step.kind === 'reset') step.image.release()
    }
    this.#base = seq
  }
}

/** Whether the device stored the sector at this offset of the data. */
export function isStored({ storedFrom, storedTo, skipped }: WriteEntry, offset: number): boolean {
  return offset >= storedFrom && offset < storedTo && !skipped?.has(offset)
}

/** Whether the device stored all of it, where it stored anything; a sound one always does. */
export function storesAll(entry: WriteEntry): boolean {
  return isStored(entry, 0) && isStored(entry, entry.sectors - 1) && entry.skipped === null
}

/** When a step happened; a reset has no time of its own. */
export function timeOf(step: LogStep, seq: number): number {
  if (step.kind === 'mark') return step.atUs
  if (step.kind === 'reset') return 0
  return isCompletion(step, seq) ? step.completeAt : step.submitAt
}

/** Whether this step of an entry is its completion (else its submission). */
export function isCompletion(step: LogEntry, seq: number): boolean {
  return step.completeSeq === seq
}
