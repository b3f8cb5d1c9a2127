/** What is listed: points that cannot be used, lack a disk, or bear another machine's time. */
import { describe, expect, it } from 'vitest'
import { policies, UNUSABLE_POINTS } from '../../../core/replication/index.ts'
import { MachineClock } from '../../../core/replication/machine-clock.ts'
import { createEstate, newestRecord } from './estate.ts'
import type { Estate, EstateOptions } from './estate.ts'

const MILLISECOND = 1_000

async function after(untilUs: number, options: EstateOptions = {}): Promise<Estate> {
  const estate = await createEstate(options)
  await estate.run(untilUs)
  return estate
}

const usable = ({ replication }: Estate): (string | true)[] => replication.points.map((point) => point.usable)

describe('a disk of another kind (F15)', () => {
  const retention = { thinning: [{ untilAgeUs: 30 * MILLISECOND, everyUs: 0 }], maximumPoints: null }

  it('leaves its earlier points listed and useless until retention removes them', async () => {
    const estate = await after(21 * MILLISECOND, { machines: 2, policy: { retention } })
    const { replication } = estate
    expect(new Set(usable(estate))).toEqual(new Set([true]))
    const before = replication.points.length
    replication.changeDiskSku('machine0', 'machine0/table')
    expect(replication.points).toHaveLength(before)
    expect(new Set(usable(estate))).toEqual(new Set(['sku-changed']))
    expect(UNUSABLE_POINTS['sku-changed'].error).toBe('BookmarkNotFound')
    expect(replication.rpoUs()).toBe(Infinity)
    await estate.run(31 * MILLISECOND)
    expect(new Set(usable(estate))).toEqual(new Set([true, 'sku-changed']))
    expect(replication.rpoUs()).toBeLessThan(10 * MILLISECOND)
    await estate.run(60 * MILLISECOND)
    expect(new Set(usable(estate))).toEqual(new Set([true]))
  })

  it('makes useless what is on its way, too', async () => {
    const processing = { fixedUs: 6 * MILLISECOND, bytesPerSecond: null }
    const estate = await after(13 * MILLISECOND, { policy: { processing, appPointIntervalUs: 0 } })
    estate.replication.changeDiskSku('machine0', 'machine0/journal')
    await estate.run(30 * MILLISECOND)
    const cuts = estate.replication.points.map(({ usable: is, lastTag }) => [is, lastTag.atUs < estate.replication.enabledAtUs + 13_000])
    expect(cuts.every(([is, early]) => (is === true) !== early)).toBe(true)
    expect(cuts.filter(([is]) => is === 'sku-changed').length).toBe(3)
  })

  it('leaves points alone that are not of it', async () => {
    const enable = { excludedDisks: ['machine0/table'] }
    const estate = await after(21 * MILLISECOND, { enable, policy: { appPointIntervalUs: 0 } })
    estate.replication.addDisk('machine0', 'machine0/table')
    await estate.run(40 * MILLISECOND)
    estate.replication.changeDiskSku('machine0', 'machine0/table')
    const { points } = estate.replication
    expect(points.map(({ disks, usable: is }) => `${disks.length}: ${is}`).filter((text, index, all) => text !== all[index - 1]))
      .toEqual(['1: true', '2: sku-changed'])
  })

  it('has to be one that is replicated', async () => {
    const { replication } = await after(1)
    expect(() => replication.changeDiskSku('machine0', 'x')).toThrow(/Replication.changeDiskSku: x is not replicated/)
  })
})

describe('a disk that is resized', () => {
  it.each([[true, 0], [false, 5]])('under a running machine (%s) takes all points with it, else leaves them', async (live, left) => {
    const estate = await after(21 * MILLISECOND, { policy: { appPointIntervalUs: 0 } })
    estate.replication.resizeDisk('machine0', 'machine0/table', live)
    expect(estate.replication.phase).toBe('resync')
    expect(estate.replication.points.length).toBeGreaterThanOrEqual(left === 0 ? 0 : left - 1)
    expect(estate.replication.points.length).toBeLessThanOrEqual(left)
    await estate.run(50 * MILLISECOND)
    expect(estate.replication.phase).toBe('protected')
  })
})

describe('a disk that is left out', () => {
  const enable = { excludedDisks: ['machine0/table'] }
  const crashOnly = { appPointIntervalUs: 0 }

  it('is in no point until it is protected, and its absence is told', async () => {
    const estate = await after(21 * MILLISECOND, { enable, policy: crashOnly })
    const { replication } = estate
    const early = replication.points.at(-1)!
    expect(early.disks).toEqual(['machine0/journal'])
    expect(early.images).toHaveLength(1)
    expect(replication.missingDisks(early)).toEqual([])
    expect(replication.addDisk('machine0', 'machine0/table')).toEqual({ ok: true })
    // One of two disks, as the portal says.
    expect(replication.missingDisks(early)).toEqual(['machine0/table'])
    await estate.run(40 * MILLISECOND)
    const late = replication.points.at(-1)!
    expect(replication.missingDisks(late)).toEqual([])
    late.images.forEach((image, index) => {
      const { worldIndex } = replication.disks[index]!
      expect(estate.prefix(worldIndex, late.cutVector[worldIndex]!).equals(image)).toBe(true)
    })
    const latest = replication.latest()
    expect(latest.ok && latest.images.length).toBe(2)
  })

  it('joins the points only once its own first copy is complete', async () => {
    const policy = { ...crashOnly, initialBytesPerSecond: 6_553_600 }
    const estate = await after(31 * MILLISECOND, { enable, policy })
    const { replication } = estate
    expect(replication.points.length).toBeGreaterThan(2)
    const { length } = replication.points
    replication.addDisk('machine0', 'machine0/table')
    await estate.run(40 * MILLISECOND)
    expect(replication.points.length).toBeGreaterThan(length)
    expect(replication.points.at(-1)!.disks).toEqual(['machine0/journal'])
    expect(replication.phase).toBe('protected')
    await estate.run(60 * MILLISECOND)
    expect(replication.points.at(-1)!.disks).toEqual(['machine0/journal', 'machine0/table'])
  })

  it('fails app-consistent points: their set lacks a volume (F8)', async () => {
    const only = { crashPointIntervalUs: 1_000 * MILLISECOND, appPointIntervalUs: 10 * MILLISECOND }
    const estate = await after(35 * MILLISECOND, { enable, policy: only })
    expect(estate.replication.points).toEqual([])
    const told = estate.replication.events.map(({ code, reason, failureCode }) => [code, reason, failureCode])
    expect(new Set(told.map(String))).toEqual(new Set([String([153006, 'volume-not-in-set', 0x800423f0])]))
    estate.replication.addDisk('machine0', 'machine0/table')
    await estate.run(60 * MILLISECOND)
    expect(estate.replication.points.map(({ kind }) => kind)).toContain('app-consistent')
  })

  it('is missed by no writer where there is none', async () => {
    const only = { crashPointIntervalUs: 1_000 * MILLISECOND, appPointIntervalUs: 10 * MILLISECOND }
    const { replication } = await after(35 * MILLISECOND, { enable, policy: only, quiesce: () => null })
    expect(new Set(replication.points.map(({ kind }) => kind))).toEqual(new Set(['file-system-consistent']))
    expect(replication.points.every(({ evidence }) => evidence.every(({ orderPreserved }) => orderPreserved))).toBe(true)
  })

  it('cannot be added twice, nor one that is not there, nor to a machine that is down', async () => {
    const { replication, machines } = await after(10 * MILLISECOND, { enable })
    expect(replication.addDisk('machine0', 'machine0/journal')).toEqual({ ok: false, reason: 'protected' })
    expect(() => replication.addDisk('machine0', 'x')).toThrow(/Replication.addDisk: machine0 has no disk x/)
    machines[0]!.lose()
    expect(replication.addDisk('machine0', 'machine0/table')).toEqual({ ok: false, reason: 'machine-down' })
  })
})

describe('a clock that is set back', () => {
  it('is held by the driver until it has come by again', () => {
    const clock = new MachineClock(true)
    expect(clock.stamp(100)).toBe(100)
    clock.jump(50, 100)
    expect(clock.stamp(100)).toBe(150)
    clock.jump(-80, 120)
    expect([120, 150, 200, 201].map((nowUs) => clock.stamp(nowUs))).toEqual([170, 170, 170, 171])
    expect(clock.jumps).toEqual({ forward: 1, backward: 1 })
    expect(clock.offsetUs).toBe(-30)
  })

  it('leaves points in the order of their cuts, where the driver holds it (F18)', async () => {
    const stampsAfterJump = async (clockNotHeld: boolean): Promise<number[]> => {
      const estate = await after(21 * MILLISECOND, { policy: { appPointIntervalUs: 0, defects: { clockNotHeld } } })
      estate.replication.jumpClock('machine0', -12 * MILLISECOND)
      await estate.run(60 * MILLISECOND)
      expect(estate.replication.statistics().clockJumps).toEqual({ forward: 0, backward: 1 })
      const cuts = estate.replication.points.map(({ cutAtUs }) => cutAtUs)
      expect(cuts).toEqual(cuts.slice().sort((a, b) => a - b))
      return estate.replication.points.map(({ stamps }) => stamps['machine0']!)
    }
    const held = await stampsAfterJump(false)
    expect(held).toEqual(held.slice().sort((a, b) => a - b))
    expect(new Set(held).size).toBeLessThan(held.length)
    const followed = await stampsAfterJump(true)
    expect(followed).not.toEqual(followed.slice().sort((a, b) => a - b))
  })

  it('of one machine makes "the same time" of two disagree (F18), where their clocks agree it does not', async () => {
    const disagreementUs = async (skewUs: number): Promise<number> => {
      const estate = await createEstate({ machines: 2, policy: { appPointIntervalUs: 0 } })
      estate.replication.jumpClock('machine1', skewUs)
      await estate.run(60 * MILLISECOND)
      const { points } = estate.replication
      const middle = points[Math.floor(points.length / 2)]!
      const wanted = middle.stamps['machine0']!
      const nearest = [...points].sort((a, b) =>
        Math.abs(a.stamps['machine1']! - wanted) - Math.abs(b.stamps['machine1']! - wanted))[0]!
      return Math.abs(nearest.cutAtUs - middle.cutAtUs)
    }
    expect(await disagreementUs(0)).toBe(0)
    expect(await disagreementUs(12 * MILLISECOND)).toBeGreaterThan(7 * MILLISECOND)
  })
})

describe('a group', () => {
  it('has at most 16 machines', async () => {
    await expect(createEstate({ machines: 17, client: false })).rejects.toThrow(/a group has at most 16 machines, got 17/)
    await expect(createEstate({ machines: 17, client: false, policy: { groups: false } })).resolves.toBeDefined()
    await expect(createEstate({ machines: 16, client: false })).resolves.toBeDefined()
  })

  it('fails over as a whole, and single machines by themselves', async () => {
    const { replication } = await after(1, { machines: 2 })
    expect(replication.failoverScope(['machine0'])).toEqual({ ok: false, reason: 'group-member', group: ['machine0', 'machine1'] })
    expect(replication.failoverScope(['machine1', 'machine0']).ok).toBe(true)
    const apart = await after(1, { machines: 2, policy: { groups: false } })
    expect(apart.replication.failoverScope(['machine0'])).toEqual({ ok: true, machines: ['machine0'] })
    expect(() => apart.replication.failoverScope(['m'])).toThrow(/Replication.failoverScope: m is not replicated/)
  })

  it('takes in no machine that is protected already, and none beyond its size', async () => {
    const estate = await after(10 * MILLISECOND, { machines: 2, policy: { maximumGroupMachines: 2 } })
    const other = await after(1, { client: false })
    expect(estate.replication.addMachine(estate.machines[1]!)).toEqual({ ok: false, reason: 'protected' })
    expect(estate.replication.addMachine(other.machines[0]!)).toEqual({ ok: false, reason: 'protected' })
    const free = await createFree()
    expect(estate.replication.addMachine(free)).toEqual({ ok: false, reason: 'group-full' })
  })

  it('takes in a machine that is not, and its points are of both from then on', async () => {
    const estate = await createEstate({ machines: 2, policy: { appPointIntervalUs: 0 }, replicated: 1, thinkUs: 50 })
    const { replication, machines } = estate
    await estate.run(21 * MILLISECOND)
    expect(replication.points.at(-1)!.disks).toHaveLength(2)
    expect(replication.addMachine(machines[1]!)).toEqual({ ok: true })
    await estate.run(60 * MILLISECOND)
    const late = replication.points.at(-1)!
    expect(late.disks).toHaveLength(4)
    const records = late.images.map(newestRecord)
    // One cut over both: no write without the one that it depends on.
    expect(records).toEqual(records.slice().sort((a, b) => b - a))
    expect(replication.missingDisks(replication.points[0]!)).toEqual(['machine1/journal', 'machine1/table'])
  })

  it('without one has machines at different times (F22), each of them whole in itself', async () => {
    const judge = async (groups: boolean) => {
      const policy = { groups, apart: 'machine', appPointIntervalUs: 0, ungroupedSkewUs: 3 * MILLISECOND } as const
      const { replication } = await after(150 * MILLISECOND, { machines: 2, thinkUs: 50, policy })
      const records = replication.points.map(({ images }) => images.map(newestRecord))
      expect(records.every(([j0, t0, j1, t1]) => j0! >= t0! && j1! >= t1!)).toBe(true)
      expect(new Set(replication.points.map(({ evidence }) => evidence.length))).toEqual(new Set([groups ? 1 : 2]))
      expect(replication.points.every(({ evidence }) => evidence.every(({ orderPreserved }) => orderPreserved))).toBe(true)
      return records.filter(([, t0, j1]) => j1! > t0!).length
    }
    expect(await judge(true)).toBe(0)
    expect(await judge(false)).toBeGreaterThan(0)
  })

  it('of one machine each, enabled one after the other, are out of step', async () => {
    const { replication } = await after(40 * MILLISECOND, { enable: { phaseUs: 2 * MILLISECOND }, policy: { appPointIntervalUs: 0 } })
    const { crashPointIntervalUs } = policies.fast
    for (const { cutAtUs } of replication.points) {
      const into = (cutAtUs - replication.enabledAtUs) % crashPointIntervalUs
      expect(into).toBeGreaterThanOrEqual(2 * MILLISECOND)
      expect(into).toBeLessThan(2 * MILLISECOND + 1_000)
    }
  })
})

/** A machine that nobody replicates. */
async function createFree() {
  const { machines } = await createEstate({ machines: 2, client: false, replicated: 1 })
  return machines[1]!
}
