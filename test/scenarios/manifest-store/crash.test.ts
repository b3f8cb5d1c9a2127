/** The store is cut off at random instants, over several lives; it must keep every promise. */
import { describe, expect, it } from 'vitest'
import { MANIFEST_STORE_DEFECTS, MANIFEST_STORE_FLUSHES, ManifestStore } from '../../../scenarios/manifest-store/index.ts'
import { World } from '../wal-db/fake.ts'
import { Alarm, live, type LifeReport } from './life.ts'
import { contentOf, contextOf, cutImages, disksOf, emptyImages, openImages, reconnect, SMALL } from './machine.ts'

describe('without a defect', () => {
  it('no crash breaks a promise, over four generations', async () => {
    const sum: LifeReport = { images: 0, replayed: 0, transactions: 0, frozenPoints: 0, cutRecoveries: 0 }
    for (let life = 0; life < 12; life += 1) {
      const report = await live({ seed: `sound-${life}`, generations: 4 })
      for (const name of Object.keys(sum) as (keyof LifeReport)[]) sum[name] += report[name]
    }
    expect(sum.images).toBeGreaterThan(700)
    expect(sum.replayed).toBeGreaterThan(20)
    expect(sum.frozenPoints).toBeGreaterThan(10)
    expect(sum.cutRecoveries).toBeGreaterThan(5)
  })

  it('nor over so many generations that runs must be merged and the log goes round several times', async () => {
    const report = await live({ seed: 'long', generations: 60, imageEvery: 40, store: { maximumRuns: 1 } })
    expect(report.transactions).toBeGreaterThan(500)
  })
})

async function livesUntilAlarm(plant: object): Promise<number> {
  for (let life = 1; life <= 60; life += 1)
    try {
      await live({ seed: `planted-${life}`, generations: 4, store: plant })
    } catch (error) {
      if (error instanceof Alarm) return life
      throw error
    }
  return Infinity
}

describe('is noticed within 60 lives:', () => {
  for (const defect of Object.keys(MANIFEST_STORE_DEFECTS))
    it(`defect ${defect}`, async () => expect(await livesUntilAlarm({ defect })).toBeLessThan(Infinity))
  // Without the flush 'open-data' it takes two crashes at the right instants: see below.
  for (const skipFlush of Object.keys(MANIFEST_STORE_FLUSHES).filter((label) => label !== 'open-data'))
    it(`no flush ${skipFlush}`, async () => expect(await livesUntilAlarm({ skipFlush })).toBeLessThan(Infinity))
})

describe('behind a torn end of the log', () => {
  /** Two transactions share a batch whose first sector is lost. What was in it is unacknowledged, and gone. */
  it('nothing comes back, though the next life writes to the same slots under the same numbers', async () => {
    const world = new World('tail')
    const disks = disksOf(world, emptyImages())
    const store = await world.finish(ManifestStore.open(contextOf(world, disks), SMALL))
    for (const key of ['a', 'b']) void store.transact([{ key, value: 'never acknowledged' }])
    while (!disks['log-0'].pending.some(({ label, completed }) => label === 'log' && completed)) await world.step()
    const images = cutImages(disks, ({ label }, at) => label !== 'log' || at > 0)
    for (let life = 0; life < 9; life += 1) {
      const next = await openImages(images)
      expect(await contentOf(next)).toEqual(life === 0 ? {} : { c: `life ${life - 1}` })
      await next.transact([{ key: 'c', value: `life ${life}` }])
    }
  })
})

describe('a process crash between the write of a manifest and its flush', () => {
  const options = { ...SMALL, maximumRuns: 1 }

  /** A machine whose device cache alone has the manifest of a merge; undefined if it never came to that. */
  async function crashedInMerge(seed: string, manifests: number) {
    const world = new World(seed)
    const disks = disksOf(world, emptyImages())
    const store = await world.finish(ManifestStore.open(contextOf(world, disks), options))
    const acknowledged = new Set<string>()
    const client = async (name: string): Promise<never> => {
      for (let count = 0; ; count += 1) {
        const key = `${name}-${count % 7}`
        await store.transact([{ key, value: 'v'.repeat(60) + count }])
        acknowledged.add(key)
      }
    }
    for (const name of ['a', 'b', 'c']) void client(name)
    let written = 0
    for (let wasCached = false; written < manifests; ) {
      await world.step()
      const isCached = disks.data.pending.some(({ label, completed }) => label === 'manifest' && completed)
      if (isCached && !wasCached) written += 1
      wasCached = isCached
    }
    return { disks, acknowledged: [...acknowledged] }
  }

  /** The cuts at which a recovery lost or damaged what was acknowledged, of all its cuts. */
  async function damagedCuts(change: { readonly skipFlush?: 'open-data' } = {}): Promise<{ readonly cuts: number; readonly damaged: number }> {
    let cuts = 0
    let damaged = 0
    for (let manifests = 2; manifests < 10; manifests += 1) {
      const { disks, acknowledged } = await crashedInMerge(`merge ${manifests}`, manifests)
      const world = new World(`recovery ${manifests}`)
      reconnect(disks, world)
      void ManifestStore.open(contextOf(world, disks), { ...options, ...change })
      while (await world.step()) {
        const images = cutImages(disks, ({ label }) => label !== 'manifest')
        cuts += 1
        const shown = await openImages(images, options).then(contentOf).catch(() => ({}))
        if (!acknowledged.every((key) => key in shown)) damaged += 1
      }
    }
    return { cuts, damaged }
  }

  it('harms nothing, though the recovery that reads it is cut off in its turn and the manifest is lost', async () => {
    expect(await damagedCuts()).toEqual({ cuts: expect.any(Number) as number, damaged: 0 })
    expect((await damagedCuts({ skipFlush: 'open-data' })).damaged).toBeGreaterThan(0)
  })
})
