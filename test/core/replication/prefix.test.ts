import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEVICE_PROFILES } from '../../../core/block/device-profile.ts'
import { policies } from '../../../core/replication/policies.ts'
import { createEstate, newestRecord } from './estate.ts'
import type { Estate, Recorder } from './estate.ts'

const FAST = policies.fast

function expectPrefix({ replication, prefix }: Estate): void {
  for (const { id, worldIndex, position, replica, ordered } of replication.disks) {
    if (ordered) expect(prefix(worldIndex, position).equals(replica), `${id} at ${position}`).toBe(true)
  }
}

function expectPointsHold({ replication, prefix }: Estate): void {
  for (const { images, cutVector, id } of replication.points) {
    replication.disks.forEach(({ worldIndex }, index) => {
      expect(prefix(worldIndex, cutVector[worldIndex]!).equals(images[index]!), id).toBe(true)
    })
  }
}

describe('a replica', () => {
  it('is a prefix of the completed writes of its disk at every instant', async () => {
    const steps = fc.array(fc.nat(9_000), { minLength: 3, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 5 }), steps, async (seed, stepsUs) => {
        const estate = await createEstate({ seed, machines: 2 })
        let untilUs = 0
        for (const stepUs of stepsUs) {
          await estate.run((untilUs += stepUs))
          expectPrefix(estate)
        }
        expectPointsHold(estate)
      }),
      { numRuns: 25 },
    )
  })

  it('is one on a lossy uplink with jitter, too', async () => {
    const link = { ...FAST.uplink.link, lossOneIn: 3, jitterUs: 2_000, retransmissionTimeoutUs: 4_000 }
    const estate = await createEstate({ policy: { uplink: { ...FAST.uplink, link } } })
    for (let untilUs = 5_000; untilUs <= 100_000; untilUs += 5_000) {
      await estate.run(untilUs)
      expectPrefix(estate)
    }
    expectPointsHold(estate)
    expect(estate.replication.statistics().retransmissions).toBeGreaterThan(3)
    expect(estate.replication.points.length).toBeGreaterThan(10)
  })

  it('holds all that was written once the client rests', async () => {
    const estate = await createEstate({ client: false })
    const { kernel, machines, replication } = estate
    const recorder = machines[0]!.instance as Recorder
    kernel.spawn(machines[0]!.group!, 'writer', async () => {
      for (let record = 1; record <= 7; record++) await recorder.write(record)
    })
    await estate.run(30_000)
    replication.disks.forEach((disk, index) => {
      expect(disk.position).toBe(7)
      expect(disk.replica.equals(machines[0]!.disks[index]!.image)).toBe(true)
      expect(newestRecord(disk.replica)).toBe(7)
    })
    expect(replication.lagUs()).toBe(0)
  })
})

describe('the points of a group', () => {
  const brokenOrder = ({ replication }: Estate): number =>
    replication.points.filter(({ images }) => {
      const records = images.map(newestRecord)
      return records.some((record, disk) => disk > 0 && record > records[disk - 1]!)
    }).length

  it('never show a write without the one it depends on, over volumes and machines', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          seed: fc.string({ maxLength: 5 }),
          meanUs: fc.nat(600),
          minimumUs: fc.nat(200),
          hdd: fc.boolean(),
        }),
        async ({ seed, meanUs, minimumUs, hdd }) => {
          const estate = await createEstate({
            seed,
            machines: 2,
            thinkUs: 50,
            profile: hdd ? { ...DEVICE_PROFILES.hdd, queueDepth: 4 } : DEVICE_PROFILES.ssd,
            policy: { tagLatency: { minimumUs, meanUs }, appPointIntervalUs: 0 },
          })
          await estate.run(60_000)
          expect(estate.replication.points.length).toBeGreaterThan(5)
          expect(brokenOrder(estate)).toBe(0)
          expectPointsHold(estate)
        },
      ),
      { numRuns: 25 },
    )
  })

  it('do so without a group, and with each of the planted defects, for some seed', async () => {
    const variants = [
      { groups: false },
      { defects: { ungroupedSnapshot: true } },
      { defects: { tagBeforeBarrier: true } },
    ]
    for (const variant of variants) {
      let broken = 0
      for (let seed = 0; seed < 5; seed++) {
        const policy = { ...variant, appPointIntervalUs: 0 }
        const estate = await createEstate({ seed: String(seed), machines: 2, thinkUs: 50, policy })
        await estate.run(80_000)
        broken += brokenOrder(estate)
        expectPointsHold(estate)
      }
      expect(broken, JSON.stringify(variant)).toBeGreaterThan(0)
    }
  })
})
