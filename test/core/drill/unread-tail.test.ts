/**
 * A log with group commit that stops reading at the first empty sector and leaves what lies behind it. What it
 * did not read changes nothing of what it shows, until later appends link up with it.
 */
import { expect, it } from 'vitest'
import { committed, defineApp, drill, scenario } from '../../../core/index.ts'
import type { Scenario, Volume } from '../../../core/index.ts'
import { letter, readSector, SECTOR, toSector } from './toys.ts'

const TAIL_SECTORS = 8

async function readUp(log: Volume, clears: boolean): Promise<string[]> {
  const texts: string[] = []
  for (let text = await readSector(log, 0); text !== ''; text = await readSector(log, texts.length)) texts.push(text)
  if (clears) await log.writeZeroes(texts.length * SECTOR, TAIL_SECTORS * SECTOR, { label: 'clear' })
  await log.flush({ label: 'open' })
  return texts
}

function groupLog(clears: boolean): Scenario {
  const app = defineApp({
    name: 'group-log',
    volumes: { log: '64KiB' },
    async boot({ volumes: { log }, mutex }) {
      const texts = await readUp(log, clears)
      const turn = mutex()
      let queue: string[] = []
      let committing: Promise<number> | null = null
      const commit = async (): Promise<number> => {
        await Promise.resolve() // whoever calls in the same turn joins the batch
        committing = null
        const first = texts.length
        const batch = queue
        queue = []
        await Promise.all(batch.map((text, index) => log.write((first + index) * SECTOR, toSector(text), { label: 'text' })))
        await log.flush({ label: 'commit' })
        texts.push(...batch)
        return first
      }
      const append = async (text: string): Promise<number> => {
        const index = queue.push(text)
        committing ??= turn.run(commit)
        return (await committing) + index
      }
      return { append, readAll: () => [...texts] }
    },
  })
  return scenario({
    name: clears ? 'toy/clears-the-tail' : 'toy/leaves-the-tail',
    machines: { book: app },
    operation: letter,
    apply: async ({ book }, text) => committed(await book.append(text)),
    model: { initial: [] as readonly string[], step: (state, text: string) => [...state, text] },
    observe: ({ book }) => book.readAll(),
    operations: 24,
    clients: 4,
    thinkUs: 300,
    policy: false,
  })
}

const SEEDS = Array.from({ length: 24 }, (_, index) => `tail ${index}`)

async function failing(clears: boolean): Promise<number> {
  let count = 0
  for (const seed of SEEDS)
    if ((await drill(groupLog(clears), { seed, stateBudget: 400, shrinkAttempts: 0 })).failures.length > 0) count++
  return count
}

it('is caught although images that differ behind the tail read the same', async () => {
  expect(await failing(false)).toBeGreaterThan(3)
})

it('is no fault of a log that clears what lies behind its tail', async () => {
  expect(await failing(true)).toBe(0)
})
