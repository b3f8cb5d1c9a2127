/** An application may show the very bytes that it read: their memory is used again for the next boot, and changes no verdict. */
import { expect, it } from 'vitest'
import { committed, defineApp, drill, fc, scenario } from '../../../core/index.ts'
import type { DrillResult } from '../../../core/index.ts'

const SECTOR = 512

/** One sector for each operation, shown as it was read. `durable: false` leaves out the flush. */
const sectors = (durable: boolean) =>
  defineApp({
    name: 'sectors',
    volumes: { data: '64KiB' },
    async boot({ volumes: { data }, mutex }) {
      const lock = mutex()
      const kept: Uint8Array[] = []
      for (;;) {
        const sector = await data.read(kept.length * SECTOR, SECTOR)
        if (sector[0] !== 1) break
        kept.push(sector)
      }
      await data.flush()
      const append = async (byte: number): Promise<number> => {
        const sector = Uint8Array.of(1, byte, ...new Uint8Array(SECTOR - 2))
        await data.write(kept.length * SECTOR, sector)
        if (durable) await data.flush()
        return kept.push(sector)
      }
      return { kept, append: (byte: number) => lock.run(() => append(byte)) }
    },
  })

const firstBytes = (observed: readonly Uint8Array[]): number[] => observed.map((sector) => sector[1]!)

function drilled(durable: boolean, copies: boolean): Promise<DrillResult> {
  const own = scenario({
    name: 'toy/shown-bytes',
    machines: { box: sectors(durable) },
    operation: fc.nat(9),
    operations: 12,
    apply: async ({ box }, byte) => committed(await box.append(byte)),
    model: {
      initial: [] as Uint8Array[],
      step: (kept, byte: number) => [...kept, Uint8Array.of(1, byte, ...new Uint8Array(SECTOR - 2))],
    },
    observe: ({ box }) => (copies ? box.kept.map((sector) => sector.slice()) : box.kept),
    invariants: {
      'nothing but what was written': ({ observed, may }) => {
        const written = may.map(({ value }) => value)
        const strange = firstBytes(observed).find((byte) => !written.includes(byte))
        return strange === undefined
          ? { status: 'ok' as const }
          : { status: 'violated' as const, verdict: 'wrong-data' as const, message: `${strange} was never written` }
      },
    },
  })
  return drill(own, { seed: 'bytes', stateBudget: 150, shrinkAttempts: 0 })
}

it.each([true, false])('drills it as one that shows copies (flushing: %s)', async (durable) => {
  const [shown, copied] = [await drilled(durable, false), await drilled(durable, true)]
  expect(shown).toEqual(copied)
  expect(shown.failures.length === 0).toBe(durable)
})
