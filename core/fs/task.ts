/**
 * Work of the operating system that waits for its device. A task is a generator that yields what it waits for, so that
 * one piece of code serves callers that await, callers that cannot, and plain images. Tasks are driven by callbacks
 * alone: they go on while a synchronous caller waits, and when the process that asked is gone.
 */

export interface ReadRequest {
  readonly kind: 'read'
  readonly block: number
  readonly count: number
}

export interface WriteRequest {
  readonly kind: 'write'
  readonly block: number
  /** Whole sectors; owned by the request. */
  readonly data: Uint8Array
  readonly label: string
  readonly fua?: boolean
  /** Where in a program it was asked for, if that is not the call that brings it to the device. */
  readonly origin?: Error
}

export interface FlushRequest {
  readonly kind: 'flush'
  readonly label: string
}

export type BlockRequest = ReadRequest | WriteRequest | FlushRequest

/** Something that others bring about. */
export interface Waiting {
  readonly kind: 'wait'
  readonly gate: Gate
}

/** A task waits for one thing, or for all writes of a list, which the device gets at once. */
export type Step = BlockRequest | readonly WriteRequest[] | Waiting

/** What a step answers: the bytes of a read. A device error is thrown into the task. */
export type Task<Result> = Generator<Step, Result, Uint8Array>

/** Lets tasks wait for one another, in the order in which they came. */
export class Gate {
  readonly #waiting: (() => void)[] = []

  wait(resume: () => void): void {
    this.#waiting.push(resume)
  }

  /** Lets all that wait by now go on. */
  open(): void {
    for (const resume of this.#waiting.splice(0)) resume()
  }
}

/** One task at a time. */
export class Lock {
  #held = false
  readonly #gate = new Gate()

  release(): void {
    this.#held = false
    this.#gate.open()
  }

  *acquire(): Task<void> {
    while (this.#held) yield { kind: 'wait', gate: this.#gate }
    this.#held = true
  }
}

export type BlockAnswer = { readonly ok: true; readonly data: Uint8Array | null } | { readonly ok: false; readonly error: Error }

/** Where the blocks are. Answers at once or later, each request once; never if the machine is gone. */
export interface BlockDevice {
  readonly blocks: number
  /** Where in a program the call was made whose task this device serves, if somebody wants to know. */
  readonly origin?: Error | null
  submit(request: BlockRequest, answer: (answer: BlockAnswer) => void): void
}

export type Outcome<Result> = { readonly ok: true; readonly value: Result } | { readonly ok: false; readonly error: unknown }

const NOTHING = new Uint8Array(0)

/** Of the task that makes a step now; steps of others may lie within it. */
let steppingOrigin: Error | null = null

/** Where in a program the call was made whose task makes a step now; null when nobody wants to know. */
export const originOfStep = (): Error | null => steppingOrigin

/** Runs a task to its end. `ended` hears of it once: before this returns, if nothing had to be waited for. */
export function runTask<Result>(device: BlockDevice, task: Task<Result>, ended: (outcome: Outcome<Result>) => void): void {
  let running = false
  let ready: BlockAnswer | null = { ok: true, data: null }
  // A loop and not a recursion: a device without latency answers within the call.
  const advance = (answer: BlockAnswer): void => {
    ready = answer
    if (running) return
    running = true
    while (ready) {
      const given: BlockAnswer = ready
      ready = null
      let result: IteratorResult<Step, Result>
      const before = steppingOrigin
      steppingOrigin = device.origin ?? null
      try {
        result = given.ok ? task.next(given.data ?? NOTHING) : task.throw(given.error)
      } catch (error) {
        steppingOrigin = before
        return ended({ ok: false, error })
      }
      steppingOrigin = before
      if (result.done) return ended({ ok: true, value: result.value })
      perform(device, result.value, advance)
    }
    running = false
  }
  advance(ready)
}

function perform(device: BlockDevice, step: Step, answer: (answer: BlockAnswer) => void): void {
  if (!('kind' in step)) return performAll(device, step, answer)
  if (step.kind === 'wait') return step.gate.wait(() => answer({ ok: true, data: null }))
  device.submit(step, answer)
}

function performAll(device: BlockDevice, writes: readonly WriteRequest[], answer: (answer: BlockAnswer) => void): void {
  let waiting = writes.length
  let failed: BlockAnswer | null = null
  if (waiting === 0) return answer({ ok: true, data: null })
  for (const write of writes) {
    device.submit(write, (one) => {
      if (!one.ok) failed ??= one
      if (--waiting === 0) answer(failed ?? { ok: true, data: null })
    })
  }
}

/** Runs a task that nothing can hold up, as on an image. @throws whatever the task throws */
export function runAtOnce<Result>(device: BlockDevice, task: Task<Result>): Result {
  let outcome: Outcome<Result> | null = null
  runTask(device, task, (given) => {
    outcome = given
  })
  const known = outcome as Outcome<Result> | null
  if (!known) throw new Error('runAtOnce: the task waits for something that nobody brings about')
  if (!known.ok) throw known.error
  return known.value
}
