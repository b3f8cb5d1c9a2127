/** A small world to run the database in: virtual time, one machine, and volumes that need no time at all. */
import type { SyncVolume, Volume } from '../../../core/block/volume.ts'
import type { AppContext } from '../../../core/machine/app.ts'
import { randomStream, type RandomStream } from '../../../core/sim/random.ts'
import type { Mutex, Signal } from '../../../core/sim/signal.ts'

/** Events in order of time, then of scheduling. */
export class World {
  now = 0
  events = 0
  readonly random: RandomStream
  readonly #queue: { at: number; order: number; run: () => void }[] = []
  #order = 0

  constructor(seed: string) {
    this.random = randomStream(seed)
  }

  schedule(delayUs: number, run: () => void): void {
    const event = { at: this.now + delayUs, order: this.#order++, run }
    let index = this.#queue.length
    while (index > 0 && this.#queue[index - 1]!.at > event.at) index--
    this.#queue.splice(index, 0, event)
  }

  /** Runs one event and everything that follows from it without time passing. False: there is none. */
  async step(): Promise<boolean> {
    const event = this.#queue.shift()
    if (event === undefined) return false
    this.now = event.at
    this.events++
    event.run()
    await this.drain()
    return true
  }

  /** Lets everything happen that needs no time. */
  drain(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve))
  }

  /** Steps until the promise has settled; its value or its error. */
  async finish<T>(promise: Promise<T>): Promise<T> {
    let settled = false
    promise.then(
      () => (settled = true),
      () => (settled = true),
    )
    await this.drain()
    while (!settled) if (!(await this.step())) throw new Error('the world stands still')
    return promise
  }
}

class FakeSignal<T> implements Signal<T> {
  readonly #schedule: (run: () => void) => void
  #waiters: ((value: T) => void)[] = []

  constructor(schedule: (run: () => void) => void) {
    this.#schedule = schedule
  }

  get waiting(): number {
    return this.#waiters.length
  }

  wait(): Promise<T> {
    return new Promise((resolve) => this.#waiters.push(resolve))
  }

  notify(value: T): void {
    for (const wake of this.#waiters.splice(0)) this.#schedule(() => wake(value))
  }
}

class FakeMutex implements Mutex {
  #tail: Promise<unknown> = Promise.resolve()

  run<T>(section: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(section)
    this.#tail = result.catch(() => undefined)
    return result
  }
}

/** The face of the world to the database. */
export function fakeContext(world: World, wal: Volume, data: Volume): AppContext<'wal' | 'data'> {
  return {
    machine: 'm',
    fileSystems: {},
    volumes: { wal, data },
    clock: {
      now: () => world.now,
      sleep: (durationUs) => new Promise((resolve) => world.schedule(durationUs, resolve)),
    },
    random: world.random,
    spawn: (_name, run) => void run(),
    signal: <T>() => new FakeSignal<T>((run) => world.schedule(0, run)),
    mutex: () => new FakeMutex(),
    always() {},
    sometimes() {},
    reachable() {},
    unreachable() {},
    span: (_name, work) => work(),
  }
}

/** A volume in memory that answers at once: for opening thousands of crash images. */
class InstantVolume implements Volume {
  readonly name: string
  readonly bytes: Uint8Array

  constructor(name: string, bytes: Uint8Array) {
    this.name = name
    this.bytes = bytes
  }

  get sizeBytes(): number {
    return this.bytes.length
  }

  get sync(): SyncVolume {
    throw new Error('not here')
  }

  read(offset: number, length: number): Promise<Uint8Array> {
    return Promise.resolve(this.bytes.slice(offset, offset + length))
  }

  write(offset: number, data: Uint8Array): Promise<void> {
    this.bytes.set(data, offset)
    return Promise.resolve()
  }

  flush(): Promise<void> {
    return Promise.resolve()
  }

  discard(offset: number, length: number): Promise<void> {
    this.bytes.fill(0, offset, offset + length)
    return Promise.resolve()
  }

  writeZeroes(offset: number, length: number): Promise<void> {
    return this.discard(offset, length)
  }
}

/** A context without time: sleeping never ends. */
export function instantContext(wal: Uint8Array, data: Uint8Array): AppContext<'wal' | 'data'> {
  return {
    machine: 'm',
    fileSystems: {},
    volumes: { wal: new InstantVolume('wal', wal), data: new InstantVolume('data', data) },
    clock: { now: () => 0, sleep: () => new Promise(() => undefined) },
    random: randomStream('instant'),
    spawn: (_name, run) => void run(),
    signal: <T>() => new FakeSignal<T>((run) => run()),
    mutex: () => new FakeMutex(),
    always() {},
    sometimes() {},
    reachable() {},
    unreachable() {},
    span: (_name, work) => work(),
  }
}
