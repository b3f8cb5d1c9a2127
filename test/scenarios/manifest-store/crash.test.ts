/** The store is cut off at random instants, over several lives; it must keep every promise. */
import { describe, expect, it } from 'vitest'
import { MANIFEST_STORE_DEFECTS, MANIFEST_STORE_FLUSHES, ManifestStore } from '../../../scenarios/manifest-store/index.ts'
import { World } from '../wal-db/fake.ts'
import { Alarm, live, type LifeReport } from './life.ts'
import { contentOf, contextOf, cutImages, disksOf, emptyImages, openImages, SMALL } from './machine.ts'

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
  for (const skipFlush of Object.keys(MANIFEST_STORE_FLUSHES))
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
