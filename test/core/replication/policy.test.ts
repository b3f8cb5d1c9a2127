import { describe, expect, it } from 'vitest'
import { checkPolicy, policies, retained } from '../../../core/replication/index.ts'
import type { ReplicationPolicy } from '../../../core/replication/index.ts'
import { ChangeMap } from '../../../core/replication/change-map.ts'
import { createEstate } from './estate.ts'

const MINUTE = 60_000_000
const HOUR = 60 * MINUTE

describe('a policy', () => {
  it.each(Object.values(policies))('$name is plain JSON and makes sense', (policy) => {
    expect(JSON.parse(JSON.stringify(policy))).toEqual(policy)
    expect(() => checkPolicy(policy)).not.toThrow()
  })

  it.each<[Partial<ReplicationPolicy>, RegExp]>([
    [{ crashPointIntervalUs: 0 }, /crashPointIntervalUs: must be a positive whole number, got 0/],
    [{ appPointIntervalUs: -1 }, /appPointIntervalUs.*got -1/],
    [{ bitmapGranularityBytes: 1000 }, /bitmapGranularityBytes.*multiple of 512, got 1000/],
    [{ memory: { highWaterBytes: 1, lowWaterBytes: 2, maximumMetadataSectors: 0 } }, /lowWaterBytes.*got 2/],
    [{ resync: { ...policies.fast.resync, chunkBytes: 1024 * 1024 } }, /chunkBytes: must be at most 196608/],
  ])('is refused with %j', (part, message) => {
    expect(() => checkPolicy({ ...policies.fast, ...part })).toThrow(message)
    expect(() => checkPolicy({ ...policies.fast, ...part })).toThrow(RangeError)
  })
})

describe('the documented schedule', () => {
  it('makes 36 crash-consistent and 3 app-consistent points in three hours', async () => {
    const estate = await createEstate({ policy: policies.asr, thinkUs: 1_000_000 })
    await estate.run(3 * HOUR + MINUTE)
    const { pointsMade, pointsRefused, pointsRevoked, withoutOrderUs } = estate.replication.statistics()
    expect(pointsMade).toEqual({ 'crash-consistent': 36, 'app-consistent': 3 })
    expect({ ...pointsRefused, ...pointsRevoked, withoutOrderUs }).toEqual({ withoutOrderUs: 0 })
    expect(estate.replication.events).toEqual([])
    // Two hours in full, and one for the hour before.
    const crashPoints = estate.replication.points.filter(({ kind }) => kind === 'crash-consistent')
    expect(crashPoints.filter(({ cutAtUs }) => cutAtUs >= HOUR).length).toBe(25)
    expect(estate.replication.points.filter(({ cutAtUs }) => cutAtUs < HOUR)).toHaveLength(1)
  })

  it('makes no app-consistent point with the interval 0', async () => {
    const estate = await createEstate({ policy: { ...policies.asr, appPointIntervalUs: 0 }, thinkUs: 10_000_000 })
    await estate.run(3 * HOUR + MINUTE)
    expect(estate.replication.statistics().pointsMade).toEqual({ 'crash-consistent': 36 })
  })

  it('waits for the first full copy', async () => {
    // 128 KiB take 50 ms: the points of 4 to 48 ms are refused.
    const estate = await createEstate({ policy: { initialBytesPerSecond: 2_621_440, appPointIntervalUs: 0 } })
    await estate.run(49_000)
    expect(estate.replication.statistics().pointsRefused).toEqual({ 'initial-replication': 12 })
    expect(estate.replication.latest()).toEqual({ ok: false, reason: 'initial-replication' })
    await estate.run(100_000)
    expect(estate.replication.statistics().pointsMade['crash-consistent']).toBeGreaterThanOrEqual(11)
    for (const { worldIndex, position, replica } of estate.replication.disks)
      expect(estate.prefix(worldIndex, position).equals(replica)).toBe(true)
  })
})

describe('retained', () => {
  const points = (count: number, everyUs: number): { cutAtUs: number }[] =>
    Array.from({ length: count }, (_, index) => ({ cutAtUs: index * everyUs }))
  const rules = policies.asr.retention

  it('keeps two hours in full, one an hour up to a day, and nothing older', () => {
    const kept = retained(points(12 * 48 + 1, 5 * MINUTE), 48 * HOUR, rules)
    const ages = kept.map(({ cutAtUs }) => 48 * HOUR - cutAtUs)
    expect(ages.filter((age) => age <= 2 * HOUR)).toHaveLength(25)
    expect(ages.filter((age) => age > 2 * HOUR)).toHaveLength(22)
    expect(Math.max(...ages)).toBe(24 * HOUR)
  })

  it('keeps the same points as time goes on, until their rule ends', () => {
    const all = points(12 * 10 + 1, 5 * MINUTE)
    const once = retained(all, 10 * HOUR, rules)
    const later = retained(once, 10 * HOUR + 3 * MINUTE, rules)
    const gone = once.filter((point) => !later.includes(point))
    expect(gone.every(({ cutAtUs }) => cutAtUs >= 8 * HOUR - 5 * MINUTE)).toBe(true)
    expect(retained(once, 10 * HOUR, rules)).toEqual(once)
  })

  it('never removes the newest point, and obeys the maximum', () => {
    expect(retained(points(1, 1), 100 * HOUR, rules)).toHaveLength(1)
    const few = retained(points(10, MINUTE), 9 * MINUTE, { ...rules, maximumPoints: 4 })
    expect(few.map(({ cutAtUs }) => cutAtUs / MINUTE)).toEqual([6, 7, 8, 9])
  })

  it('gives back the images of points that go', async () => {
    const retention = { thinning: [{ untilAgeUs: HOUR, everyUs: 0 }], maximumPoints: 2 }
    const estate = await createEstate({ policy: { retention } })
    await estate.run(12_000)
    const first = estate.replication.points[0]!
    await estate.run(40_000)
    expect(estate.replication.points).toHaveLength(2)
    expect(() => first.images[0]!.fork()).toThrow(/released/)
  })
})

describe('a change map', () => {
  it('merges neighbours, stays inside the disk and grows coarser', () => {
    const map = new ChangeMap(512)
    for (const offset of [512, 1024, 9728]) map.add({ offset, length: 512 })
    expect(map.ranges(9984)).toEqual([{ offset: 512, length: 1024 }, { offset: 9728, length: 256 }])
    map.coarsen(4096)
    expect(map.size).toBe(2)
    expect(map.ranges(10240)).toEqual([{ offset: 0, length: 4096 }, { offset: 8192, length: 2048 }])
  })
})
