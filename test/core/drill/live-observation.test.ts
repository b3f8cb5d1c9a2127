/** An application may show its own live data: what happens to that data later changes no verdict. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { committed, defineApp, drill, scenario, sequence } from '../../../core/index.ts'
import type { Scenario } from '../../../core/index.ts'

const SECTOR = 512

/** Correct: one sector and one flush for each byte. Shows the very array that it appends to. */
const bytes = defineApp({
  name: 'bytes',
  volumes: { data: '64KiB' },
  async boot({ volumes: { data }, mutex }) {
    const lock = mutex()
    const kept: number[] = []
    for (;;) {
      const sector = await data.read(kept.length * SECTOR, SECTOR)
      if (sector[0] !== 1) break
      kept.push(sector[1]!)
    }
    await data.flush()
    const append = async (byte: number): Promise<number> => {
      await data.write(kept.length * SECTOR, Uint8Array.of(1, byte, ...new Uint8Array(SECTOR - 2)))
      await data.flush()
      return kept.push(byte)
    }
    return { kept, append: (byte: number) => lock.run(() => append(byte)) }
  },
})

const growing = (observe: (kept: number[]) => number[]): Scenario =>
  scenario({
    name: 'toy/live-observation',
    machines: { box: bytes },
    operation: fc.nat(9),
    clients: 2,
    operations: 20,
    apply: async ({ box }, byte) => committed(await box.append(byte)),
    model: sequence<number>(),
    observe: ({ box }) => observe(box.kept),
  })

it('drills an application that shows its own array as one that shows a copy', async () => {
  for (const seed of ['a', 'b', 'c']) {
    const own = await drill(growing((kept) => kept), { seed, shrinkAttempts: 0 })
    const copied = await drill(growing((kept) => [...kept]), { seed, shrinkAttempts: 0 })
    expect(own).toEqual(copied)
    expect(own.failures).toEqual([])
    expect(own.recoveryCrashes).toBeGreaterThan(0)
  }
})
