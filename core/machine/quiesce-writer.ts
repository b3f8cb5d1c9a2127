/** One writer in a snapshot set: asking an application to freeze and to thaw, and hearing how that ended. */
import type { Mark } from '../block/write-log.ts'
import type { EventHandle } from '../sim/event-queue.ts'
import type { Quiesce } from './app.ts'
import type { Machine } from './machine.ts'
import { WriterFault } from './quiesce-failures.ts'
import type { QuiesceFailure } from './quiesce-failures.ts'

/** When a writer was frozen and thawed; null where that never happened. */
export interface WriterSpan {
  /** `machine/application`. */
  readonly writer: string
  readonly frozenAt: Mark | null
  readonly thawedAt: Mark | null
}

/** Null: it did what it was asked. Never called within the call that asked. */
type WriterAnswer = (failure: QuiesceFailure | null) => void

/** The application's own functions, or null for one that cannot come to rest. */
function quiesceOf(machine: Machine): Quiesce<unknown> | null {
  const { quiesce } = machine.app
  if (!quiesce) return null
  return typeof quiesce === 'function' ? { freeze: quiesce } : quiesce
}

export function hasWriter(machine: Machine): boolean {
  return quiesceOf(machine) !== null
}

export class Writer {
  readonly name: string
  readonly machine: Machine
  frozenAt: Mark | null = null
  thawedAt: Mark | null = null
  readonly #quiesce: Quiesce<unknown>
  readonly #group: Machine['group']
  readonly #instance: unknown
  #asked = false
  #timer: EventHandle | null = null

  /** @throws TypeError for a machine whose application has no `quiesce` */
  constructor(machine: Machine) {
    const quiesce = quiesceOf(machine)
    if (!quiesce) throw new TypeError(`Writer: the application of ${machine.id} has no quiesce`)
    this.name = `${machine.id}/${machine.app.name}`
    this.machine = machine
    this.#quiesce = quiesce
    this.#group = machine.group
    this.#instance = machine.instance
  }

  get span(): WriterSpan {
    return { writer: this.name, frozenAt: this.frozenAt, thawedAt: this.thawedAt }
  }

  /**
   * Asks the application to freeze. `answer` comes when it has, when it failed, or when the time is up;
   * `late` when a freeze ends well after its time was up. Neither comes after a crash.
   */
  freeze(timeoutUs: number, answer: WriterAnswer, late: () => void): void {
    this.#asked = true
    this.#run(() => this.#quiesce.freeze(this.#instance), timeoutUs, {
      ended: (failure) => {
        if (failure === null) this.frozenAt = this.#mark('frozen')
        this.#post(() => answer(failure))
      },
      timedOut: () => answer('writer-timeout'),
      late: (failure) => void (failure === null && this.#post(late)),
    })
  }

  /** Lets the application go on, unless it was never asked to freeze or goes on already. */
  thaw(timeoutUs: number, answer: WriterAnswer): void {
    if (!this.#asked || this.thawedAt || !this.#group?.alive) return this.#post(() => answer(null))
    if (this.frozenAt) this.thawedAt = this.#mark('thawed')
    this.thawAgain(timeoutUs, answer)
  }

  /** The same for a freeze that ended too late, when the application had been told to thaw already. */
  thawAgain(timeoutUs: number, answer: WriterAnswer): void {
    const { thaw } = this.#quiesce
    if (!thaw) return this.#post(() => answer(null))
    this.#run(() => thaw(this.#instance), timeoutUs, {
      ended: (failure) => this.#post(() => answer(failure === null ? null : 'thaw-failed')),
      timedOut: () => answer('thaw-failed'),
      late: () => {},
    })
  }

  /** Stops waiting: the machine is gone, and no answer will come. */
  forget(): void {
    if (this.#timer !== null) this.machine.kernel.cancel(this.#timer)
  }

  #mark(mark: 'frozen' | 'thawed'): Mark {
    const { kernel, log, id, app } = this.machine
    return log.mark(kernel.now, mark, { machine: id, name: app.name })
  }

  /** The answer is an event of the infrastructure, outside the application's turn. */
  #post(callback: () => void): void {
    this.machine.kernel.after(0, callback)
  }

  /** Runs a function of the application in a process of the boot that the set began with. */
  #run(work: () => unknown, timeoutUs: number, hear: Hearing): void {
    const { kernel, app } = this.machine
    let timedOut = false
    const timer = kernel.after(timeoutUs, () => {
      timedOut = true
      hear.timedOut()
    })
    this.#timer = timer
    kernel.spawn(this.#group!, `writer:${app.name}`, async () => {
      const failure = await outcomeOf(work)
      if (timedOut) return hear.late(failure)
      kernel.cancel(timer)
      hear.ended(failure)
    })
  }
}

/** How a function of the application ends; the first and the last are called in the application's own turn. */
interface Hearing {
  readonly ended: (failure: QuiesceFailure | null) => void
  readonly timedOut: () => void
  readonly late: (failure: QuiesceFailure | null) => void
}

async function outcomeOf(work: () => unknown): Promise<QuiesceFailure | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (!(error instanceof WriterFault)) return 'writer-veto'
    return error.kind === 'retryable' ? 'writer-retryable' : 'writer-out-of-resources'
  }
}
