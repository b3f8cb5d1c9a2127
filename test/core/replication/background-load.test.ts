import { describe, expect, it } from 'vitest'
import { BackgroundLoad } from '../../../core/replication/background-load.ts'
import { checkDeclaredChurn, churnRateAt, churnUntil, nextTurnUs } from '../../../core/replication/declared-churn.ts'
import type { DeclaredChurn } from '../../../core/replication/declared-churn.ts'
import { policies } from '../../../core/replication/index.ts'
import type { ReplicationPolicy } from '../../../core/replication/index.ts'
import type { TrackedDisk } from '../../../core/replication/tracked-disk.ts'
import { createEstate } from './estate.ts'

const SECOND = 1_000_000
const HOUR = 3_600 * SECOND
const DAY = 24 * HOUR
const MEGABYTE = 1_000_000
const SECONDS_PER_DAY = 86_400

const evenly = (megabytesPerSecond: number): DeclaredChurn =>
  ({ bytesPerDay: megabytesPerSecond * MEGABYTE * SECONDS_PER_DAY, averageIoBytes: 8_192, busyHour: null })
const busy: DeclaredChurn = { bytesPerDay: 24_000, averageIoBytes: 8_192, busyHour: { startsAtHour: 9, percentOfDay: 50 } }

describe('declared churn', () => {
  it('adds up to what is written in a day, of which the busy hour has its share', () => {
    for (const churn of [evenly(1), busy]) expect(churnUntil(churn, 3 * DAY) / churn.bytesPerDay).toBeCloseTo(3, 9)
    expect(churnUntil(busy, 10 * HOUR) - churnUntil(busy, 9 * HOUR)).toBeCloseTo(12_000, 6)
    expect(churnUntil(busy, DAY + 9 * HOUR)).toBeCloseTo(24_000 + (12_000 * 9) / 23, 6)
  })

  it('is the sum of its rates from turn to turn', () => {
    let [bytes, atUs] = [0, 0]
    while (atUs < 2 * DAY) {
      const untilUs = Math.min(2 * DAY, nextTurnUs(busy, atUs))
      bytes += (churnRateAt(busy, atUs) * (untilUs - atUs)) / SECOND
      atUs = untilUs
    }
    expect(bytes).toBeCloseTo(churnUntil(busy, 2 * DAY), 6)
  })

  it.each<[Partial<DeclaredChurn>, string]>([
    [{ bytesPerDay: -1 }, 'DeclaredChurn.bytesPerDay'],
    [{ averageIoBytes: 0 }, 'DeclaredChurn.averageIoBytes'],
    [{ busyHour: { startsAtHour: 24, percentOfDay: 1 } }, 'DeclaredChurn.busyHour.startsAtHour'],
    [{ busyHour: { startsAtHour: 1, percentOfDay: 101 } }, 'DeclaredChurn.busyHour.percentOfDay'],
  ])('%j is refused', (wrong, message) => {
    expect(() => checkDeclaredChurn({ ...evenly(1), ...wrong })).toThrow(message)
    expect(() => checkDeclaredChurn(evenly(1))).not.toThrow()
  })
})

/** A machine with one disk of 128 GiB, which takes 2 MB/s. */
function loadOf(churn: DeclaredChurn, policy: ReplicationPolicy = policies.asr): BackgroundLoad {
  const disks = [{ provisionedBytes: 128 * 1024 ** 3 } as TrackedDisk]
  const load = new BackgroundLoad({ policy, churn, disks, nowUs: 0 })
  load.open(0)
  return load
}

describe('a background load', () => {
  it('below what replicas take is in nobody’s way', () => {
    const load = loadOf(evenly(1.9))
    expect(load.uploadWaitUs(load.mark(HOUR), HOUR)).toBe(0)
    expect(load.appliedAtUs(load.mark(HOUR), HOUR)).toBe(HOUR)
    expect(load.coveredUntilUs(HOUR)).toBe(HOUR)
  })

  it('above it fills the cache store, and what comes later waits for it', () => {
    const load = loadOf(evenly(3))
    // A megabyte more than can be applied comes in each second, and waits for half a second.
    expect(load.appliedAtUs(load.mark(1000 * SECOND), 1000 * SECOND) / SECOND).toBeCloseTo(1500, 3)
    expect(load.uploadWaitUs(load.mark(1000 * SECOND), 1000 * SECOND)).toBe(0)
  })

  it('stays at the source once the store is full, and the driver runs out of memory', () => {
    const load = loadOf(evenly(3))
    const disk = { provisionedBytes: 128 * 1024 ** 3 } as TrackedDisk
    const fullAtUs = ((policies.asr.processing.backlogBytes! / MEGABYTE) * SECOND)
    expect(load.heldBytes(disk, fullAtUs - SECOND)).toBe(0)
    expect(load.heldBytes(disk, fullAtUs + 100 * SECOND) / MEGABYTE).toBeCloseTo(100, 3)
    expect((fullAtUs + 100 * SECOND - load.coveredUntilUs(fullAtUs + 100 * SECOND)) / SECOND).toBeCloseTo(100 / 3, 3)
  })

  it('waits while the uplink is down, and catches up', () => {
    const load = loadOf(evenly(1))
    load.setDown(true, 100 * SECOND)
    expect(load.uploadWaitUs(load.mark(200 * SECOND), 200 * SECOND)).toBeGreaterThan(0)
    load.setDown(false, 200 * SECOND)
    // 100 MB are uploaded in a fifth of a second, and applied at 2 MB/s while a megabyte a second is added.
    expect(load.uploadWaitUs(load.mark(201 * SECOND), 201 * SECOND)).toBe(0)
    expect(load.appliedAtUs(load.mark(201 * SECOND), 201 * SECOND) / SECOND).toBeCloseTo(201 + 49.5, 1)
    expect(load.appliedAtUs(load.mark(400 * SECOND), 400 * SECOND)).toBe(400 * SECOND)
  })

  it('is not written by a machine that is down', () => {
    const load = loadOf(evenly(1))
    load.stop(100 * SECOND)
    expect(load.mark(200 * SECOND)).toBe(load.mark(100 * SECOND))
    load.resume(200 * SECOND)
    expect(load.mark(300 * SECOND) / MEGABYTE).toBeCloseTo(200, 6)
  })
})

describe('differences', () => {
  const { hyperVReplica } = policies
  const differing = (churn: DeclaredChurn) => createEstate({
    client: false,
    policy: { ...hyperVReplica, appPointIntervalUs: 0, initialBytesPerSecond: null },
    enable: { declaredChurn: { machine0: churn }, provisionedBytes: { 'machine0/journal': 1024 ** 4, 'machine0/table': 1024 ** 4 } },
  })

  it('hold what was declared since the last one', async () => {
    const [plain, declared] = [await differing(evenly(0)), await differing(evenly(10))]
    for (const estate of [plain, declared]) await estate.run(HOUR + 60 * SECOND)
    const extra = declared.replication.statistics().sentBytes - plain.replication.statistics().sentBytes
    expect(extra / MEGABYTE / 36_000).toBeCloseTo(1, 2)
    expect(declared.replication.rpoUs()).toBeLessThan(10 * 60 * SECOND)
  })

  it('that take longer than they may are rolled back, and told', async () => {
    const estate = await differing(evenly(150))
    await estate.run(2 * HOUR)
    expect(estate.replication.events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['transfer-failed', 'no-crash-point']))
    expect(estate.replication.rpoUs()).toBeGreaterThan(HOUR)
  })
})
