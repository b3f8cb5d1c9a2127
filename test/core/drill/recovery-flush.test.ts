/**
 * A redo journal on the same volume as the data: recovery has to flush what it redoes before it clears the
 * journal. Only a second power cut that keeps one write of the recovery and loses another can show it.
 */
import { expect, it } from 'vitest'
import { committed, defineApp, drill, fc, scenario } from '../../../core/index.ts'
import type { Scenario, Volume } from '../../../core/index.ts'
import { readSector, toSector } from './toys.ts'

const CELLS = 6
const JOURNAL = CELLS

interface Entry {
  readonly from: number
  readonly to: number
  readonly values: readonly [number, number]
}

async function redo(volume: Volume, { from, to, values }: Entry): Promise<void> {
  await volume.write(from * 512, toSector(String(values[0])))
  await volume.write(to * 512, toSector(String(values[1])))
}

async function open(volume: Volume, flushesRedo: boolean): Promise<number[]> {
  const text = await readSector(volume, JOURNAL)
  if (text !== '') {
    await volume.flush({ label: 'open' })
    await redo(volume, JSON.parse(text) as Entry)
    if (flushesRedo) await volume.flush({ label: 'redo' })
    await volume.write(JOURNAL * 512, new Uint8Array(512), { label: 'clear' })
    await volume.flush({ label: 'clear' })
  }
  const cells: number[] = []
  for (let cell = 0; cell < CELLS; cell++) cells.push(Number((await readSector(volume, cell)) || '100'))
  return cells
}

function bank(flushesRedo: boolean): Scenario {
  const app = defineApp({
    name: 'bank',
    volumes: { data: '64KiB' },
    async boot({ volumes: { data }, mutex }) {
      const cells = await open(data, flushesRedo)
      const turn = mutex()
      let position = 0
      const move = async (from: number, to: number, amount: number): Promise<number> => {
        const entry: Entry = { from, to, values: [cells[from]! - amount, cells[to]! + amount] }
        await data.flush({ label: 'homes' })
        await data.write(JOURNAL * 512, toSector(JSON.stringify(entry)), { label: 'journal' })
        await data.flush({ label: 'journal' })
        await redo(data, entry)
        ;[cells[from], cells[to]] = entry.values
        return ++position
      }
      return { cells, move: (from: number, to: number, amount: number) => turn.run(() => move(from, to, amount)) }
    },
  })
  const cell = fc.nat(CELLS / 2 - 1)
  return scenario({
    name: flushesRedo ? 'toy/redo-flushed' : 'toy/redo-unflushed',
    machines: { box: app },
    operation: fc.record({ from: cell, to: cell.map((index) => index + CELLS / 2), amount: fc.integer({ min: 1, max: 9 }) }),
    apply: async ({ box }, { from, to, amount }) => committed(await box.move(from, to, amount)),
    model: {
      initial: Array.from({ length: CELLS }, () => 100),
      step: (cells: number[], { from, to, amount }) =>
        cells.with(from, cells[from]! - amount).with(to, cells[to]! + amount),
    },
    observe: ({ box }) => [...box.cells],
    policy: false,
  })
}

const SEEDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

it('finds that the flush between redo and clearing the journal is missing, and replays it', async () => {
  const results = await Promise.all(SEEDS.map((seed) => drill(bank(false), { seed, shrinkAttempts: 0 })))
  const failures = results.flatMap((result) => result.failures)
  expect(failures.length).toBeGreaterThan(0)
  expect(failures.every(({ crash }) => crash.kind !== 'run' && crash.then?.during === 'recovery')).toBe(true)
})

it('stays silent when the flush is there', async () => {
  for (const seed of SEEDS) expect((await drill(bank(true), { seed, shrinkAttempts: 0 })).failures).toEqual([])
})
