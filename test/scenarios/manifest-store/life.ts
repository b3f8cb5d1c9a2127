/**
 * Lives of a store: it works, is cut off, recovers, works on. At random instants its disks are imaged as a power cut
 * could leave them, the image is opened, and the state must be: what was there, plus every acknowledged
 * transaction, plus any of those that were running, whole and in the order of their numbers.
 */
import { ManifestStore, type KeyWrite, type ManifestStoreOptions } from '../../../scenarios/manifest-store/index.ts'
import { CUTS, type Cut } from '../wal-db/fake-disk.ts'
import { World } from '../wal-db/fake.ts'
import {
  contentOf, contextOf, disksOf, drawImages, emptyImages, openImages, reconnect, SMALL, type Disks, type Images,
} from './machine.ts'

export interface LifeOptions {
  readonly seed: string
  readonly store?: ManifestStoreOptions
  /** Default 3. */
  readonly generations?: number
  /** Each generation has between one and so many. Default 4. */
  readonly clients?: number
  /** Default 40. */
  readonly keys?: number
  /** One image is checked after one in so many events. Default 4. */
  readonly imageEvery?: number
}

export interface LifeReport {
  images: number
  replayed: number
  transactions: number
  frozenPoints: number
  /** Recoveries that were cut off before they had ended. */
  cutRecoveries: number
}

/** A promise was broken. */
export class Alarm extends Error {}

export async function live(options: LifeOptions): Promise<LifeReport> {
  const life = new Life(options)
  await life.run()
  return life.report
}

interface Running {
  readonly writes: readonly KeyWrite[]
  position?: number
}

function pause(world: World, durationUs: number): Promise<void> {
  return new Promise((resolve) => world.schedule(durationUs, resolve))
}

class Life {
  readonly report: LifeReport = { images: 0, replayed: 0, transactions: 0, frozenPoints: 0, cutRecoveries: 0 }
  readonly #options: LifeOptions
  readonly #store: ManifestStoreOptions
  #world: World
  #disks: Disks
  #baseline: Readonly<Record<string, string>> = {}
  /** Since the last recovery that ended, in the order of the calls, which is that of their positions. */
  #history: Running[] = []
  #nextId = 0

  constructor(options: LifeOptions) {
    this.#options = options
    this.#store = { ...SMALL, ...options.store }
    this.#world = new World(`${options.seed}/0`)
    this.#disks = disksOf(this.#world, emptyImages())
  }

  async run(): Promise<void> {
    const { generations = 3, seed } = this.#options
    for (let generation = 1; generation <= generations; generation += 1) {
      await this.#live()
      const { random } = this.#world
      const images = random.chance(1, 3) ? undefined : drawImages(this.#disks, random.pick(CUTS), random)
      this.#world = new World(`${seed}/${generation}`)
      if (images) this.#disks = disksOf(this.#world, images)
      else reconnect(this.#disks, this.#world)
    }
  }

  /** One generation, up to the event where it is cut off. */
  async #live(): Promise<void> {
    const world = this.#world
    const { random } = world
    const lastEvent = random.chance(1, 3) ? random.below(20) : random.below(600)
    let failure: unknown
    let isOpen = false
    this.#work(world, () => (isOpen = true)).catch((error: unknown) => (failure = error))
    while (world.events < lastEvent && failure === undefined) {
      if (random.chance(1, this.#options.imageEvery ?? 4)) await this.#check(random.pick(CUTS))
      if (!(await world.step())) break
    }
    await world.drain()
    if (failure !== undefined) throw failure instanceof Alarm ? failure : new Alarm(`refuses: ${String(failure)}`)
    await this.#check(random.pick(CUTS))
    if (!isOpen) this.report.cutRecoveries += 1
  }

  async #work(world: World, opened: () => void): Promise<void> {
    const store = await ManifestStore.open(contextOf(world, this.#disks), this.#store)
    const observed = await contentOf(store)
    this.#object('after recovery', observed)
    this.#baseline = observed
    this.#history = []
    this.report.replayed += store.replayed
    opened()
    const clients = Array.from({ length: world.random.between(1, this.#options.clients ?? 4) }, () => this.#client(world, store))
    await Promise.all([this.#operate(world, store), ...clients])
  }

  async #client(world: World, store: ManifestStore): Promise<never> {
    const { random } = world
    for (;;) {
      await pause(world, random.chance(1, 2) ? 0 : random.below(3000))
      const running: Running = { writes: this.#writes(world, `t${this.#nextId}`) }
      this.#nextId += 1
      this.#history.push(running)
      running.position = (await store.transact(running.writes)).position
      this.report.transactions += 1
      if (random.chance(1, 8)) await store.get(`k${random.below(this.#keys)}`)
    }
  }

  get #keys(): number {
    return this.#options.keys ?? 40
  }

  #writes(world: World, id: string): readonly KeyWrite[] {
    const { random } = world
    return Array.from({ length: random.between(1, 3) }, () => ({
      key: `k${random.below(this.#keys)}`,
      value: random.chance(1, 8) ? null : id + '.'.repeat(random.below(random.chance(1, 8) ? 600 : 120)),
    }))
  }

  /** Now and then a checkpoint, or a freeze: then the point is exactly what is acknowledged, and needs no replay. */
  async #operate(world: World, store: ManifestStore): Promise<never> {
    const { random } = world
    for (;;) {
      await pause(world, random.below(20_000))
      if (random.chance(1, 2)) await store.checkpoint()
      else {
        await store.freeze()
        const frozen = await openImages(drawImages(this.#disks, 'completed', random), this.#store)
        if (frozen.replayed !== 0) throw new Alarm(`a frozen point needs the replay of ${frozen.replayed}`)
        if (textOf(await contentOf(frozen)) !== textOf(await contentOf(store))) throw new Alarm('a frozen point differs')
        this.report.frozenPoints += 1
        store.thaw()
      }
    }
  }

  /** A power cut now: the image must open, and again after that without any flush in between having mattered. */
  async #check(cut: Cut): Promise<void> {
    this.report.images += 1
    const images: Images = drawImages(this.#disks, cut, this.#world.random)
    let first: Record<string, string>
    let second: Record<string, string>
    try {
      first = await contentOf(await openImages(images, this.#store))
      second = await contentOf(await openImages(images, this.#store))
    } catch (error) {
      throw new Alarm(`refuses: ${String(error)}`)
    }
    this.#object(cut, first)
    if (textOf(first) !== textOf(second)) throw new Alarm(`${cut}: a second recovery shows something else`)
  }

  #object(when: string, observed: Readonly<Record<string, string>>): void {
    const seen = textOf(observed)
    const open = this.#history.filter(({ position }) => position === undefined)
    // Transactions are numbered in the order of the calls, so what survives of the open ones is a prefix of them.
    for (let kept = open.length; kept >= 0; kept -= 1) {
      const state = new Map(Object.entries(this.#baseline))
      const lost = new Set(open.slice(kept))
      for (const running of this.#history) if (!lost.has(running)) applyTo(state, running.writes)
      if (textOf(Object.fromEntries(state)) === seen) return
    }
    throw new Alarm(`${when}: state is not legal: ${seen.slice(0, 300)}`)
  }
}

function applyTo(state: Map<string, string>, writes: readonly KeyWrite[]): void {
  for (const { key, value } of writes) {
    if (value === null) state.delete(key)
    else state.set(key, value)
  }
}

function textOf(state: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(state).sort(([one], [other]) => (one < other ? -1 : 1)))
}
