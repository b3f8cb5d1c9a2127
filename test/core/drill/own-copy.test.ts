/** What an application does to the operation it was given reaches neither the plan nor the model. */
import { expect, it } from 'vitest'
import { committed, defineApp, drill, fc, scenario } from '../../../core/index.ts'
import { readSector, toSector } from './toys.ts'

const sorter = defineApp({
  name: 'sorter',
  volumes: { log: '64KiB' },
  async boot({ volumes: { log }, mutex }) {
    const kept: number[][] = []
    for (let text = await readSector(log, 0); text !== ''; text = await readSector(log, kept.length))
      kept.push(JSON.parse(text) as number[])
    await log.flush()
    const turn = mutex()
    const append = async (items: number[]): Promise<number> => {
      await log.write(kept.length * 512, toSector(JSON.stringify(items)))
      await log.flush()
      return kept.push(items)
    }
    return { kept, append: (items: number[]) => turn.run(() => append(items)) }
  },
})

it('raises no alarm when an application sorts and extends its argument', async () => {
  const normalising = scenario({
    name: 'toy/normalising',
    machines: { box: sorter },
    operation: fc.record({ items: fc.array(fc.nat(9), { maxLength: 4 }) }),
    async apply({ box }, operation) {
      const items = [...operation.items.sort((one, other) => one - other)]
      operation.items.push(-1)
      return committed(await box.append(items))
    },
    model: {
      initial: [] as number[][],
      step: (kept, { items }) => [...kept, items.toSorted((one, other) => one - other)],
    },
    observe: ({ box }) => box.kept,
  })
  for (const seed of ['a', 'b', 'c']) expect((await drill(normalising, { seed, shrinkAttempts: 0 })).failures).toEqual([])
})
