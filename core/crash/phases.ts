/** What was going on at the instant of a crash. Every state belongs to exactly one phase; earlier rows win. */
import { isCompletion } from '../block/write-log.ts'
import type { LogMark, WriteLog } from '../block/write-log.ts'

export const PHASES = {
  'mid-recovery': 'while a recovery was running',
  'mid-checkpoint': 'while a checkpoint was running',
  'mid-write': 'with a write in flight',
  'before-flush': 'with completed writes that no flush has made durable',
  'before-acknowledgement': 'between a flush and the acknowledgement that relies on it',
  quiet: 'with nothing pending',
} as const

export type Phase = keyof typeof PHASES

export const PHASE_NAMES = Object.keys(PHASES) as readonly Phase[]

/** Follows the write log and says in which phase each instant lies. */
export class PhaseTracker {
  readonly #log: WriteLog
  readonly #openSpans = new Map<string, number>()
  /** Writes in flight, disk by disk. */
  readonly #inFlight: number[] = []
  #unanswered = 0
  #lastWasFlush = false

  constructor(log: WriteLog) {
    this.#log = log
  }

  /** Takes in one step; call it for every position in turn. */
  take(seq: number): void {
    const step = this.#log.step(seq)
    if (step.kind === 'mark') return this.#mark(step)
    if (step.kind === 'reset') {
      this.#inFlight[step.disk] = 0
      return
    }
    const completed = isCompletion(step, seq)
    this.#lastWasFlush = completed && step.kind === 'flush'
    if (step.kind !== 'flush') this.#inFlight[step.disk] = (this.#inFlight[step.disk] ?? 0) + (completed ? -1 : 1)
  }

  /** The phase of the cut just after the last step; `volatile`: completed writes above the floors exist. */
  phase(volatile: boolean): Phase {
    if (this.#open('recovery')) return 'mid-recovery'
    if (this.#open('checkpoint')) return 'mid-checkpoint'
    if (this.#inFlight.some((writes) => writes > 0)) return 'mid-write'
    if (volatile) return 'before-flush'
    return this.#lastWasFlush && this.#unanswered > 0 ? 'before-acknowledgement' : 'quiet'
  }

  #open(span: string): boolean {
    return (this.#openSpans.get(span) ?? 0) > 0
  }

  #mark(mark: LogMark): void {
    if (mark.mark === 'submitted') this.#unanswered++
    if (mark.mark === 'answered') this.#unanswered--
    const change = mark.mark === 'span-begin' ? 1 : mark.mark === 'span-end' ? -1 : 0
    if (change !== 0) this.#openSpans.set(mark.name, (this.#openSpans.get(mark.name) ?? 0) + change)
  }
}
