/**
 * Lives of a database: it works, is cut off, recovers, works on. At random instants its disks are
 * imaged as a power cut could leave them, the image is opened, and the state must be: what was
 * there, plus every acknowledged transaction, plus any of those that were running, whole.
 */
import { WalDb, type KeyWrite, type WalDbOptions } from '../../../scenarios/wal-db/index.ts'
import { CUTS, FakeDisk, type Cut } from './fake-disk.ts'
import { fakeContext, instantContext, World } from './fake.ts'
import { Promises, type State, type Transaction } from './promises.ts'

export interface LifeOptions {
  readonly seed: string
  readonly database?: WalDbOptions
  readonly generations?: number
  /** Each generation has between one and so many. Default 4. */
  readonly clients?: number
  readonly transactions?: number
  readonly keys?: number
  readonly walBytes?: number
  readonly dataBytes?: number
  /** One image is checked after one in so many events. */
  readonly imageEvery?: number
  /** How generations end. Default: one process crash in four, else a power cut. */
  readonly ends?: readonly ('cut' | 'kill')[]
}

export interface LifeReport {
  images: number
  generations: number
  transactions: number
  checkpoints: number
  frozenPoints: number
}

export class Alarm extends Error {}

export async function live(options: LifeOptions): Promise<LifeReport> {
  const life = new Life(options)
  await life.run()
  return life.report
}

function pause(world: World, durationUs: number): Promise<void> {
  return new Promise((resolve) => world.schedule(durationUs, resolve))
}

class Life {
  readonly report: LifeReport = { images: 0, generations: 0, transactions: 0, checkpoints: 0, frozenPoints: 0 }
  readonly #options: LifeOptions
  readonly #promises = new Promises()
  #world: World
  #wal: FakeDisk
  #data: FakeDisk
  #nextId = 0

  constructor(options: LifeOptions) {
    this.#options = options
    this.#world = new World(`${options.seed}/0`)
    this.#wal = new FakeDisk('wal', this.#world, new Uint8Array(options.walBytes ?? 16 * 1024))
    this.#data = new FakeDisk('data', this.#world, new Uint8Array(options.dataBytes ?? 96 * 1024))
  }

  async run(): Promise<void> {
    const generations = this.#options.generations ?? 3
    for (let generation = 1; generation <= generations; generation++) {
      await this.#live()
      this.report.generations++
      const random = this.#world.random
      const end = random.pick(this.#options.ends ?? ['cut', 'cut', 'cut', 'kill'])
      const [wal, data] = this.#images(random.pick(CUTS))
      this.#world = new World(`${this.#options.seed}/${generation}`)
      if (end === 'kill') {
        this.#wal.reconnect(this.#world)
        this.#data.reconnect(this.#world)
      } else {
        this.#wal = new FakeDisk('wal', this.#world, wal)
        this.#data = new FakeDisk('data', this.#world, data)
      }
    }
  }

  /** One generation, up to the event where it is cut off. */
  async #live(): Promise<void> {
    const world = this.#world
    const { random } = world
    const lastEvent = random.chance(1, 3) ? random.below(30) : random.below(700)
    const recovered = this.#recover(world)
    let failure: unknown
    recovered.catch((error) => (failure = error))
    while (world.events < lastEvent && failure === undefined) {
      if (random.chance(1, this.#options.imageEvery ?? 4)) await this.#checkImage(random.pick(CUTS))
      if (!(await world.step())) break
    }
    await world.drain()
    if (failure !== undefined) throw failure instanceof Alarm ? failure : new Alarm(`refuses: ${String(failure)}`)
    await this.#checkImage(random.pick(CUTS))
  }

  async #recover(world: World): Promise<void> {
    const db = await WalDb.open(fakeContext(world, this.#wal, this.#data), this.#options.database)
    const observed = await db.readAll()
    const objection = this.#promises.objection(observed)
    if (objection !== undefined) throw new Alarm(`after recovery: ${objection}`)
    this.#promises.settle(observed)
    const work = [this.#operate(world, db)]
    const clients = world.random.between(1, this.#options.clients ?? 4)
    for (let client = 0; client < clients; client++) work.push(this.#work(world, db))
    await Promise.all(work)
  }

  async #work(world: World, db: WalDb): Promise<void> {
    const { random } = world
    await pause(world, random.pick([0, 0, 500, 2000]))
    for (let count = 0; count < (this.#options.transactions ?? 40); count++) {
      const transaction: Transaction = { writes: this.#writes(world, `t${this.#nextId++}`) }
      this.#promises.history.push(transaction)
      transaction.position = (await db.transact(transaction.writes)).position
      this.report.transactions++
      if (random.chance(1, 8)) await db.get(random.below(this.#keys))
      if (random.chance(1, 4)) await pause(world, random.below(2000))
    }
  }

  get #keys(): number {
    return this.#options.keys ?? 60
  }

  #writes(world: World, id: string): readonly KeyWrite[] {
    const { random } = world
    return Array.from({ length: random.between(1, 4) }, () => ({
      key: random.below(this.#keys),
      value: random.chance(1, 8) ? null : id + '.'.repeat(random.chance(1, 2) ? random.below(20) : random.below(240)),
    }))
  }

  /** Now and then a checkpoint by hand, or a freeze: then the point must be exactly what is acknowledged. */
  async #operate(world: World, db: WalDb): Promise<void> {
    const { random } = world
    for (;;) {
      await pause(world, random.below(8000))
      if (random.chance(1, 2)) {
        await db.checkpoint()
        this.report.checkpoints++
        continue
      }
      await db.freeze()
      const [wal, data] = this.#images('completed')
      const frozen = await WalDb.open(instantContext(wal, data), this.#options.database)
      if (frozen.replayed !== 0) throw new Alarm(`a frozen point needs the redo of ${frozen.replayed} records`)
      const observed = JSON.stringify(await frozen.readAll())
      if (observed !== JSON.stringify(await db.readAll())) throw new Alarm('a frozen point differs from the database')
      this.report.frozenPoints++
      db.thaw()
    }
  }

  #images(cut: Cut): readonly [Uint8Array, Uint8Array] {
    const { random } = this.#world
    return [this.#wal.drawImage(cut, random), this.#data.drawImage(cut, random)]
  }

  async #checkImage(cut: Cut): Promise<void> {
    this.report.images++
    let observed: State
    try {
      const [wal, data] = this.#images(cut)
      const db = await WalDb.open(instantContext(wal, data), this.#options.database)
      observed = await db.readAll()
    } catch (error) {
      throw new Alarm(`refuses: ${String(error)}`)
    }
    const objection = this.#promises.objection(observed)
    if (objection !== undefined) throw new Alarm(`${cut}: ${objection}`)
  }
}
