/** The store is cut off at random instants, over several lives; and the tester finds what is planted in it. */
import { describe, expect, it } from 'vitest'
import { drill } from '../../../core/drill/index.ts'
import { randomStream, type RandomStream } from '../../../core/sim/random.ts'
import { ChunkStore, type ChunkStoreOptions } from '../../../scenarios/chunk-store/index.ts'
import { chunkStoreScenario } from '../../../scenarios/chunk-store-scenario.ts'
import { chunkStoreBugs } from '../../../scenarios/zoo/chunk-store.ts'
import { crashImage, STRATEGIES } from '../log-writer/crash-lab.ts'
import { FakeDisk } from '../log-writer/fake.ts'
import { blankDisk, openOn, OPTIONS, processOn } from './store-lab.ts'

type State = Readonly<Record<string, string>>

/** The states of one client's life in their order, and when each was asked for and was certain to last. */
interface Life {
  readonly states: { readonly state: State; readonly asked: number }[]
  readonly synced: { readonly event: number; readonly index: number }[]
}

const LENGTHS = [20, 476, 481, 482, 484, 988, 993, 994, 1500, 2012]

/** Works alone until it is done or cut off; everything it does is in `life`. */
async function work(store: ChunkStore, disk: FakeDisk, random: RandomStream, life: Life): Promise<void> {
  for (let count = random.between(4, 16); count > 0; count--) {
    const before = life.states.at(-1)!.state
    const key = `key${random.below(4)}`
    if (random.chance(1, 3)) {
      await store.sync()
      life.synced.push({ event: disk.event, index: life.states.length - 1 })
    } else if (random.chance(1, 10)) {
      const { [key]: _deleted, ...rest } = before
      life.states.push({ state: rest, asked: disk.event })
      await store.delete(key)
    } else {
      const value = String.fromCharCode(97 + random.below(26)).repeat(random.pick(LENGTHS))
      life.states.push({ state: { ...before, [key]: value }, asked: disk.event })
      await store.put(key, value)
    }
  }
}

/** What is wrong with what a crash at this event shows, or nothing. */
function violation({ states, synced }: Life, cut: number, shown: State): string | undefined {
  const oldest = synced.reduce((index, sync) => (sync.event <= cut ? Math.max(index, sync.index) : index), 0)
  const allowed = states.slice(oldest).filter(({ asked }) => asked <= cut)
  const text = (state: State) => JSON.stringify(Object.entries(state).sort())
  if (allowed.some(({ state }) => text(state) === text(shown))) return undefined
  return `at ${cut}: none of ${allowed.length} states`
}

async function violationOf(seed: string, options: ChunkStoreOptions = {}): Promise<string | undefined> {
  const random = randomStream(seed)
  let disk = blankDisk()
  let shown: State = {}
  for (let depth = 0; depth < 4; depth++) {
    const { process, context } = processOn(disk, random)
    const life: Life = { states: [{ state: shown, asked: 0 }], synced: [{ event: 0, index: 0 }] }
    let ended: string | undefined
    ChunkStore.open(context, { ...OPTIONS, ...options })
      .then((store) => work(store, disk, random, life))
      .then(() => (ended = 'done'), (error: Error) => (ended = `${error.name}: ${error.message}`))
    await process.run(() => ended !== undefined)
    if (ended !== 'done') return ended
    let next: FakeDisk | undefined
    for (let image = 0; image < 12; image++) {
      const cut = random.between(0, disk.event)
      next = new FakeDisk(crashImage(disk, cut, random.pick(STRATEGIES), random))
      try {
        shown = await (await openOn(next, options)).readAll()
      } catch (error) {
        return (error as Error).message
      }
      const wrong = violation(life, cut, shown)
      if (wrong) return wrong
    }
    disk = new FakeDisk(next!.current)
  }
  return undefined
}

describe('no crash breaks a promise', () => {
  it('over four lives', async () => {
    for (let seed = 0; seed < 12; seed++) expect(await violationOf(`lives ${seed}`), `seed ${seed}`).toBeUndefined()
  })

  it('under the faults that it claims to survive', async () => {
    const scenario = { ...chunkStoreScenario('chunk-store'), policy: false } as const
    for (const seed of ['a', 'b']) {
      const { failures, inconclusive } = await drill(scenario, { seed, stateBudget: 60, shrinkAttempts: 0 })
      expect([failures, inconclusive]).toEqual([[], []])
    }
  })
})

it('a torn chunk whose trailer matches is noticed within 200 chains of lives', async () => {
  const found: string[] = []
  for (let seed = 0; seed < 200 && found.length === 0; seed++) {
    const wrong = await violationOf(`planted ${seed}`, { defect: 'torn-chunk-false-trailer' })
    if (wrong) found.push(wrong)
  }
  expect(found).toEqual([expect.stringMatching(/no whole chunk/)])
})

describe('the zoo', () => {
  /** Seeds on which the tester finds what is planted. */
  const CAUGHT: Readonly<Record<string, string>> = {
    'torn-chunk-false-trailer': 'z13',
    'reclaim-read-error': 'z5',
    'misdirected-write': 'z12',
  }

  for (const { id, bug, twin, expected } of chunkStoreBugs.filter(({ id }) => Object.hasOwn(CAUGHT, id)))
    it(`finds ${id}, and nothing in its twin`, async () => {
      const options = { seed: CAUGHT[id]!, stateBudget: 400, shrinkAttempts: 0 }
      const found = (await drill(bug, options)).failures.map(({ verdict }) => verdict)
      expect(found.filter((verdict) => expected.includes(verdict))).not.toEqual([])
      expect((await drill(twin, options)).failures).toEqual([])
    })
})
