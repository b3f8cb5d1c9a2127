import { describe, expect, it } from 'vitest'
import type { BlockImage } from '../../../core/block/block-image.ts'
import { DEVICE_PROFILES } from '../../../core/block/device-profile.ts'
import { WriterFault } from '../../../core/machine/index.ts'
import { checkLabel } from '../../../core/oracle/honest-label.ts'
import { policies } from '../../../core/replication/policies.ts'
import type { ReplicationPolicy } from '../../../core/replication/policy.ts'
import { enableReplication } from '../../../core/replication/replication.ts'
import { createEstate, gated, newestRecord } from './estate.ts'
import type { Estate, EstateOptions } from './estate.ts'

const MILLISECOND = 1_000

/** App-consistent points only, but for one crash-consistent point a second. */
const onlyApp: Partial<ReplicationPolicy> = {
  crashPointIntervalUs: 1_000 * MILLISECOND,
  appPointIntervalUs: 10 * MILLISECOND,
}

const verdictsOf = ({ replication }: Estate): string[] =>
  replication.points.flatMap(({ kind, evidence }) => evidence.map((part) => `${kind}: ${checkLabel(part).status}`))

async function after(untilUs: number, options: EstateOptions): Promise<Estate> {
  const estate = await createEstate({ thinkUs: 50, ...options })
  await estate.run(untilUs)
  return estate
}

describe('an app-consistent point', () => {
  it('is cut where all applications had come to rest', async () => {
    const estate = await after(100 * MILLISECOND, { machines: 2, policy: onlyApp })
    const { points } = estate.replication
    expect(points.length).toBeGreaterThanOrEqual(8)
    expect(new Set(verdictsOf(estate))).toEqual(new Set(['app-consistent: ok']))
    for (const { images, evidence, cutVector } of points) {
      evidence[0]!.frozen.forEach(({ frozenAt }, machine) => {
        const own = [2 * machine, 2 * machine + 1]
        expect(own.map((disk) => cutVector[disk])).toEqual(own.map((disk) => frozenAt!.vector[disk]))
      })
      // Each machine is whole in itself: what the journal has, the table has.
      const [journal0, table0, journal1, table1] = images.map(newestRecord)
      expect([journal0, journal1]).toEqual([table0, table1])
    }
  })

  it('stands beside the crash-consistent ones, whose schedule it does not disturb', async () => {
    const estate = await after(100 * MILLISECOND, { machines: 2 })
    const { pointsMade, pointsRefused, pointsRevoked } = estate.replication.statistics()
    expect(pointsMade['crash-consistent']).toBeGreaterThanOrEqual(24)
    expect(pointsMade['app-consistent']).toBeGreaterThanOrEqual(5)
    expect({ ...pointsRefused, ...pointsRevoked }).toEqual({})
    expect(verdictsOf(estate).every((verdict) => verdict.endsWith(': ok'))).toBe(true)
  })

  it('takes its place in time when it comes late', async () => {
    const slow: typeof gated = { ...gated, thaw: (recorder) => recorder.rest(9_000).then(() => recorder.thaw()) }
    const estate = await after(100 * MILLISECOND, { quiesce: () => slow })
    const { points } = estate.replication
    const late = points.findIndex(({ kind }) => kind === 'app-consistent')
    expect(points[late]!.availableAtUs).toBeGreaterThan(points[late + 1]!.availableAtUs)
    const cuts = points.map(({ firstTag }) => firstTag.seq)
    expect(cuts).toEqual(cuts.slice().sort((a, b) => a - b))
  })

  it('is missing after a veto, never relabelled, and the alert says so', async () => {
    const veto = { ...gated, freeze: () => Promise.reject(new Error('no')) }
    const estate = await after(50 * MILLISECOND, { quiesce: () => veto })
    const { pointsMade, pointsRevoked } = estate.replication.statistics()
    expect(Object.keys(pointsMade)).toEqual(['crash-consistent'])
    expect(pointsMade['crash-consistent']).toBeGreaterThanOrEqual(11)
    expect(pointsRevoked).toEqual({ 'writer-veto': 3 })
    expect(estate.replication.events.map(({ code, reason }) => [code, reason])).toEqual([
      [153006, 'writer-veto'], [153006, 'writer-veto'], [153006, 'writer-veto'],
    ])
  })

  it('is tried again as often as the policy says when the failure allows it', async () => {
    let tries = 0
    const fault = { ...gated, freeze: () => { tries++; throw new WriterFault('retryable', 'busy') } }
    const estate = await createEstate({ quiesce: () => fault, policy: { appPointIntervalUs: 200 * MILLISECOND } })
    await estate.run(199 * MILLISECOND)
    expect(tries).toBe(0)
    await estate.run(300 * MILLISECOND)
    expect(tries).toBe(4)
    expect(estate.replication.events.filter(({ code }) => code === 153006)).toHaveLength(1)
  })

  it('comes with a retry that succeeds', async () => {
    let tries = 0
    const flaky: typeof gated = {
      ...gated,
      freeze: (recorder) => {
        if (++tries % 2 === 1) throw new WriterFault('retryable', 'busy')
        return recorder.freeze()
      },
    }
    const estate = await after(60 * MILLISECOND, { quiesce: () => flaky, policy: onlyApp })
    expect(estate.replication.points.length).toBeGreaterThanOrEqual(2)
    expect(estate.replication.events.filter(({ code }) => code === 153006)).toEqual([])
  })

  it('without a writer is file-system-consistent, and with too few writers too', async () => {
    for (const quiesce of [() => null, (machine: number) => (machine === 0 ? gated : null)]) {
      const estate = await after(50 * MILLISECOND, { machines: 2, quiesce, policy: onlyApp })
      expect(new Set(verdictsOf(estate))).toEqual(new Set(['file-system-consistent: ok']))
    }
  })

  it('is revoked when its barrier takes too long', async () => {
    const policy = { ...onlyApp, tagLatency: { minimumUs: 11_000, meanUs: 0 } }
    const estate = await after(60 * MILLISECOND, { policy })
    expect(estate.replication.points).toEqual([])
    expect(estate.replication.statistics().pointsRevoked['hold-writes-timeout']).toBeGreaterThan(0)
  })

  it('without a group is one of each machine, at a time of its own', async () => {
    const estate = await after(100 * MILLISECOND, { machines: 2, policy: { ...onlyApp, groups: false } })
    expect(estate.replication.points.length).toBeGreaterThanOrEqual(5)
    for (const { evidence, grouped } of estate.replication.points) {
      expect(grouped).toBe(false)
      expect(evidence.map(({ writersExpected }) => writersExpected)).toContainEqual(['machine0/recorder'])
      expect(evidence).toHaveLength(2)
    }
    expect(new Set(verdictsOf(estate))).toEqual(new Set(['app-consistent: ok']))
  })
})

describe('a crash-consistent point', () => {
  it('is given up when the barrier takes too long, and nothing stays held', async () => {
    const policy = { barrierTimeoutUs: 300, tagLatency: { minimumUs: 400, meanUs: 0 }, appPointIntervalUs: 0 }
    const estate = await after(41 * MILLISECOND, { policy })
    const { pointsRevoked, tags } = estate.replication.statistics()
    expect(estate.replication.points).toEqual([])
    expect(pointsRevoked).toEqual({ 'barrier-timeout': 10 })
    expect(tags.failed).toBe(10)
    expect(estate.machines[0]!.disks.some(({ holding }) => holding)).toBe(false)
  })

  it('is partial when some tags were placed, and given up when a machine of the group crashes', async () => {
    const policy = { barrierTimeoutUs: 3_000, tagLatency: { minimumUs: 0, meanUs: 1_000 }, appPointIntervalUs: 0 }
    const estate = await createEstate({ machines: 2, policy })
    await estate.run(4_500)
    estate.machines[1]!.lose()
    await estate.run(20_000)
    const { pointsRevoked, tags } = estate.replication.statistics()
    expect(pointsRevoked).toEqual({ 'machine-crashed': 1 })
    expect(tags.partial).toBe(1)
    expect(estate.machines[0]!.disks.some(({ holding }) => holding)).toBe(false)
  })

  it('without a group makes one honest part of each disk', async () => {
    const estate = await after(40 * MILLISECOND, { policy: { groups: false, appPointIntervalUs: 0 } })
    for (const { evidence, firstTag, lastTag } of estate.replication.points) {
      expect(evidence.map((part) => checkLabel(part).status)).toEqual(['ok', 'ok'])
      expect(lastTag.atUs).toBeGreaterThan(firstTag.atUs)
    }
  })
})

describe('a planted defect of replication', () => {
  const veto = { ...gated, freeze: () => Promise.reject(new Error('no')) }
  it.each<[keyof NonNullable<ReplicationPolicy['defects']>, EstateOptions, Partial<ReplicationPolicy>]>([
    ['ungroupedSnapshot', {}, { appPointIntervalUs: 0 }],
    ['tagBeforeBarrier', {}, { appPointIntervalUs: 0 }],
    ['tagSomeDisksOnly', {}, { appPointIntervalUs: 0 }],
    ['ignoreVeto', { quiesce: () => veto }, onlyApp],
    ['snapshotWithoutFreeze', {}, onlyApp],
    ['earlyThawUnnoticed', {}, onlyApp],
  ])('%s makes points whose label is a lie, and its absence makes none', async (defect, options, policy) => {
    const bad = await after(100 * MILLISECOND, { ...options, policy: { ...policy, defects: { [defect]: true } } })
    expect(verdictsOf(bad).some((verdict) => verdict.endsWith('violated'))).toBe(true)
    const good = await after(100 * MILLISECOND, { ...options, policy })
    expect(verdictsOf(good).some((verdict) => verdict.endsWith('violated'))).toBe(false)
  })

  it('an early thaw shows in the data: a table without its journal, or the reverse', async () => {
    let torn = 0
    for (let seed = 0; seed < 4; seed++) {
      const policy = { ...onlyApp, defects: { earlyThawUnnoticed: true } }
      const estate = await after(200 * MILLISECOND, { seed: String(seed), policy, profile: DEVICE_PROFILES.ssd })
      const isTorn = ([journal, table]: readonly BlockImage[]): boolean =>
        newestRecord(journal!) !== newestRecord(table!)
      torn += estate.replication.points.filter(({ images }) => isTorn(images)).length
    }
    expect(torn).toBeGreaterThan(0)
  })
})

describe('replication', () => {
  it('is a function of the seed', async () => {
    const hashes = []
    for (const seed of ['a', 'a', 'b']) {
      const estate = await after(60 * MILLISECOND, { seed, machines: 2 })
      const points = estate.replication.points.map(({ images }) => images.map((image) => image.hashKey()))
      hashes.push(JSON.stringify([estate.kernel.trace.hash(), points]))
    }
    expect(hashes[1]).toBe(hashes[0])
    expect(hashes[2]).not.toBe(hashes[0])
  })

  it('arms no event while nothing happens but the schedules', async () => {
    const estate = await createEstate({ client: false, policy: { ...policies.asr, appPointIntervalUs: 0 } })
    await estate.run(1_000 * MILLISECOND)
    const { executed } = estate.kernel
    await estate.run(299_000 * MILLISECOND)
    expect(estate.kernel.executed).toBe(executed)
  })

  it('refuses to capture a disk twice', async () => {
    const estate = await createEstate({})
    const { kernel, log, machines, snapshots } = estate
    const enable = (chosen: typeof machines) => () =>
      enableReplication({ kernel, log, machines: chosen, snapshots, policy: policies.fast })
    expect(enable(machines)).toThrow(/machine0\/journal is captured already/)
    expect(enable([])).toThrow(RangeError)
  })
})
