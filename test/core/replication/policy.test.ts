import { describe, expect, it } from 'vitest'
import { checkPolicy, policies, sourceOf } from '../../../core/replication/index.ts'
import type { PolicyName, ReplicationPolicy } from '../../../core/replication/index.ts'
import { ChangeMap } from '../../../core/replication/change-map.ts'
import { createEstate } from './estate.ts'

const MINUTE = 60_000_000
const HOUR = 60 * MINUTE

const DELTA = policies.hyperVReplica.delta!

/** Paths of all figures, and of lists as a whole. */
function pathsOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path]
  return Object.entries(value).flatMap(([name, part]) => pathsOf(part, path === '' ? name : `${path}.${name}`))
}

describe('a policy', () => {
  it.each(Object.entries(policies))('%s says of each figure how it is known', (name, policy) => {
    const unknown = pathsOf(policy).filter((path) => !sourceOf(name as PolicyName, path))
    expect(unknown).toEqual([])
    expect(sourceOf(name as PolicyName, 'colour')).toBeUndefined()
  })

  it('tells what is documented from what is assumed, figure by figure', () => {
    expect(sourceOf('asr', 'crashPointIntervalUs')?.provenance).toBe('documented')
    expect(sourceOf('asr', 'uplink.batchIntervalUs')?.provenance).toBe('documented')
    expect(sourceOf('asr', 'uplink.link.bytesPerSecond')?.provenance).toBe('assumed')
    expect(sourceOf('fast', 'crashPointIntervalUs')?.provenance).toBe('assumed')
  })

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
    [{ resync: { ...policies.fast.resync, window: { fromUs: -1, toUs: 0 } } }, /resync.window.*got -1/],
    [{ processing: { ...policies.fast.processing, backlogBytes: 0 } }, /backlogBytes.*got 0/],
    [{ apart: 'volume' as 'disk' }, /apart: must be disk or machine, got volume/],
    [{ appFailure: 'ignored' as 'missing' }, /appFailure: must be missing or degraded, got ignored/],
    [{ appFailureEvent: 1 as 78144 }, /appFailureEvent: must be 153006 or 78144, got 1/],
    [{ maximumGroupMachines: 0 }, /maximumGroupMachines: must be a positive whole number, got 0/],
    [{ largeDisk: { aboveBytes: 0, bitmapGranularityBytes: 8192 } }, /largeDisk.aboveBytes.*got 0/],
    [{ largeDisk: { aboveBytes: 1, bitmapGranularityBytes: 5000 } }, /largeDisk.*multiple of 4096, got 5000/],
    [{ churn: { mode: 'low' as 'high', tier: 'premium', averageIoBytes: null } }, /churn.mode.*got low/],
    [{ churn: { mode: 'high', tier: 'ultra' as 'premium', averageIoBytes: null } }, /churn.tier.*got ultra/],
    [{ churn: { mode: 'high', tier: 'premium', averageIoBytes: 0 } }, /churn.averageIoBytes.*got 0/],
    [{ delta: { ...DELTA, unit: 'bytes' as 'write-log' } }, /delta.unit.*got bytes/],
    [{ delta: { ...DELTA, timeoutUs: 0 } }, /delta.timeoutUs.*got 0/],
    [{ delta: { ...DELTA, retryDelaysUs: [] } }, /delta.retryDelaysUs: must be a list of waits/],
    [{ delta: { ...DELTA, maximumLogPercent: -1 } }, /delta.maximumLogPercent.*got -1/],
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
    // Two hours in full, and one for each hour before: of the second that with which the applications were at rest.
    const young = estate.replication.points.filter(({ cutAtUs }) => cutAtUs >= HOUR)
    expect(young.filter(({ kind }) => kind === 'crash-consistent')).toHaveLength(24)
    expect(young[0]!.kind).toBe('app-consistent')
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
