/** A list of numbers on one volume: about the smallest application that keeps its promises, and ways to break them. */
import { defineApp, fc, scenario } from '../../../core/index.ts'
import type { Mutex, Volume } from '../../../core/index.ts'

const SECTOR_BYTES = 512

export interface ListHabits {
  /** False: what a boot reads may be in the device's cache only. Default true. */
  readonly flushAtBoot?: boolean
  /** What it shows of what it holds. Default: all. */
  readonly show?: (items: readonly number[]) => readonly number[]
}

/** Each number in a sector of its own, flushed before it is acknowledged. */
class List {
  readonly #volume: Volume
  readonly #mutex: Mutex
  readonly #items: number[]

  constructor(volume: Volume, mutex: Mutex, items: number[]) {
    this.#volume = volume
    this.#mutex = mutex
    this.#items = items
  }

  static async open(volume: Volume, mutex: Mutex, flushAtBoot: boolean): Promise<List> {
    const items: number[] = []
    for (let offset = 0; ; offset += SECTOR_BYTES) {
      const item = new DataView((await volume.read(offset, SECTOR_BYTES)).buffer).getUint32(0)
      if (item === 0) break
      items.push(item)
    }
    if (flushAtBoot) await volume.flush()
    return new List(volume, mutex, items)
  }

  append(item: number): Promise<void> {
    return this.#mutex.run(() => this.#append(item))
  }

  get items(): readonly number[] {
    return this.#items
  }

  async #append(item: number): Promise<void> {
    const sector = new Uint8Array(SECTOR_BYTES)
    new DataView(sector.buffer).setUint32(0, item)
    await this.#volume.write(this.#items.length * SECTOR_BYTES, sector)
    await this.#volume.flush()
    this.#items.push(item)
  }
}

export function listScenario({ flushAtBoot = true, show = (items) => items }: ListHabits = {}) {
  const list = defineApp({
    name: 'list',
    volumes: { data: '256KiB' },
    boot: ({ volumes, mutex }) => List.open(volumes.data, mutex(), flushAtBoot),
  })
  return scenario({
    name: 'list',
    machines: { list },
    operation: fc.integer({ min: 1, max: 1000 }),
    apply: ({ list }, item) => list.append(item),
    model: { initial: [] as readonly number[], step: (items, item) => [...items, item] },
    observe: ({ list }) => [...show(list.items)],
    operations: 15,
    policy: false,
  })
}
