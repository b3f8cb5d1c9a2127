/**
 * The scheduler: virtual time in integer microseconds, events in the order (time, priority,
 * sequence), `async` processes that wake one at a time.
 *
 * Device and infrastructure events are plain callbacks. A wake-up settles one promise of one
 * process and the kernel goes on only after every microtask has drained, so the depth of awaits
 * never changes a trace.
 */
import { EventQueue } from './event-queue.ts'
import type { EventHandle } from './event-queue.ts'
import { hashText } from './hash.ts'
import { letHostRun, sliceUsedUp } from './breathe.ts'
import { afterImmediate, afterMicrotasks } from './host.ts'
import { Deferred, Process } from './process.ts'
import type { ProcessGroup } from './process.ts'
import type { RandomStream, Streams } from './random.ts'
import { Trace } from './trace.ts'

export type StopReason = 'stopped' | 'idle' | 'time-limit' | 'event-limit'

export interface RunLimits {
  /** Stop before the first event later than this. Default: none. */
  readonly timeLimitUs?: number
  /** Stop after this many events. Default: none. */
  readonly eventLimit?: number
}

export interface KernelOptions {
  readonly streams: Streams
  readonly trace?: Trace
  /** Draw a priority for each wake-up, so that ties in time are explored. Default false: first come, first served. */
  readonly exploreSchedules?: boolean
  /** `immediate` for foreign code that queues ticks of its own. Default `microtasks`. */
  readonly drain?: 'microtasks' | 'immediate'
}

type Callback = () => void

class ProcessStart {
  readonly owner: Process
  readonly run: () => Promise<void>

  constructor(owner: Process, run: () => Promise<void>) {
    this.owner = owner
    this.run = run
  }
}

type Payload = Callback | ProcessStart | Deferred<unknown>

const SCHEDULE_PRIORITIES = 8
/** What a device may take to answer a synchronous call beyond the end of a run: a minute. */
const PUMP_GRACE_US = 60_000_000
/** Events between two looks at the host's clock, minus one. */
const PACE_MASK = 127

/** Thrown through an application that cannot await when its device will never answer. */
export class NeverAnswered extends Error {
  override readonly name = 'NeverAnswered'

  constructor() {
    super('the device never answers: the machine is gone, or a fault holds the request for ever')
  }
}

export class Kernel {
  readonly streams: Streams
  readonly trace: Trace
  /** Virtual time, microseconds. */
  now = 0
  /** Whose turn it is; null while a device or the infrastructure acts. */
  current: Process | null = null
  /** Called when a process ends by throwing. Default: ignored. */
  onProcessFailure: (process: Process, error: unknown) => void = () => {}
  /** Events executed so far. */
  executed = 0

  readonly #queue = new EventQueue<Payload>()
  readonly #drain: () => void
  readonly #schedule: RandomStream | null
  readonly #wakeLabel: number
  #sequence = 0
  #timeLimitUs = Infinity
  #eventLimit = Infinity
  #stopRequested = false
  #looks = 0
  #finish: ((reason: StopReason) => void) | null = null
  #fail: ((error: unknown) => void) | null = null

  constructor(options: KernelOptions) {
    this.streams = options.streams
    this.trace = options.trace ?? new Trace()
    this.#drain = (options.drain === 'immediate' ? afterImmediate : afterMicrotasks)(this.#loop)
    this.#schedule = options.exploreSchedules ? options.streams.named('schedule') : null
    this.#wakeLabel = this.trace.label('wake')
  }

  /** Events that wait to run. */
  get pending(): number {
    return this.#queue.size
  }

  /** Calls `callback` at a virtual time, not before now. */
  at(timeUs: number, callback: Callback): EventHandle {
    if (!(timeUs >= this.now)) throw new RangeError(`Kernel.at: time ${timeUs} lies before now (${this.now})`)
    return this.#queue.push(timeUs, 0, this.#sequence++, callback)
  }

  /** Calls `callback` after a delay in microseconds. */
  after(delayUs: number, callback: Callback): EventHandle {
    return this.at(this.now + delayUs, callback)
  }

  cancel(handle: EventHandle): boolean {
    return this.#queue.cancel(handle)
  }

  /** A promise of the process whose turn it is. Throws outside any process. */
  deferred<T>(caller: string): Deferred<T> {
    if (!this.current) throw new Error(`${caller}: called outside any process of the simulation`)
    return new Deferred<T>(this.current)
  }

  /** Settles a promise in its owner's own turn, `delayUs` from now. */
  wake<T>(deferred: Deferred<T>, value: T, delayUs = 0): void {
    deferred.willResolve(value)
    this.#push(delayUs, deferred as Deferred<unknown>)
  }

  /** Rejects a promise in its owner's own turn. */
  fail<T>(deferred: Deferred<T>, error: unknown): void {
    deferred.willReject(error)
    this.#push(0, deferred as Deferred<unknown>)
  }

  sleep(durationUs: number): Promise<void> {
    if (!(durationUs >= 0 && Number.isInteger(durationUs)))
      throw new RangeError(`clock.sleep: duration must be a whole number of microseconds ≥ 0, got ${durationUs}`)
    const deferred = this.deferred<void>('clock.sleep')
    this.wake(deferred, undefined, durationUs)
    return deferred.promise
  }

  /** Starts a process of a group in a turn of its own. */
  spawn(group: ProcessGroup, name: string, run: () => Promise<void>): Process {
    const owner = new Process(group, name, hashText(`${group.name}/${name}`), this.trace.label(`${group.name}/${name}`))
    this.#push(0, new ProcessStart(owner, run))
    return owner
  }

  /**
   * Counts a request that a device without latency answers within the call. False once the event limit
   * is reached: the caller then leaves the request unanswered, so that an endless loop comes to rest.
   */
  countInstant(): boolean {
    return ++this.executed < this.#eventLimit
  }

  /** Ends {@link run} before the next event. */
  stop(): void {
    this.#stopRequested = true
  }

  /** Executes events until {@link stop}, a limit, or nothing is left. */
  run(limits: RunLimits = {}): Promise<StopReason> {
    if (this.#finish) throw new Error('Kernel.run: already running')
    this.#timeLimitUs = limits.timeLimitUs ?? Infinity
    this.#eventLimit = this.executed + (limits.eventLimit ?? Infinity)
    this.#stopRequested = false
    return new Promise((resolve, reject) => {
      this.#finish = resolve
      this.#fail = reject
      this.#loop()
    })
  }

  /**
   * For the synchronous face of a device: runs callbacks until `done`, holding back every
   * wake-up. A run that is to end waits for it: the caller cannot be left in the middle of a call and go on in the
   * next run. Throws {@link NeverAnswered} when no callback is left, at the event limit, or a minute after the run was to end.
   */
  pump(done: () => boolean): void {
    const held: { time: number; priority: number; sequence: number; payload: Payload }[] = []
    const queue = this.#queue
    const caller = this.current
    this.current = null
    try {
      let graceEndsUs = Infinity
      while (!done() && this.executed < this.#eventLimit) {
        const next = queue.peekTime()
        if (this.#stopRequested || next > this.#timeLimitUs) graceEndsUs = Math.min(graceEndsUs, this.now + PUMP_GRACE_US)
        if (next === Infinity || next > graceEndsUs) break
        const payload = queue.pop()!
        if (typeof payload === 'function') {
          this.now = Math.max(this.now, queue.poppedTime)
          this.executed++
          payload()
        } else {
          held.push({ time: queue.poppedTime, priority: queue.poppedPriority, sequence: queue.poppedSequence, payload })
        }
      }
    } finally {
      for (const { time, priority, sequence, payload } of held) queue.push(time, priority, sequence, payload)
      this.current = caller
    }
    if (!done()) throw new NeverAnswered()
  }

  #push(delayUs: number, payload: Payload): void {
    const priority = this.#schedule ? this.#schedule.below(SCHEDULE_PRIORITIES) : 0
    this.#queue.push(this.now + delayUs, priority, this.#sequence++, payload)
  }

  readonly #loop = (): void => {
    this.current = null
    try {
      this.#advance()
    } catch (error) {
      this.#settle(() => this.#fail?.(error))
    }
  }

  #advance(): void {
    for (;;) {
      const reason = this.#reasonToStop()
      if (reason) return this.#settle(this.#finish ? this.#finish.bind(null, reason) : null)
      if ((++this.#looks & PACE_MASK) === 0 && sliceUsedUp()) return letHostRun(this.#loop)
      const payload = this.#queue.pop()!
      this.now = Math.max(this.now, this.#queue.poppedTime)
      this.executed++
      if (typeof payload === 'function') payload()
      else if (payload.owner.group.alive) return this.#turn(payload)
    }
  }

  #reasonToStop(): StopReason | null {
    if (this.#stopRequested) return 'stopped'
    if (this.executed >= this.#eventLimit) return 'event-limit'
    const next = this.#queue.peekTime()
    if (next === Infinity) return 'idle'
    if (next > this.#timeLimitUs) {
      this.now = Math.max(this.now, this.#timeLimitUs)
      return 'time-limit'
    }
    return null
  }

  #turn(payload: ProcessStart | Deferred<unknown>): void {
    const owner = payload.owner
    this.current = owner
    this.trace.record(this.now, this.#wakeLabel, owner.traceLabel, owner.operation ?? 0, 0)
    if (payload instanceof ProcessStart) this.#start(payload)
    else payload.settle()
    this.#drain()
  }

  #start({ owner, run }: ProcessStart): void {
    const failed = (error: unknown): void => {
      if (owner.group.alive) this.onProcessFailure(owner, error)
    }
    try {
      run().then(undefined, failed)
    } catch (error) {
      failed(error)
    }
  }

  #settle(settle: (() => void) | null): void {
    this.#finish = null
    this.#stopRequested = false
    this.#timeLimitUs = Infinity
    this.#eventLimit = Infinity
    settle?.()
    this.#fail = null
  }
}
