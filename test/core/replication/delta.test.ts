/** Replication by differences between snapshots. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WriterFault } from '../../../core/machine/index.ts'
import { LINK_PROFILES } from '../../../core/net/link-profile.ts'
import type { LinkFault } from '../../../core/net/link-profile.ts'
import { checkLabel } from '../../../core/oracle/honest-label.ts'
import { policies } from '../../../core/replication/index.ts'
import type { DeltaPolicy, ReplicationPolicy } from '../../../core/replication/index.ts'
import { createEstate, newestRecord } from './estate.ts'
import type { Estate, EstateOptions, Recorder } from './estate.ts'

const FAST = policies.fast
const MILLISECOND = 1_000
const SECOND = 1_000_000
const HOUR = 3600 * SECOND

const CHANGED: DeltaPolicy = { unit: 'changed-blocks', timeoutUs: null, retryDelaysUs: [MILLISECOND], maximumLogPercent: null }

/** A snapshot every 10 ms, over a link of 12 MB/s: some ms for a difference. */
const scheduled = (part: Partial<ReplicationPolicy> = {}, faults: readonly LinkFault[] = []): Partial<ReplicationPolicy> => ({
  crashPointIntervalUs: 10 * MILLISECOND,
  appPointIntervalUs: 0,
  delta: CHANGED,
  uplink: { ...FAST.uplink, link: { ...LINK_PROFILES.region, bytesPerSecond: 12_000_000 }, faults },
  ...part,
})

async function after(untilUs: number, options: EstateOptions): Promise<Estate> {
  const estate = await createEstate(options)
  await estate.run(untilUs)
  return estate
}

function expectPrefix({ replication, prefix }: Estate): void {
  for (const { worldIndex, position, replica, id } of replication.disks)
    expect(prefix(worldIndex, position).equals(replica), `${id} at ${position}`).toBe(true)
}

function expectPointsHold({ replication, prefix }: Estate): void {
  for (const { images, cutVector, id } of replication.points) {
    replication.disks.forEach(({ worldIndex }, index) => {
      expect(prefix(worldIndex, cutVector[worldIndex]!).equals(images[index]!), id).toBe(true)
    })
  }
}

describe('a difference between snapshots', () => {
  it('makes a point that stands for the start of its transfer, and is there only at its end', async () => {
    const estate = await after(95 * MILLISECOND, { policy: scheduled() })
    const { points, enabledAtUs } = estate.replication
    expect(points.length).toBeGreaterThanOrEqual(8)
    for (const { cutAtUs, availableAtUs } of points) {
      const intoInterval = (cutAtUs - enabledAtUs) % (10 * MILLISECOND)
      expect(intoInterval).toBeLessThan(MILLISECOND)
      // Some ten blocks of 4 KiB have changed.
      expect(availableAtUs - cutAtUs).toBeGreaterThan(2.5 * MILLISECOND)
    }
    expectPointsHold(estate)
    expect(new Set(points.flatMap(({ evidence }) => evidence.map((part) => checkLabel(part).status)))).toEqual(new Set(['ok']))
  })

  it('brings the replica to a prefix of its source, at every instant, whatever the link does', async () => {
    const scenario = fc.record({
      seed: fc.string({ maxLength: 4 }),
      unit: fc.constantFrom('changed-blocks', 'write-log'),
      timeoutUs: fc.constantFrom(null, 6 * MILLISECOND, 30 * MILLISECOND),
      partitionUs: fc.nat(40 * MILLISECOND),
      crashUs: fc.nat(90 * MILLISECOND),
    })
    await fc.assert(
      fc.asyncProperty(scenario, async ({ seed, unit, timeoutUs, partitionUs, crashUs }) => {
        const delta = { ...CHANGED, unit, timeoutUs } as DeltaPolicy
        const faults = [{ kind: 'partition', fromUs: 25 * MILLISECOND, toUs: 26 * MILLISECOND + partitionUs }] as const
        const estate = await createEstate({ seed, machines: 2, policy: scheduled({ delta }, faults) })
        for (let untilUs = 0; untilUs < crashUs; untilUs += 5 * MILLISECOND) {
          await estate.run(untilUs)
          expectPrefix(estate)
        }
        estate.machines[1]!.lose()
        estate.replication.loseSource('machine', ['machine1'])
        await estate.run(crashUs + 30 * MILLISECOND)
        expectPrefix(estate)
        expectPointsHold(estate)
      }),
      { numRuns: 25 },
    )
  })

  it('sends a block once however often it was written, and a log every write', async () => {
    const sent: number[] = []
    for (const unit of ['changed-blocks', 'write-log'] as const) {
      const estate = await createEstate({ client: false, policy: scheduled({ delta: { ...CHANGED, unit } }) })
      const data = new Uint8Array(4096).fill(7)
      for (let write = 0; write < 8; write++)
        estate.machines[0]!.disks[0]!.submit({ kind: 'write', lba: 0, sectors: 8, data, fua: false, label: 'same' }, () => {})
      await estate.run(35 * MILLISECOND)
      sent.push(estate.replication.statistics().sentBytes)
    }
    expect(sent[0]).toBeLessThan(2 * 4096)
    expect(sent[1]).toBeGreaterThan(8 * 4096)
  })

  it('that is still under way lets no other begin', async () => {
    const estate = await after(95 * MILLISECOND, {
      policy: scheduled({ uplink: { ...FAST.uplink, link: { ...LINK_PROFILES.region, bytesPerSecond: 1_000_000 } } }),
    })
    const { pointsRefused, pointsMade } = estate.replication.statistics()
    expect(pointsRefused['busy']).toBeGreaterThanOrEqual(3)
    expect(pointsMade['crash-consistent']).toBeLessThan(6)
  })

  it('counts the oldest write that has not arrived as lag', async () => {
    const faults = [{ kind: 'partition', fromUs: 20 * MILLISECOND, toUs: 80 * MILLISECOND }] as const
    const estate = await after(70 * MILLISECOND, { policy: scheduled({}, faults) })
    expect(estate.replication.lagUs()).toBeGreaterThan(50 * MILLISECOND)
    await estate.run(140 * MILLISECOND)
    expect(estate.replication.lagUs()).toBeLessThan(30 * MILLISECOND)
  })
})

describe('a transfer that does not end', () => {
  const faults = [{ kind: 'partition', fromUs: 31 * MILLISECOND, toUs: 66 * MILLISECOND }] as const
  const limited = (part: Partial<ReplicationPolicy> = {}): Partial<ReplicationPolicy> => scheduled({
    delta: { ...CHANGED, timeoutUs: 9 * MILLISECOND, retryDelaysUs: [MILLISECOND, 3 * MILLISECOND] },
    crashPointIntervalUs: 30 * MILLISECOND,
    ...part,
  }, faults)

  it('is rolled back and tried again with a new snapshot, after longer and longer waits', async () => {
    const estate = await after(85 * MILLISECOND, { thinkUs: 3_000, policy: limited() })
    const { replication, kernel } = estate
    const failed = replication.events.filter(({ kind }) => kind === 'transfer-failed')
    const at = failed.map(({ atUs }) => Math.round((atUs - replication.enabledAtUs) / MILLISECOND))
    // Begun at 30; given up after 9; again 1 later, then 3 later each time.
    expect(at.map((time, index) => time - (at[index - 1] ?? 30))).toEqual([9, 10, 12].slice(0, at.length))
    expect(at.length).toBe(3)
    expect(replication.points.at(-1)!.cutAtUs).toBeGreaterThan(kernel.now - 25 * MILLISECOND)
    expectPrefix(estate)
    expectPointsHold(estate)
  })

  it('waits for the first of the waits again after one that did end', async () => {
    const twice = [faults[0], { kind: 'partition', fromUs: 85 * MILLISECOND, toUs: 111 * MILLISECOND }] as const
    const estate = await after(125 * MILLISECOND, { thinkUs: 3_000, policy: { ...limited(), uplink: { ...scheduled().uplink!, faults: twice } } })
    const { events, enabledAtUs } = estate.replication
    const late = events.map(({ atUs }) => Math.round((atUs - enabledAtUs) / MILLISECOND)).filter((time) => time > 80)
    // Begun at 90; given up after 9; again 1 later.
    expect(late).toEqual([99, 109])
  })

  it('is not lost with its source once all of it has arrived', async () => {
    const processing = { fixedUs: 6 * MILLISECOND, bytesPerSecond: null }
    const estate = await after(17 * MILLISECOND, { policy: scheduled({ processing }) })
    expect(estate.replication.points).toHaveLength(0)
    estate.replication.loseSource('region')
    for (const machine of estate.machines) machine.lose()
    await estate.run(40 * MILLISECOND)
    expect(estate.replication.points).toHaveLength(1)
    expectPointsHold(estate)
  })

  it('leaves the last whole point when its source is lost meanwhile', async () => {
    const estate = await after(45 * MILLISECOND, { policy: scheduled({}, faults) })
    const before = estate.replication.points.map(({ id }) => id)
    estate.replication.loseSource('region')
    for (const machine of estate.machines) machine.lose()
    await estate.run(200 * MILLISECOND)
    expect(estate.replication.points.map(({ id }) => id)).toEqual(before)
    const latest = estate.replication.latest()
    expect(latest.ok && latest.images.map(newestRecord)).toEqual(estate.replication.points.at(-1)!.images.map(newestRecord))
  })

  it('is half a state where nobody rolls it back (F11), and the label says so', async () => {
    const judge = async (partialDeltaKept: boolean): Promise<readonly [number, number]> => {
      const estate = await after(60 * MILLISECOND, { thinkUs: 50, policy: limited({ defects: { partialDeltaKept } }) })
      const { points } = estate.replication
      const wrong = points.filter(({ images, cutVector }) =>
        images.some((image, disk) => !estate.prefix(disk, cutVector[disk]!).equals(image)))
      const lies = points.filter(({ evidence }) => evidence.some((part) => checkLabel(part).status === 'violated'))
      return [wrong.length, lies.length]
    }
    expect(await judge(false)).toEqual([0, 0])
    const [wrong, lies] = await judge(true)
    expect(wrong).toBeGreaterThan(0)
    expect(lies).toBeGreaterThanOrEqual(wrong)
  })
})

describe('a log of writes that outgrows its share of the disk (F17)', () => {
  const log = (maximumLogPercent: number | null): Partial<ReplicationPolicy> => scheduled({
    delta: { ...CHANGED, unit: 'write-log', maximumLogPercent },
    resync: { ...FAST.resync, compareBytesPerSecond: 6_553_600 },
  }, [{ kind: 'partition', fromUs: 20 * MILLISECOND, toUs: 60 * MILLISECOND }])

  it('makes a resync due, and no point until it is done', async () => {
    const estate = await after(60 * MILLISECOND, { policy: log(50) })
    const { replication } = estate
    expect(replication.events.map(({ reason }) => reason)).toContain('log-overflow')
    await estate.run(160 * MILLISECOND)
    expect(replication.statistics().resyncs).toBeGreaterThan(0)
    expect(replication.statistics().pointsRefused['order-lost']).toBeGreaterThan(0)
    expectPrefix(estate)
    expectPointsHold(estate)
    expect(replication.rpoUs()).toBeLessThan(40 * MILLISECOND)
  })

  it('does nothing of the kind without a limit', async () => {
    const estate = await after(160 * MILLISECOND, { policy: log(null) })
    expect(estate.replication.events).toEqual([])
    expect(estate.replication.statistics().resyncs).toBe(0)
  })
})

describe('an operator', () => {
  it('begins the resync, where the product waits for one', async () => {
    const estate = await after(25 * MILLISECOND, { policy: scheduled({ resync: { ...FAST.resync, window: 'by-hand' } }) })
    const { replication } = estate
    replication.requireResync('machine0', 'log-overflow')
    await estate.run(100 * MILLISECOND)
    expect(replication.phase).toBe('resync')
    // The replica is what it was: nothing has been sent into it.
    expect(replication.latest().ok).toBe(true)
    replication.resyncNow('machine0')
    await estate.run(150 * MILLISECOND)
    expect(replication.phase).toBe('protected')
    expect(replication.rpoUs()).toBeLessThan(40 * MILLISECOND)
    expectPrefix(estate)
  })

  it('who stops the sending delays what is under way', async () => {
    const estate = await after(25 * MILLISECOND, { policy: scheduled() })
    const { replication } = estate
    replication.setAgent('machine0', false)
    const { length } = replication.points
    await estate.run(60 * MILLISECOND)
    expect(replication.points).toHaveLength(length)
    replication.setAgent('machine0', true)
    await estate.run(90 * MILLISECOND)
    expect(replication.points.length).toBeGreaterThan(length)
    expectPointsHold(estate)
  })
})

describe('an unclean boot', () => {
  it('makes a comparison due, whose differences go with the next snapshot', async () => {
    const estate = await createEstate({ client: false, policy: scheduled() })
    const { machines, replication, kernel } = estate
    kernel.spawn(machines[0]!.group!, 'writer', async () => {
      for (let record = 1; record <= 40; record++) await (machines[0]!.instance as Recorder).write(record)
    })
    await estate.run(42 * MILLISECOND)
    expect(newestRecord(replication.disks[0]!.replica)).toBe(40)
    machines[0]!.powerCut([estate.prefix(0, 5), estate.prefix(1, 5)])
    machines[0]!.boot(() => {})
    const { length } = replication.points
    await estate.run(75 * MILLISECOND)
    expect(replication.phase).toBe('protected')
    expect(replication.points.length).toBeGreaterThan(length)
    replication.disks.forEach(({ replica }, disk) => expect(replica.equals(machines[0]!.disks[disk]!.image)).toBe(true))
    expect(newestRecord(replication.disks[0]!.replica)).toBe(5)
  })
})

describe('app-consistent points among differences', () => {
  const withApp = { appPointIntervalUs: 20 * MILLISECOND }

  it('have their turn when what is under way has ended', async () => {
    const estate = await after(105 * MILLISECOND, { thinkUs: 50, policy: scheduled(withApp) })
    const { pointsMade } = estate.replication.statistics()
    expect(pointsMade['app-consistent']).toBeGreaterThanOrEqual(4)
    expect(pointsMade['crash-consistent']).toBeGreaterThanOrEqual(4)
    for (const { images, kind } of estate.replication.points) {
      const [journal, table] = images.map(newestRecord)
      if (kind === 'app-consistent') expect(journal).toBe(table)
    }
    expectPointsHold(estate)
  })

  it('leave the others their turn while they wait to be tried again', async () => {
    const busy = { freeze: () => { throw new WriterFault('retryable', 'busy') } }
    const policy = scheduled({ appPointIntervalUs: 15 * MILLISECOND, retry: { delayUs: 60 * MILLISECOND, retries: 3 } })
    const { replication } = await after(75 * MILLISECOND, { quiesce: () => busy, policy })
    expect(replication.statistics().pointsMade['crash-consistent']).toBeGreaterThanOrEqual(5)
  })

  it('that fail are missing, or silently another kind where the product has it so', async () => {
    const veto = { freeze: () => Promise.reject(new Error('no')) }
    const made = async (appFailure: 'missing' | 'degraded') => {
      const policy = scheduled({ ...withApp, crashPointIntervalUs: 15 * MILLISECOND, appFailure })
      const { replication } = await after(100 * MILLISECOND, { quiesce: () => veto, policy })
      return [replication.statistics().pointsMade['crash-consistent']!, replication.events.length] as const
    }
    const missing = await made('missing')
    const degraded = await made('degraded')
    expect(missing[1]).toBeGreaterThanOrEqual(4)
    expect(degraded[1]).toBe(0)
    expect(degraded[0]).toBeGreaterThan(missing[0])
  })
})

describe('the presets by differences', () => {
  it.each(['hyperVReplica', 'snapshotReplication'] as const)('%s keeps at most 24 points, the newest of them fresh', async (name) => {
    const policy = policies[name]
    const estate = await after(30 * HOUR, { thinkUs: 600 * SECOND, policy })
    const { points, events } = estate.replication
    expect(points.length).toBe(24)
    expect(estate.replication.rpoUs()).toBeLessThan(1.2 * policy.crashPointIntervalUs)
    expect(events).toEqual([])
    expectPointsHold(estate)
  })

  it('the order between the disks of a machine is an option', async () => {
    const broken = async (apart: 'machine' | 'disk'): Promise<number> => {
      const policy = scheduled({ groups: false, apart, ungroupedSkewUs: 3 * MILLISECOND })
      const estate = await after(200 * MILLISECOND, { thinkUs: 50, policy })
      expectPointsHold(estate)
      return estate.replication.points.filter(({ images }) => newestRecord(images[1]!) > newestRecord(images[0]!)).length
    }
    expect(await broken('machine')).toBe(0)
    expect(await broken('disk')).toBeGreaterThan(0)
  })
})

describe('a journal of all writes', () => {
  it('has a point every few seconds, as long as the journal lasts', async () => {
    const estate = await after(2 * HOUR / 12, { thinkUs: 5 * SECOND, policy: { ...policies.journalCdp, retention: { thinning: [{ untilAgeUs: HOUR / 12, everyUs: 0 }], maximumPoints: null } } })
    expect(estate.replication.points.length).toBe(60)
    expect(estate.replication.rpoUs()).toBeLessThan(7 * SECOND)
    expectPointsHold(estate)
  })
})
