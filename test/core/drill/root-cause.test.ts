import { describe, expect, it } from 'vitest'
import { committed, defineApp, drill, replay, scenario } from '../../../core/index.ts'
import type { AppContext, Cause, Failure, Scenario } from '../../../core/index.ts'
import { halvesScenario, letter, notebookScenario, readSector, SECTOR, toSector } from './toys.ts'
import type { Notebook, Overrides } from './toys.ts'

interface Instances {
  readonly book: Notebook
}

const quick = { stateBudget: 400, shrinkAttempts: 16 } as const

/** The first failure told of the first seed that has one. */
async function failureOf(scenario: Scenario): Promise<Failure> {
  for (const seed of ['1', '2', '3', '4']) {
    const [failure] = (await drill(scenario, { ...quick, seed })).failures
    if (failure) return failure
  }
  throw new Error(`${scenario.name} does not fail`)
}

const causeOf = async (scenario: Scenario): Promise<Cause> => (await failureOf(scenario)).cause!
const named = ({ writes }: Cause): readonly string[] => writes.map(({ label, disk, state }) => `${state} ${label} of ${disk}`)

/**
 * Writes a text and then, on another volume, a pointer that says how many texts there are; believes the pointer.
 * A chatty one announces each text before it, believes only what was announced, and takes a note that nobody reads.
 */
function pointed(flushesBetween: boolean, chatty = false): Scenario {
  const app = defineApp({
    name: 'pointed',
    volumes: { text: '64KiB', pointer: '64KiB' },
    boot: async ({ volumes: { text, pointer }, mutex }: AppContext<'text' | 'pointer'>) => {
      const texts: string[] = []
      const announced = chatty ? Number(await readSector(pointer, 1)) : Infinity
      const count = Math.min(announced, Number(await readSector(pointer, 0)))
      for (let index = 0; index < count; index++) texts.push(await readSector(text, index))
      if (texts.includes('')) throw new Error('the pointer leads to nothing')
      await text.flush()
      await pointer.flush()
      const turn = mutex()
      const append = async (value: string): Promise<number> => {
        const next = toSector(String(texts.length + 1))
        if (chatty) await pointer.write(SECTOR, next, { label: 'announcement' })
        await text.write(texts.length * SECTOR, toSector(value), { label: 'text' })
        if (chatty) await pointer.write(2 * SECTOR, next, { label: 'note' })
        if (flushesBetween) await text.flush()
        await pointer.write(0, next, { label: 'pointer' })
        await text.flush()
        await pointer.flush()
        return texts.push(value)
      }
      return { append: (value: string) => turn.run(() => append(value)), readAll: () => [...texts] }
    },
  })
  return scenario({
    name: 'toy/pointed',
    machines: { book: app },
    operation: letter,
    apply: async ({ book }, value) => committed(await book.append(value)),
    model: { initial: [] as readonly string[], step: (state, value: string) => [...state, value] },
    observe: ({ book }) => book.readAll(),
    operations: 8,
    clients: 1,
    policy: false,
  }) as Scenario
}

describe('the cause of a failure', () => {
  it('is the pair: the write that came too early and the one that it should have waited for', async () => {
    const failure = await failureOf(pointed(false))
    const cause = failure.cause!
    expect(failure.verdict).toBe('refuses-to-open')
    expect(named(cause)).toEqual(['survived pointer of book/pointer', 'lost text of book/text'])
    const [pointer, text] = cause.writes
    expect(cause.sentence).toBe(
      `${pointer!.name} "pointer" of book/pointer became durable before ${text!.name} "text" of book/text; ` +
        `no FLUSH of book/text between its completion and ${pointer!.name}`,
    )
    expect(cause.nearestPassing).toMatchObject({ writes: 1, sectors: 1 })
    expect(cause.epochs).toHaveLength(3)
    expect(cause.epochs[0]).toMatch(/^book\/text +(\| )?.*-W\d+$/)
    expect(cause.epochs[1]).toMatch(/^book\/pointer +(\| )?.*\+W\d+$/)
    expect(failure.shrunk).toMatchObject({ toOperations: 1, disks: { from: 2, to: 2 }, lostWrites: { to: 1 } })
  })

  it('is the write that should have waited, neither one from before nor one that changes nothing', async () => {
    expect(named(await causeOf(pointed(false, true)))).toEqual(['survived pointer of book/pointer', 'lost text of book/text'])
  })

  it('is there only where something fails', async () => {
    expect((await drill(pointed(true), { ...quick, seed: '1' })).failures).toEqual([])
  })

  it('is a torn write where one half of it survived', async () => {
    const cause = await causeOf(halvesScenario(false))
    expect(named(cause)).toEqual(['torn halves of book/log'])
    expect(cause.sentence).toMatch(/was torn: sector [01] of 2 is durable/)
    expect(cause.epochs[0]).toMatch(/%W\d+$/)
  })

  it('is not guessed where no write is to blame', async () => {
    const forgetful = notebookScenario({}, {
      apply: async ({ book }: Instances, text: string) => {
        if (text > 'd') await book.append(text)
      },
      policy: false,
      clients: 1,
    } as unknown as Overrides)
    const failure = await failureOf(forgetful)
    expect(failure.verdict).toBe('lost-ack')
    expect(failure.cause).toMatchObject({
      sentence: 'nothing is lost or torn here: the writes as they were made are enough to break recovery',
      writes: [],
      nearestPassing: { writes: 0, sectors: 0 },
    })
    expect(failure.cause!.nearestPassing!.change).toMatch(/^the same crash one step earlier/)
  })

  it('is the same when the failure is replayed, and asks the locator about the writes that it names', async () => {
    const toy = pointed(false)
    const [failure] = (await drill(toy, { ...quick, seed: '1', locate: lineHere })).failures
    const { plan, crash, verdict, traceHash } = failure!
    const payload = { v: 1, scenario: toy.name, codeHash: '', plan, crash, verdict, traceHash } as const
    const again = await replay(toy, payload, { locate: lineHere })
    expect(again.cause).toEqual(failure!.cause)
    expect(failure!.cause!.writes.map(({ line }) => line)).toEqual(['here', 'here'])
    expect((await replay(toy, payload)).cause!.writes.map(({ line }) => line)).toEqual([null, null])
  })
})

const lineHere = ({ stack = '' }: Error): string | null => (/^ +at .*root-cause\.test/m.test(stack) ? 'here' : null)

it('no cause is looked for where nobody shrinks', async () => {
  const { failures } = await drill(pointed(false), { ...quick, seed: '1', shrinkAttempts: 0 })
  expect(failures[0]!.cause).toBeNull()
})
