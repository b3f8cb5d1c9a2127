import { describe, expect, it } from 'vitest'
import type { BlockImage } from '../../../core/block/block-image.ts'
import { policies, RESYNC_TRIGGERS } from '../../../core/replication/index.ts'
import type { ReplicationPolicy, ResyncTrigger } from '../../../core/replication/index.ts'
import { delayUntilOpen } from '../../../core/replication/daily-window.ts'
import { createEstate } from './estate.ts'
import type { Estate } from './estate.ts'

const MILLISECOND = 1_000
const HOUR = 3_600_000_000
const FAST = policies.fast
/** A comparison takes 10 ms. */
const comparing: Partial<ReplicationPolicy> = {
  appPointIntervalUs: 0,
  resync: { ...FAST.resync, compareBytesPerSecond: 6_553_600 },
}

function expectSame({ replication, prefix }: Estate): void {
  for (const { worldIndex, position, replica } of replication.disks)
    expect(prefix(worldIndex, position).equals(replica)).toBe(true)
}

const pointsBetween = ({ replication }: Estate, fromUs: number, toUs: number): number =>
  replication.points.filter(({ lastTag }) => lastTag.atUs > fromUs && lastTag.atUs < toUs).length

describe('a resync', () => {
  it.each(Object.keys(RESYNC_TRIGGERS) as ResyncTrigger[])('by %s ends all points until it is done', async (trigger) => {
    const estate = await createEstate({ policy: comparing })
    const { replication, kernel } = estate
    await estate.run(30 * MILLISECOND)
    const beganUs = kernel.now
    replication.requireResync('machine0', trigger)
    expect(replication.phase).toBe('resync')
    expect(replication.latest().ok).toBe(false)
    await estate.run(39 * MILLISECOND)
    expect(replication.phase).toBe('resync')
    await estate.run(60 * MILLISECOND)
    expect(replication.phase).toBe('protected')
    expectSame(estate)
    expect(pointsBetween(estate, beganUs, beganUs + 10 * MILLISECOND)).toBe(0)
    expect(replication.points.at(-1)!.cutAtUs).toBeGreaterThan(beganUs + 10 * MILLISECOND)
    expect(replication.events.filter(({ kind }) => kind === 'resync-due').map(({ reason }) => reason)).toEqual([trigger])
  })

  it('is in the trace, from the loss of order to its return, without a tag between', async () => {
    const { kernel, run, replication } = await createEstate({ policy: comparing })
    await run(30 * MILLISECOND)
    replication.requireResync('machine0', 'disk-resize', 'machine0/table')
    const from = kernel.trace.length
    await run(60 * MILLISECOND)
    const kinds = []
    for (let index = from - 1; index < kernel.trace.length; index++) kinds.push(kernel.trace.event(index)!)
    const orders = kinds.filter(({ kind }) => kind === 'write order')
    expect(orders.map(({ subject }) => subject)).toEqual(['machine0/table', 'machine0/table'])
    const until = kinds.indexOf(orders[1]!)
    expect(kinds.slice(0, until).filter(({ kind }) => kind === 'tag')).toEqual([])
    expect(kinds.slice(until).filter(({ kind }) => kind === 'tag').length).toBeGreaterThan(0)
  })

  it('of a running machine takes the writes that waited in its driver', async () => {
    const faults = [{ kind: 'partition', fromUs: 20 * MILLISECOND, toUs: 35 * MILLISECOND }] as const
    const estate = await createEstate({ policy: { ...comparing, uplink: { ...FAST.uplink, faults } } })
    await estate.run(30 * MILLISECOND)
    estate.replication.requireResync('machine0', 'bitmap-write-error')
    await estate.run(80 * MILLISECOND)
    expect(estate.replication.phase).toBe('protected')
    expectSame(estate)
  })

  it('names the machine or the disk that it does not know', async () => {
    const { replication } = await createEstate({})
    expect(() => replication.requireResync('m', 'disk-resize')).toThrow(/Replication.requireResync: m is not replicated/)
    expect(() => replication.requireResync('machine0', 'disk-resize', 'x')).toThrow(/requireResync: x is not replicated/)
  })

  it('promoted in the middle of it is a mixture (F1), which nobody is given otherwise', async () => {
    const faults = [{ kind: 'partition', fromUs: 20 * MILLISECOND, toUs: 35 * MILLISECOND }] as const
    const mixtures = async (promotedMidResync: boolean): Promise<number> => {
      const estate = await createEstate({
        thinkUs: 50,
        policy: {
          appPointIntervalUs: 0,
          defects: { promotedMidResync },
          uplink: { ...FAST.uplink, faults },
          resync: { bytesPerSecond: 500_000, compareBytesPerSecond: null, chunkBytes: 4096 },
        },
      })
      await estate.run(30 * MILLISECOND)
      estate.replication.requireResync('machine0', 'bitmap-read-error')
      let found = 0
      for (let untilUs = 40; untilUs < 60; untilUs += 4) {
        await estate.run(untilUs * MILLISECOND)
        const latest = estate.replication.latest()
        if (latest.ok && !latest.images.every((image, disk) => isSomePrefix(estate, disk, image))) found++
      }
      return found
    }
    expect(await mixtures(true)).toBeGreaterThan(0)
    expect(await mixtures(false)).toBe(0)
  })
})

/** Whether a disk ever held exactly this. */
function isSomePrefix({ log, prefix }: Estate, disk: number, image: BlockImage): boolean {
  for (let position = 0; position <= log.vector()[disk]!; position++) if (prefix(disk, position).equals(image)) return true
  return false
}

describe('a resync that has its time of day', () => {
  it.each<[hour: number, from: number, to: number, delay: number]>([
    [20, 18, 6, 0], [3, 18, 6, 0], [12, 18, 6, 6], [6, 18, 6, 12], [9, 8, 17, 0], [17, 8, 17, 15], [5, 0, 0, 0],
    [24 * 3 + 12, 18, 6, 6],
  ])('at %i h waits from %i to %i: %i h', (hour, from, to, delay) => {
    expect(delayUntilOpen({ fromUs: from * HOUR, toUs: to * HOUR }, hour * HOUR)).toBe(delay * HOUR)
  })

  it('waits for it', async () => {
    const window = { fromUs: 60 * MILLISECOND, toUs: HOUR }
    const estate = await createEstate({ policy: { ...comparing, resync: { ...comparing.resync!, window } } })
    await estate.run(30 * MILLISECOND)
    estate.replication.requireResync('machine0', 'transfer-failure')
    await estate.run(65 * MILLISECOND)
    expect(estate.replication.phase).toBe('resync')
    await estate.run(90 * MILLISECOND)
    expect(estate.replication.phase).toBe('protected')
    expectSame(estate)
  })

  it('waits for a hand, where that is the policy', async () => {
    const resync = { ...comparing.resync!, window: 'by-hand' } as const
    const estate = await createEstate({ policy: { ...comparing, resync } })
    await estate.run(30 * MILLISECOND)
    estate.replication.requireResync('machine0', 'transfer-failure')
    await estate.run(150 * MILLISECOND)
    expect(estate.replication.phase).toBe('resync')
    estate.replication.resyncNow('machine0')
    await estate.run(180 * MILLISECOND)
    expect(estate.replication.phase).toBe('protected')
    expectSame(estate)
  })
})

describe('an agent that stops', () => {
  it('leads to the bitmap at once, and to order again when it starts', async () => {
    const estate = await createEstate({ policy: comparing, thinkUs: 50 })
    const { replication } = estate
    // A batch is on its way.
    await estate.run(30 * MILLISECOND)
    while (replication.uplink('machine0').inFlight === 0) await estate.kernel.run({ timeLimitUs: estate.kernel.now + 50 })
    replication.setAgent('machine0', false)
    expect(replication.disks.map(({ state }) => state)).toEqual(['Bitmap', 'Bitmap'])
    const { sentBytes } = replication.statistics()
    await estate.run(50 * MILLISECOND)
    expect(replication.statistics()).toMatchObject({ sentBytes, resyncs: 0 })
    expect(replication.statistics().pointsRefused['order-lost']).toBeGreaterThanOrEqual(4)
    replication.setAgent('machine0', true)
    await estate.run(70 * MILLISECOND)
    expect(replication.phase).toBe('protected')
    expectSame(estate)
    expect(replication.statistics().resyncs).toBe(2)
  })
})
