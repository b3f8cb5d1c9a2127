import { expect, it } from 'vitest'
import { at, DiskStage, sectorsOf } from './disk-stage.ts'

/** How long each operation of one client took, when it makes two writes each. */
async function durations(operations: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const stage = new DiskStage({ profile: { write: { minimumUs: 10, meanUs: 1000 } } })
  const took = new Map<number, number>()
  await stage.run(async () => {
    for (const operation of operations) {
      const begun = stage.kernel.now
      stage.kernel.current!.beginOperation(operation)
      await stage.volume.write(at(operation), sectorsOf(operation))
      await stage.volume.write(at(operation), sectorsOf(operation))
      took.set(operation, stage.kernel.now - begun)
    }
  })
  return took
}

it('the latencies of an operation are its own, whatever the same client did before', async () => {
  const all = await durations([1, 2, 3, 4, 5, 6])
  expect(new Set(all.values()).size).toBeGreaterThan(3)
  for (const [operation, time] of await durations([3, 5, 6])) expect(time).toBe(all.get(operation))
})
