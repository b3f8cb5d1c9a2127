/**
 * A disk that remembers every version of every sector, and the world around one application on it: events
 * complete in an order drawn from a stream, and nothing happens between them.
 */
import type { IoError, Volume } from '../../../core/block/volume.ts'
import { SECTOR_BYTES } from '../../../core/block/geometry.ts'
import type { AppContext } from '../../../core/machine/app.ts'
import { randomStream, type RandomStream } from '../../../core/sim/random.ts'

export interface LoggedWrite {
  readonly label: string
  readonly offset: number
  readonly data: Uint8Array
  readonly submitted: number
  completed: number
}

export interface LoggedFlush {
  readonly label: string
  readonly submitted: number
  completed: number
}

/** What a device answers instead of carrying a request out. */
export type Trouble = (kind: 'write' | 'flush', label: string) => IoError | undefined

/** Requests complete when the world says so, or at once in a world without one. */
export class FakeDisk {
  readonly name = 'log'
  readonly base: Uint8Array
  readonly current: Uint8Array
  readonly writes: LoggedWrite[] = []
  readonly flushes: LoggedFlush[] = []
  trouble: Trouble = () => undefined
  /** Counts submissions, completions and whatever the tester marks. */
  event = 0

  constructor(base: Uint8Array) {
    this.base = base
    this.current = base.slice()
  }

  complete(write: LoggedWrite): void {
    if (write.completed !== Infinity) return
    write.completed = ++this.event
    this.current.set(write.data, write.offset)
  }

  /** The process is gone: the device finishes what it was given, nobody is told. */
  killProcess(): void {
    for (const write of this.writes) this.complete(write)
  }

  /** A volume on this disk for a process; without `later` every request completes at once. */
  volume(later: (fire: () => void) => void = (fire) => fire()): Volume {
    const submit = (kind: 'write' | 'flush', label: string, work: () => () => void): Promise<void> => {
      const error = this.trouble(kind, label)
      const finish = error ? () => this.event++ : work()
      return new Promise((resolve, reject) => later(() => (finish(), error ? reject(error) : resolve())))
    }
    const write = (offset: number, bytes: Uint8Array, label: string) =>
      submit('write', label, () => {
        this.#check('write', offset, bytes.length)
        const logged = { label, offset, data: bytes.slice(), submitted: ++this.event, completed: Infinity }
        this.writes.push(logged)
        return () => this.complete(logged)
      })
    const zero = (offset: number, length: number, options: { label?: string } = {}) =>
      write(offset, new Uint8Array(length), options.label ?? 'write')
    return {
      name: this.name,
      sizeBytes: this.base.length,
      read: async (offset, length) => {
        this.#check('read', offset, length)
        return this.current.slice(offset, offset + length)
      },
      write: (offset, data, options = {}) => write(offset, data, options.label ?? 'write'),
      writeZeroes: zero,
      discard: zero,
      flush: ({ label = 'flush' } = {}) =>
        submit('flush', label, () => {
          const logged = { label, submitted: ++this.event, completed: Infinity }
          this.flushes.push(logged)
          return () => (logged.completed = ++this.event)
        }),
      get sync(): never {
        throw new Error('the fake has no synchronous face')
      },
    }
  }

  #check(call: string, offset: number, length: number): void {
    if (offset % SECTOR_BYTES || length % SECTOR_BYTES || length <= 0 || offset + length > this.base.length)
      throw new RangeError(`FakeDisk.${call}: ${offset}, ${length}`)
  }
}

export interface Span {
  readonly name: string
  readonly began: number
  ended: number
}

/** One process on a disk. Without a stream everything happens at once and nothing ever sleeps to an end. */
export class FakeProcess {
  readonly disk: FakeDisk
  readonly random: RandomStream | undefined
  readonly context: AppContext<'log'>
  readonly spans: Span[] = []
  readonly #pending: (() => void)[] = []

  constructor(disk: FakeDisk, random?: RandomStream) {
    this.disk = disk
    this.random = random
    const later = random ? (fire: () => void) => void this.#pending.push(fire) : undefined
    this.context = {
      machine: 'fake',
      fileSystems: {},
    volumes: { log: disk.volume(later) },
      clock: { now: () => disk.event, sleep: () => this.pause() },
      random: random ?? randomStream('fake'),
      spawn: (_name, run) => void run(),
      signal,
      mutex,
      always() {},
      sometimes() {},
      reachable() {},
      unreachable() {},
      span: (name, work) => this.#span(name, work),
    }
  }

  /** Ends at some later event. */
  pause(): Promise<void> {
    return new Promise((resolve) => void this.#pending.push(resolve))
  }

  /** Lets events happen in a drawn order until `done` says so; false if nothing was left to happen before. */
  async run(done: () => boolean, afterEach: () => void = () => undefined): Promise<boolean> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve))
      afterEach()
      if (done()) return true
      if (this.#pending.length === 0) return false
      this.#pending.splice(this.random!.below(this.#pending.length), 1)[0]!()
    }
  }

  async #span<T>(name: string, work: () => Promise<T>): Promise<T> {
    const span: Span = { name, began: ++this.disk.event, ended: Infinity }
    this.spans.push(span)
    const result = await work()
    span.ended = ++this.disk.event
    return result
  }
}

function signal<T = void>() {
  let waiting: ((value: T) => void)[] = []
  return {
    wait: () => new Promise<T>((resolve) => void waiting.push(resolve)),
    notify: (value: T) => {
      const woken = waiting
      waiting = []
      for (const wake of woken) wake(value)
    },
    get waiting() {
      return waiting.length
    },
  }
}

function mutex() {
  let last: Promise<unknown> = Promise.resolve()
  return {
    run<T>(section: () => Promise<T>): Promise<T> {
      const result = last.then(section)
      last = result.catch(() => undefined)
      return result
    },
  }
}
