import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseRecoveryPoint } from '../../../core/failover/index.ts'
import type { ChosenPoint } from '../../../core/failover/index.ts'
import { policies } from '../../../core/replication/policies.ts'
import { createEstate, newestRecord } from '../replication/estate.ts'
import type { Estate, Recorder } from '../replication/estate.ts'

const MILLISECOND = 1_000

async function running(untilUs: number, options: Parameters<typeof createEstate>[0] = {}): Promise<Estate> {
  const estate = await createEstate({ thinkUs: 100, ...options })
  await estate.run(untilUs)
  return estate
}

function expectPrefix({ prefix }: Estate, chosen: ChosenPoint): void {
  if (!chosen.ok) throw new Error(chosen.reason)
  chosen.images.forEach((image, disk) => {
    expect(prefix(disk, chosen.cut.vector[disk]!).equals(image)).toBe(true)
  })
}

describe('chooseRecoveryPoint', () => {
  it('takes all that was uploaded when a machine is lost, and the newest point when the region is', async () => {
    let uploadedMore = 0
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 4 }), fc.integer({ min: 10_000, max: 40_000 }), async (seed, atUs) => {
        const [machineLoss, regionLoss] = [await running(atUs, { seed }), await running(atUs, { seed })]
        machineLoss.machines[0]!.lose()
        machineLoss.replication.loseSource('machine')
        regionLoss.machines[0]!.lose()
        regionLoss.replication.loseSource('region')
        const latest = chooseRecoveryPoint(machineLoss.replication, 'latest')
        const processed = chooseRecoveryPoint(regionLoss.replication, 'latest')
        expectPrefix(machineLoss, latest)
        expectPrefix(regionLoss, processed)
        if (!latest.ok || !processed.ok) return
        expect(latest).toMatchObject({ reason: 'as-chosen', point: null, cut: { kind: 'latest', oneCut: true } })
        expect(processed).toMatchObject({ reason: 'cache-store-lost', processingUs: 0 })
        expect(processed.point).toBe(regionLoss.replication.points.at(-1))
        expect(latest.cut.atUs).toBeGreaterThanOrEqual(processed.cut.atUs)
        if (newestRecord(latest.images[0]!) > newestRecord(processed.images[0]!)) uploadedMore++
      }),
      { numRuns: 15 },
    )
    expect(uploadedMore).toBeGreaterThan(5)
  })

  it('keeps the order of two volumes in the latest state', async () => {
    for (let atUs = 10_000; atUs < 20_000; atUs += 700) {
      const { replication, machines } = await running(atUs)
      machines[0]!.lose()
      const latest = chooseRecoveryPoint(replication, 'latest')
      if (!latest.ok) throw new Error(latest.reason)
      expect(newestRecord(latest.images[1]!)).toBeLessThanOrEqual(newestRecord(latest.images[0]!))
    }
  })

  it('gives the latest state that processing then reaches, in the time it says, and never more', async () => {
    let deletedTags = 0
    for (let atUs = 20_000; atUs < 24_000; atUs += 331) {
      const { replication, kernel, machines } = await running(atUs)
      machines[0]!.lose()
      replication.loseSource('machine')
      const latest = chooseRecoveryPoint(replication, 'latest')
      if (!latest.ok) throw new Error(latest.reason)
      const cutAtUs = latest.cut.atUs
      expect(kernel.now - cutAtUs).toBeLessThan(5 * MILLISECOND)
      const reached = (): void => replication.disks.forEach(({ replica, position, worldIndex }, disk) => {
        expect(replica.equals(latest.images[disk]!)).toBe(true)
        expect(position).toBe(latest.cut.vector[worldIndex])
      })
      await kernel.run({ timeLimitUs: kernel.now + latest.processingUs })
      reached()
      await kernel.run({ timeLimitUs: kernel.now + 10 * MILLISECOND })
      reached()
      expect(chooseRecoveryPoint(replication, 'latest')).toMatchObject({ cut: { atUs: cutAtUs }, processingUs: 0 })
      deletedTags += replication.statistics().tags.deleted
    }
    expect(deletedTags).toBeGreaterThan(0)
  })

  it('gains nothing after the loss of the region', async () => {
    for (let atUs = 20_000; atUs < 24_000; atUs += 331) {
      const { replication, kernel, machines } = await running(atUs)
      machines[0]!.lose()
      replication.loseSource('region')
      const before = replication.disks.map(({ position }) => position)
      const points = replication.points.length
      await kernel.run({ timeLimitUs: kernel.now + 10 * MILLISECOND })
      expect(replication.disks.map(({ position }) => position)).toEqual(before)
      expect(replication.points).toHaveLength(points)
    }
  })

  it('loses nothing that had rested when the source is lost', async () => {
    const estate = await createEstate({ client: false })
    const { kernel, machines, replication } = estate
    const recorder = machines[0]!.instance as Recorder
    kernel.spawn(machines[0]!.group!, 'writer', () => recorder.write(9))
    await estate.run(30_000)
    machines[0]!.lose()
    const latest = chooseRecoveryPoint(replication, 'latest')
    expect(latest).toMatchObject({ cut: { atUs: kernel.now } })
    if (latest.ok) expect(latest.images.map(newestRecord)).toEqual([9, 9])
  })

  it('finds the newest app-consistent point, and any by its id', async () => {
    const estate = await running(40_000)
    const { replication } = estate
    const app = chooseRecoveryPoint(replication, 'latest-app-consistent')
    expect(app).toMatchObject({ ok: true, cut: { kind: 'app-consistent' }, point: { id: 'app-consistent#2' } })
    const third = chooseRecoveryPoint(replication, { custom: 'crash-consistent#3' })
    expect(third).toMatchObject({ ok: true, cut: { kind: 'crash-consistent' }, point: { id: 'crash-consistent#3' } })
    expectPrefix(estate, third)
    const newest = chooseRecoveryPoint(replication, 'latest-processed')
    expect(newest).toMatchObject({ ok: true, point: { id: replication.points.at(-1)!.id } })
  })

  it('gives forks: writing to them changes no point', async () => {
    const { replication } = await running(20_000)
    const chosen = chooseRecoveryPoint(replication, 'latest-processed')
    if (!chosen.ok || !chosen.point) throw new Error('no point')
    const before = chosen.point.images[0]!.hashKey()
    chosen.images[0]!.write(0, new Uint8Array(512).fill(7))
    expect(chosen.point.images[0]!.hashKey()).toBe(before)
    for (const image of chosen.images) image.release()
    expect(chosen.point.images[0]!.hashKey()).toBe(before)
  })

  it('says why there is nothing', async () => {
    const { replication } = await running(2_000)
    expect(chooseRecoveryPoint(replication, 'latest-processed')).toEqual({ ok: false, reason: 'no-point' })
    expect(chooseRecoveryPoint(replication, 'latest-app-consistent')).toEqual({ ok: false, reason: 'no-point' })
    const unknown = chooseRecoveryPoint(replication, { custom: 'crash-consistent#7' })
    expect(unknown).toEqual({ ok: false, reason: 'unknown-point' })
    replication.loseSource('region')
    expect(chooseRecoveryPoint(replication, 'latest')).toEqual({ ok: false, reason: 'no-point' })
  })

  it('refuses the latest state while the order is lost, but not the points of before', async () => {
    const { fast } = policies
    const partition = { kind: 'partition', fromUs: 15_000, toUs: null } as const
    const policy = {
      memory: { highWaterBytes: 8192, lowWaterBytes: 4096, maximumMetadataSectors: 0 },
      resync: { ...fast.resync, chunkBytes: 4096 },
      uplink: { ...fast.uplink, batchBytes: 4096, faults: [partition] },
    }
    const estate = await running(40_000, { policy })
    expect(chooseRecoveryPoint(estate.replication, 'latest')).toEqual({ ok: false, reason: 'order-lost' })
    const processed = chooseRecoveryPoint(estate.replication, 'latest-processed')
    expectPrefix(estate, processed)
    if (processed.ok) expect(processed.cut.atUs).toBeLessThan(15_000)
  })

  it('of several machines, says that the latest state is not one cut', async () => {
    const { replication } = await running(20_000, { machines: 2 })
    expect(chooseRecoveryPoint(replication, 'latest')).toMatchObject({ ok: true, cut: { oneCut: false } })
    expect(chooseRecoveryPoint(replication, 'latest-processed')).toMatchObject({ ok: true, cut: { oneCut: true } })
  })

  it('finds nothing once the points are discarded', async () => {
    const { replication } = await running(20_000)
    replication.discardPoints()
    expect(chooseRecoveryPoint(replication, 'latest-processed')).toEqual({ ok: false, reason: 'no-point' })
  })
})
