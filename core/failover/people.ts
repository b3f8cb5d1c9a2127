import { assumedMinutes, checkDuration, drawDurationUs } from '../sim/duration.ts'
import type { DurationModel } from '../sim/duration.ts'
import type { Kernel } from '../sim/kernel.ts'
import type { StepBook, StepEnd } from './step-book.ts'
import { weaker } from './step-record.ts'
import type { StepSpec } from './step-record.ts'

/** Those who carry out what is not automatic. Plain JSON. */
export interface Operators {
  /** So many things can be done by hand at a time; at least 1. */
  readonly hands: number
  /** From a call to somebody who begins. Who goes from one thing to the next needs no call. */
  readonly reaction: DurationModel
  /** One item in this many is overlooked and never done. Default of the preset 0: none. */
  readonly forgetOneIn: number
  /** One thing done by hand in this many is done wrong, which is seen at once, and has to be done again. Preset: 0. */
  readonly wrongOneIn: number
}

export const OPERATORS: Operators = {
  hands: 1,
  reaction: assumedMinutes(1, 5, 'a person on call', 30),
  forgetOneIn: 0,
  wrongOneIn: 0,
}

/**
 * Refuses operators that cannot be.
 * @throws RangeError naming the field and its value
 */
export function checkOperators({ hands, reaction, forgetOneIn, wrongOneIn }: Operators): void {
  if (!(Number.isSafeInteger(hands) && hands >= 1))
    throw new RangeError(`Operators.hands: must be a whole number ≥ 1, got ${hands}`)
  checkDuration('Operators.reaction', reaction)
  for (const [field, oneIn] of Object.entries({ forgetOneIn, wrongOneIn })) {
    if (!(Number.isSafeInteger(oneIn) && oneIn >= 0))
      throw new RangeError(`Operators.${field}: must be a whole number ≥ 0, got ${oneIn}`)
  }
  if (wrongOneIn === 1) throw new RangeError('Operators.wrongOneIn: must not be 1, or nothing is ever done right')
}

interface Task {
  readonly spec: StepSpec
  readonly ended: () => StepEnd
  readonly then: (end: StepEnd) => void
  readonly rank: number
}

/** A few pairs of hands, and what waits for them. Of what waits the lowest rank is first, then what came first. */
export class People {
  readonly #kernel: Kernel
  readonly #book: StepBook
  readonly #operators: Operators
  readonly #waiting: Task[] = []
  #idle: number
  #handing = false

  constructor(kernel: Kernel, book: StepBook, operators: Operators) {
    checkOperators(operators)
    this.#kernel = kernel
    this.#book = book
    this.#operators = operators
    this.#idle = operators.hands
  }

  /**
   * Has a person do something. Its record begins when somebody takes it up or is called to it.
   * @param rank what is urgent has a low one. Default 0
   */
  request(spec: Omit<StepSpec, 'by'>, ended: Task['ended'], then: Task['then'], rank = 0): void {
    this.#waiting.push({ spec: { ...spec, by: 'person' }, ended, then, rank })
    this.#waiting.sort((a, b) => a.rank - b.rank)
    this.#callIdle()
  }

  #callIdle(): void {
    while (this.#idle > 0 && !this.#handing && this.#waiting.length > 0) {
      this.#idle--
      const task = this.#waiting.shift()!
      this.#begin(task, this.#called(task.spec))
    }
  }

  #begin(task: Task, spec: StepSpec): void {
    this.#book.run(spec, task.ended, (end) => {
      // What comes of it is for the person who has just finished, before anybody is called.
      this.#handing = true
      task.then(end)
      this.#handing = false
      const next = this.#waiting.shift()
      if (next) this.#begin(next, { ...next.spec, after: [...next.spec.after, spec.id] })
      else this.#idle++
      this.#callIdle()
    })
  }

  /** With the time until the person who was called begins. */
  #called(spec: StepSpec): StepSpec {
    const { duration, id } = spec
    if (duration === null) return spec
    const { reaction } = this.#operators
    const reactionUs = drawDurationUs(reaction, this.#kernel.streams.named(`recovery/${id}/reaction`))
    const stream = this.#kernel.streams.named(`recovery/${id}`)
    const us = reactionUs + ('us' in duration ? duration.us : drawDurationUs(duration, stream))
    return { ...spec, duration: { us, provenance: weaker(duration.provenance, reaction.provenance), source: duration.source } }
  }
}
