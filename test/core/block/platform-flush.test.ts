/** A flush that the platform asks for may fail, but gives up nothing: no application could learn of it. */
import { expect, it } from 'vitest'
import { at, DiskStage, sectorsOf } from './disk-stage.ts'

const FLUSH = { kind: 'flush', lba: 0, sectors: 0, data: null, fua: false, label: 'quiesce' } as const

it.each([
  ['the platform', true, 1],
  ['an application', false, 0],
] as const)('a struck flush of %s', async (_, byPlatform, left) => {
  const stage = new DiskStage({ faults: [{ kind: 'error-then-clean', fromUs: 1000, toUs: 5000, oneIn: 1 }] })
  await stage.run(async () => {
    await stage.volume.write(at(0), sectorsOf(1))
    await stage.kernel.sleep(1000 - stage.kernel.now)
    if (byPlatform) stage.kernel.after(0, () => stage.disk.submit(FLUSH, ({ ok }) => expect(ok).toBe(false)))
    else await stage.volume.flush().catch(() => undefined)
    await stage.kernel.sleep(20_000)
    await stage.volume.flush()
  })
  expect(stage.durable(0, 1)).toEqual([left])
})
