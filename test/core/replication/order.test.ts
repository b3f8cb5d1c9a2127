import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LINK_PROFILES } from '../../../core/net/link-profile.ts'
import { checkLabel } from '../../../core/oracle/honest-label.ts'
import { policies } from '../../../core/replication/policies.ts'
import type { ReplicationPolicy } from '../../../core/replication/policy.ts'
import { createEstate } from './estate.ts'
import type { Estate } from './estate.ts'

const FAST = policies.fast
const KIB = 1024
const MILLISECOND = 1_000

/** A driver with little memory, and an uplink that stands still from 30 to 60 ms. */
const overloaded = (
  defects: ReplicationPolicy['defects'] = {},
  maximumMetadataSectors = 30,
): Partial<ReplicationPolicy> => ({
  memory: { highWaterBytes: 12 * KIB, lowWaterBytes: 4 * KIB, maximumMetadataSectors },
  resync: { ...FAST.resync, chunkBytes: 8 * KIB },
  uplink: {
    ...FAST.uplink,
    batchBytes: 4 * KIB,
    faults: [{ kind: 'partition', fromUs: 30 * MILLISECOND, toUs: 60 * MILLISECOND }],
  },
  appPointIntervalUs: 0,
  defects,
})

const statesOf = ({ replication }: Estate): string[] => replication.disks.map(({ state }) => state)

function expectPrefix({ replication, prefix }: Estate): void {
  for (const { worldIndex, position, replica } of replication.disks) {
    expect(prefix(worldIndex, position).equals(replica)).toBe(true)
  }
}

describe('an overloaded driver', () => {
  it('falls back to metadata, then to the bitmap, and comes back to order by a resync', async () => {
    const estate = await createEstate({ policy: overloaded() })
    const seen = new Set<string>()
    for (let untilUs = MILLISECOND; untilUs < 60 * MILLISECOND; untilUs += MILLISECOND) {
      await estate.run(untilUs)
      for (const state of statesOf(estate)) seen.add(state)
    }
    expect([...seen].sort()).toEqual(['Bitmap', 'Data', 'Metadata'])
    await estate.run(110 * MILLISECOND)
    expect(statesOf(estate)).toEqual(['Data', 'Data'])
    expectPrefix(estate)
    const { spills, resyncs, withoutOrderUs, resyncBytes } = estate.replication.statistics()
    expect(spills).toBeGreaterThanOrEqual(2)
    expect(resyncs).toBeGreaterThanOrEqual(2)
    expect(resyncBytes).toBeGreaterThan(0)
    expect(withoutOrderUs).toBeGreaterThan(10 * MILLISECOND)
  })

  it('makes no point while order is lost, and says why', async () => {
    const estate = await createEstate({ policy: overloaded() })
    let lostAtUs = Infinity
    let backAtUs = 0
    for (let untilUs = MILLISECOND; untilUs <= 120 * MILLISECOND; untilUs += MILLISECOND) {
      await estate.run(untilUs)
      if (statesOf(estate).every((state) => state === 'Data')) continue
      lostAtUs = Math.min(lostAtUs, estate.kernel.now)
      backAtUs = estate.kernel.now
    }
    const { pointsRefused } = estate.replication.statistics()
    expect(pointsRefused['order-lost']).toBeGreaterThanOrEqual(3)
    const inside = estate.replication.points.filter(({ lastTag }) => lastTag.atUs > lostAtUs && lastTag.atUs < backAtUs)
    expect(inside).toEqual([])
    expect(estate.replication.points.at(-1)!.cutAtUs).toBeGreaterThan(backAtUs)
    for (const { evidence } of estate.replication.points) expect(checkLabel(evidence[0]!)).toEqual({ status: 'ok' })
  })

  it('drops the tags that it had queued', async () => {
    // The point of 32 ms waits in the queue when memory runs out.
    const estate = await createEstate({ policy: overloaded() })
    await estate.run(60 * MILLISECOND)
    const { tags, pointsRevoked } = estate.replication.statistics()
    expect(tags.dropped).toBeGreaterThanOrEqual(1)
    expect(pointsRevoked['tag-dropped']).toBe(tags.dropped)
  })

  it('takes a mislabelled point when the refusal is left out', async () => {
    const estate = await createEstate({ policy: overloaded({ pointInBitmapState: true }) })
    await estate.run(120 * MILLISECOND)
    const verdicts = estate.replication.points.map(({ evidence }) => checkLabel(evidence[0]!).status)
    expect(verdicts).toContain('violated')
    const wrong = estate.replication.points.filter(({ images, cutVector }) =>
      images.some((image, index) => !estate.prefix(index, cutVector[index]!).equals(image)))
    expect(wrong.length).toBeGreaterThan(0)
  })

  it('goes to the bitmap at once when there is no room for metadata', async () => {
    const estate = await createEstate({ policy: overloaded({}, 0) })
    const seen = new Set<string>()
    for (let untilUs = MILLISECOND; untilUs < 60 * MILLISECOND; untilUs += MILLISECOND) {
      await estate.run(untilUs)
      for (const state of statesOf(estate)) seen.add(state)
    }
    expect([...seen].sort()).toEqual(['Bitmap', 'Data'])
  })

  it('gives up a resync that is overloaded itself, and begins another', async () => {
    const { uplink, resync, ...rest } = overloaded()
    const link = { ...LINK_PROFILES.region, bytesPerSecond: 900_000 }
    const estate = await createEstate({
      thinkUs: 20,
      policy: { ...rest, uplink: { ...uplink!, link }, resync: { ...resync!, bytesPerSecond: 400_000 } },
    })
    await estate.run(400 * MILLISECOND)
    expect(estate.replication.statistics().spills).toBeGreaterThan(4)
    for (const { id, ordered, worldIndex, position, replica } of estate.replication.disks) {
      if (ordered) expect(estate.prefix(worldIndex, position).equals(replica), id).toBe(true)
    }
  })
})

describe('a replica that lost order again and again', () => {
  it('is a prefix of its source whenever it says that order is kept', async () => {
    let restored = 0
    const scenario = fc.record({
      seed: fc.string({ maxLength: 4 }),
      linkBytesPerSecond: fc.integer({ min: 1_000_000, max: 4_000_000 }),
      resyncBytesPerSecond: fc.integer({ min: 1_000_000, max: 9_000_000 }),
      highWaterBytes: fc.integer({ min: 8, max: 16 }).map((kibibytes) => kibibytes * KIB),
      partitionUs: fc.nat(30 * MILLISECOND),
    })
    await fc.assert(
      fc.asyncProperty(scenario, async ({ seed, linkBytesPerSecond, resyncBytesPerSecond, ...load }) => {
        const { highWaterBytes, partitionUs } = load
        const estate = await createEstate({
          seed,
          thinkUs: 600,
          policy: {
            memory: { highWaterBytes, lowWaterBytes: 2 * KIB, maximumMetadataSectors: 25 },
            resync: { bytesPerSecond: resyncBytesPerSecond, compareBytesPerSecond: null, chunkBytes: 4 * KIB },
            uplink: {
              link: { ...LINK_PROFILES.region, bytesPerSecond: linkBytesPerSecond },
              batchIntervalUs: MILLISECOND,
              batchBytes: 4 * KIB,
              faults: [{ kind: 'partition', fromUs: 10 * MILLISECOND, toUs: 11 * MILLISECOND + partitionUs }],
            },
          },
        })
        for (let untilUs = 7 * MILLISECOND; untilUs < 120 * MILLISECOND; untilUs += 7 * MILLISECOND) {
          await estate.run(untilUs)
          for (const { ordered, round, worldIndex, position, replica } of estate.replication.disks) {
            if (!ordered) continue
            if (round > 0) restored++
            expect(estate.prefix(worldIndex, position).equals(replica)).toBe(true)
          }
        }
        for (const { images, cutVector, evidence } of estate.replication.points) {
          images.forEach((image, disk) => expect(estate.prefix(disk, cutVector[disk]!).equals(image)).toBe(true))
          expect(evidence.every((part) => checkLabel(part).status === 'ok')).toBe(true)
        }
      }),
      { numRuns: 60 },
    )
    expect(restored).toBeGreaterThan(30)
  })
})

/** Writes whole blocks, all at once. */
function writeBlocks({ machines }: Estate, blocks: readonly number[], fill: number): void {
  for (const block of blocks) {
    const data = new Uint8Array(4096).fill(fill)
    machines[0]!.disks[0]!.submit({ kind: 'write', lba: block * 8, sectors: 8, data, fua: false, label: 'block' }, () => {})
  }
}

describe('a resync', () => {
  const ALL = Array.from({ length: 16 }, (_, block) => block)
  const SAME = ALL.map(() => 15)
  const partition = (fromMs: number, toMs: number) =>
    ({ kind: 'partition', fromUs: fromMs * MILLISECOND, toUs: toMs * MILLISECOND }) as const

  /** One block a millisecond is read back, from 10 to 26 ms. */
  const slowResync = (secondFromMs: number, secondToMs: number, fixedUs = 500): Promise<Estate> => createEstate({
    client: false,
    policy: {
      memory: { highWaterBytes: 40 * KIB, lowWaterBytes: 8 * KIB, maximumMetadataSectors: 0 },
      resync: { bytesPerSecond: 4_096_000, compareBytesPerSecond: null, chunkBytes: 4 * KIB },
      processing: { fixedUs, bytesPerSecond: null },
      uplink: {
        link: LINK_PROFILES.instant,
        batchIntervalUs: 500,
        batchBytes: 4 * KIB,
        faults: [partition(0, 10), partition(secondFromMs, secondToMs)],
      },
    },
  })

  it('that runs out of memory itself forgets nothing that it had still to read, or had read and not sent', async () => {
    const estate = await slowResync(13, 20)
    const { replication, machines } = estate
    writeBlocks(estate, ALL, 1)
    await estate.run(15 * MILLISECOND)
    expect(replication.statistics()).toMatchObject({ spills: 1, resyncs: 1 })
    writeBlocks(estate, SAME, 2)
    await estate.run(80 * MILLISECOND)
    expect(replication.statistics()).toMatchObject({ spills: 2, resyncs: 2 })
    expect(statesOf(estate)).toEqual(['Data', 'Data'])
    expect(replication.disks[0]!.replica.equals(machines[0]!.disks[0]!.image)).toBe(true)
  })

  it('that is overtaken by a new loss of order does not restore it', async () => {
    const estate = await slowResync(28, 40, 6_000)
    writeBlocks(estate, ALL, 1)
    await estate.run(28_500)
    expect(statesOf(estate)[0]).toBe('Bitmap')
    writeBlocks(estate, SAME, 2)
    // The end of the first resync has arrived and is processed now.
    await estate.run(38 * MILLISECOND)
    expect(estate.replication.statistics().spills).toBe(2)
    expect(statesOf(estate)[0]).toBe('Bitmap')
    await estate.run(100 * MILLISECOND)
    expect(statesOf(estate)[0]).toBe('Data')
    expectPrefix(estate)
  })
})

describe('a point of disks without a group', () => {
  it('is given up when a disk loses order before its tag', async () => {
    const faults = [{ kind: 'partition', fromUs: 0, toUs: 40 * MILLISECOND }] as const
    const skew = { crashPointIntervalUs: 100 * MILLISECOND, groups: false, ungroupedSkewUs: 12 * MILLISECOND }
    const uplink = { ...FAST.uplink, faults }
    const estate = await createEstate({ client: false, policy: { ...overloaded({}, 0), ...skew, uplink } })
    estate.replication.takeCrashPoint()
    writeBlocks(estate, [0, 1, 2, 3, 4], 1)
    await estate.run(90 * MILLISECOND)
    expect(statesOf(estate)).toEqual(['Data', 'Data'])
    expect(estate.replication.statistics().pointsRevoked).toEqual({ 'order-lost': 1 })
    expect(estate.replication.points).toEqual([])
  })
})

describe('a partition that the driver has memory for', () => {
  const policy: Partial<ReplicationPolicy> = {
    uplink: { ...FAST.uplink, faults: [{ kind: 'partition', fromUs: 20 * MILLISECOND, toUs: 60 * MILLISECOND }] },
    memory: { ...FAST.memory, highWaterBytes: 1024 * KIB },
  }

  it('lets lag and RPO grow, and both recover', async () => {
    const estate = await createEstate({ policy })
    const { replication } = estate
    await estate.run(20 * MILLISECOND)
    const before = replication.lagUs()
    await estate.run(40 * MILLISECOND)
    const during = replication.lagUs()
    await estate.run(59 * MILLISECOND)
    expect(before).toBeLessThan(6 * MILLISECOND)
    expect(during).toBeGreaterThan(15 * MILLISECOND)
    expect(replication.lagUs()).toBeGreaterThan(during + 15 * MILLISECOND)
    expect(replication.rpoUs()).toBeGreaterThan(35 * MILLISECOND)
    await estate.run(90 * MILLISECOND)
    expect(replication.lagUs()).toBeLessThan(6 * MILLISECOND)
    expect(replication.rpoUs()).toBeLessThan(12 * MILLISECOND)
    expect(replication.statistics().batchLag.maximumUs).toBeGreaterThan(35 * MILLISECOND)
    expect(replication.statistics().spills).toBe(0)
  })

  it('raises an alert when there is no point for too long, once', async () => {
    const estate = await createEstate({ policy: { ...policy, alertAfterUs: 30 * MILLISECOND } })
    await estate.run(90 * MILLISECOND)
    expect(estate.replication.events.filter(({ code }) => code === 153007)).toHaveLength(1)
  })
})

describe('an unclean boot of the source', () => {
  const cutPower = ({ machines }: Estate, prefixOf: (disk: number) => ReturnType<Estate['prefix']>): void =>
    machines[0]!.powerCut([prefixOf(0), prefixOf(1)])

  it('loses order even where the replica was ahead of the source, and regains it by comparing', async () => {
    const estate = await createEstate({})
    const { replication, machines, kernel } = estate
    await estate.run(30 * MILLISECOND)
    const pointsBefore = replication.statistics().pointsMade['crash-consistent']!
    // The media kept only the first five writes: the replica has more.
    cutPower(estate, (disk) => estate.prefix(disk, 5))
    const ahead = replication.disks[0]!.replica.fork()
    await estate.run(33 * MILLISECOND)
    expect(statesOf(estate)).toEqual(['Data', 'Data'])
    machines[0]!.boot(() => {})
    expect(statesOf(estate)).toEqual(['Bitmap', 'Bitmap'])
    expect(ahead.equals(machines[0]!.disks[0]!.image)).toBe(false)
    expect(replication.latest().ok).toBe(false)
    await estate.run(45 * MILLISECOND)
    expect(statesOf(estate)).toEqual(['Data', 'Data'])
    replication.disks.forEach(({ replica }, disk) => expect(replica.equals(machines[0]!.disks[disk]!.image)).toBe(true))
    await estate.run(60 * MILLISECOND)
    expect(replication.statistics().pointsMade['crash-consistent']).toBeGreaterThan(pointsBefore)
    expect(kernel.now).toBeGreaterThan(0)
  })

  it('compares only after all that was uploaded before is applied', async () => {
    const estate = await createEstate({ thinkUs: 50, policy: { processing: { fixedUs: 8_000, bytesPerSecond: null } } })
    await estate.run(30 * MILLISECOND)
    cutPower(estate, (disk) => estate.prefix(disk, 5))
    estate.machines[0]!.boot(() => {})
    await estate.run(80 * MILLISECOND)
    expect(statesOf(estate)).toEqual(['Data', 'Data'])
    estate.replication.disks.forEach(({ replica }, disk) =>
      expect(replica.equals(estate.machines[0]!.disks[disk]!.image)).toBe(true))
  })

  it('does not go on comparing when the machine is lost again', async () => {
    const resync = { ...FAST.resync, compareBytesPerSecond: 8_000_000 }
    const estate = await createEstate({ policy: { resync } })
    await estate.run(10 * MILLISECOND)
    cutPower(estate, (disk) => estate.prefix(disk, 5))
    estate.machines[0]!.boot(() => {})
    await estate.run(12 * MILLISECOND)
    estate.machines[0]!.lose()
    await estate.run(60 * MILLISECOND)
    expect(statesOf(estate)).toEqual(['Bitmap', 'Bitmap'])
    expect(estate.replication.statistics().resyncs).toBe(0)
  })

  it('keeps order over the kill of a process', async () => {
    const estate = await createEstate({ client: false })
    await estate.run(10 * MILLISECOND)
    estate.machines[0]!.processKill()
    estate.machines[0]!.boot(() => {})
    await estate.run(30 * MILLISECOND)
    expect(statesOf(estate)).toEqual(['Data', 'Data'])
    expect(estate.replication.statistics().resyncs).toBe(0)
  })

  it('refuses points while the machine is down', async () => {
    const estate = await createEstate({})
    await estate.run(10 * MILLISECOND)
    estate.machines[0]!.lose()
    await estate.run(30 * MILLISECOND)
    expect(estate.replication.statistics().pointsRefused['machine-down']).toBeGreaterThanOrEqual(4)
  })
})
