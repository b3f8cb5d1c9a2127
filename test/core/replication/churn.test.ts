import { describe, expect, it } from 'vitest'
import { CHURN_ROWS, churnLimitOf, MACHINE_CHURN, policies } from '../../../core/replication/index.ts'
import type { ChurnMode, ReplicaTier, ReplicationPolicy } from '../../../core/replication/index.ts'
import { createEstate } from './estate.ts'
import type { Estate, Recorder } from './estate.ts'

const KIB = 1024
const GIB = 1024 * 1024 * KIB
const MEGABYTE = 1_000_000
const SECOND = 1_000_000
const MINUTE = 60 * SECOND

describe('the churn limit of a disk', () => {
  it.each<[ChurnMode, ReplicaTier, gibibytes: number, kibibytes: number, megabytesPerSecond: number]>([
    ['normal', 'standard', 32, 8, 2],
    ['normal', 'standard', 4096, 64, 2],
    ['normal', 'premium', 128, 8, 2],
    ['normal', 'premium', 128, 16, 4],
    ['normal', 'premium', 256, 31, 4],
    ['normal', 'premium', 256, 32, 8],
    ['normal', 'premium', 511, 64, 8],
    ['normal', 'premium', 512, 4, 5],
    ['normal', 'premium', 4096, 15, 5],
    ['normal', 'premium', 512, 16, 20],
    ['high', 'premium', 1024, 8, 20],
    ['high', 'premium', 1024, 16, 35],
    ['high', 'premium', 1024, 24, 50],
    // Too small, or of the wrong kind, for high churn.
    ['high', 'premium', 512, 16, 20],
    ['high', 'standard', 1024, 16, 2],
    ['preview', 'premium', 128, 4, 250],
  ])('%s %s, %i GiB, %i KiB a write: %i MB/s', (mode, tier, gibibytes, kibibytes, megabytes) => {
    const question = { mode, tier, diskBytes: gibibytes * GIB, averageIoBytes: kibibytes * KIB }
    expect(churnLimitOf(question)).toBe(megabytes * MEGABYTE)
  })

  it('comes from rows in ascending order, and has one of the machine beside it', () => {
    for (const [index, row] of CHURN_ROWS.entries()) {
      const before = CHURN_ROWS[index - 1]
      if (before?.mode === row.mode && before.tier === row.tier && before.fromDiskBytes === row.fromDiskBytes)
        expect(row.fromAverageIoBytes).toBeGreaterThan(before.fromAverageIoBytes)
    }
    expect(Object.values(MACHINE_CHURN).map((limit) => limit / MEGABYTE)).toEqual([54, 100, 500])
  })
})

/** Writes 8 KiB so many times a second on the first disk, from a second to another. */
async function load(estate: Estate, perSecond: number, fromSecond: number, toSecond: number): Promise<void> {
  const disk = estate.machines[0]!.disks[0]!
  const data = new Uint8Array(8 * KIB).fill(1)
  for (let second = fromSecond; second < toSecond; second++) {
    for (let write = 0; write < perSecond; write++) {
      const lba = (write % 8) * 16
      disk.submit({ kind: 'write', lba, sectors: 16, data, fua: false, label: 'load' }, () => {})
    }
    await estate.run((second + 1) * SECOND)
  }
}

/** The limit of a disk of 128 GiB is 2 MB/s at 8 KiB, which is 244 writes. */
const asrAt = (part: Partial<ReplicationPolicy> = {}): Promise<Estate> => createEstate({
  client: false,
  policy: { ...policies.asr, appPointIntervalUs: 0, crashPointIntervalUs: 10 * SECOND, ...part },
  enable: { provisionedBytes: { 'machine0/journal': 0.25 * GIB, 'machine0/table': 0.25 * GIB } },
})

/** From its cut to its availability, of each point. */
const delays = ({ replication }: Estate): number[] =>
  replication.points.map(({ cutAtUs, availableAtUs }) => (availableAtUs - cutAtUs) / SECOND)

describe('churn above the limit', () => {
  it('that goes on never catches up: points come later and later, and the operator hears of it (F12)', async () => {
    const estate = await asrAt()
    // The first copy of half a GiB takes ten seconds.
    await load(estate, 400, 11, 131)
    const seconds = delays(estate)
    expect(seconds.length).toBeGreaterThan(4)
    expect(seconds.at(-1)!).toBeGreaterThan(25)
    expect(seconds.slice(2).every((delay, index) => delay > seconds[index + 1]!)).toBe(true)
    expect(estate.replication.rpoUs()).toBeGreaterThan(40 * SECOND)
    const told = estate.replication.events.filter(({ kind }) => kind === 'churn-over-limit')
    expect(told.map(({ reason }) => reason)).toEqual(['machine0/journal'])
  })

  it('below it keeps points coming, in silence', async () => {
    const estate = await asrAt()
    await load(estate, 200, 11, 131)
    expect(Math.max(...delays(estate))).toBeLessThan(10)
    expect(estate.replication.events).toEqual([])
  })

  it('for a short time delays points, and is caught up with', async () => {
    const estate = await asrAt()
    await load(estate, 600, 11, 31)
    await load(estate, 50, 31, 131)
    const seconds = delays(estate)
    expect(Math.max(...seconds)).toBeGreaterThan(15)
    expect(seconds.at(-1)!).toBeLessThan(7)
    expect(estate.replication.rpoUs()).toBeLessThan(20 * SECOND)
  })

  it('fills the cache store, then the driver: there is no point then, not a bad one (F13)', async () => {
    const memory = { highWaterBytes: 4 * MEGABYTE, lowWaterBytes: MEGABYTE, maximumMetadataSectors: 1000 }
    const resync = { ...policies.asr.resync, chunkBytes: 64 * KIB }
    const uplink = { ...policies.asr.uplink, batchBytes: 256 * KIB, batchIntervalUs: 100_000 }
    const overloaded = async (backlogBytes: number | null): Promise<Estate> => {
      const processing = { ...policies.asr.processing, backlogBytes }
      const estate = await asrAt({ memory, processing, resync, uplink, alertAfterUs: MINUTE })
      await load(estate, 400, 11, 131)
      return estate
    }
    expect((await overloaded(null)).replication.statistics().spills).toBe(0)
    const estate = await overloaded(20 * MEGABYTE)
    const { spills, pointsRefused, tags } = estate.replication.statistics()
    expect(spills).toBeGreaterThan(0)
    expect(pointsRefused['order-lost']! + tags.dropped).toBeGreaterThan(0)
    for (const { images, cutVector } of estate.replication.points)
      images.forEach((image, disk) => expect(estate.prefix(disk, cutVector[disk]!).equals(image)).toBe(true))
    expect(estate.replication.events.map(({ code }) => code)).toContain(153007)
    // Once the load is gone, all of it comes in.
    await estate.run(300 * SECOND)
    expect([estate.replication.phase, estate.replication.lagUs()]).toEqual(['protected', 0])
  })

  it('that has filled the cache store comes in by itself when there is room', async () => {
    const { uplink } = policies.fast
    const estate = await createEstate({
      client: false,
      policy: {
        crashPointIntervalUs: 10 * SECOND,
        appPointIntervalUs: 0,
        uplink: { ...uplink, batchBytes: 2 * KIB },
        processing: { fixedUs: 5_000, bytesPerSecond: null, backlogBytes: 4 * KIB },
      },
    })
    const { replication, machines, kernel } = estate
    kernel.spawn(machines[0]!.group!, 'writer', async () => {
      for (let record = 1; record <= 40; record++) await (machines[0]!.instance as Recorder).write(record)
    })
    await estate.run(20_000)
    expect(replication.lagUs()).toBeGreaterThan(5_000)
    await estate.run(200_000)
    expect(replication.lagUs()).toBe(0)
  })

  it('of a machine as a whole is told, too', async () => {
    const estate = await createEstate({
      client: false,
      policy: {
        ...policies.asr,
        initialBytesPerSecond: null,
        appPointIntervalUs: 0,
        crashPointIntervalUs: SECOND,
        churn: { mode: 'preview', tier: 'premium', averageIoBytes: null },
      },
    })
    const told = (): string[] => estate.replication.events.map(({ reason }) => reason)
    const disks = estate.replication.disks as unknown as { writtenBytes: number; writes: number }[]
    const write = (megabytes: number): void => disks.forEach((disk) => {
      disk.writes++
      disk.writtenBytes += megabytes * MEGABYTE
    })
    write(240)
    await estate.run(1.5 * SECOND)
    expect(told()).toEqual([])
    write(251)
    await estate.run(2.5 * SECOND)
    expect(told()).toEqual(['machine0/journal', 'machine0/table', 'machine0'])
  })
})
