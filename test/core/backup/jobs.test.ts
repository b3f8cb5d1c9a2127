/** What one backup is made of: when it starts, how consistent it is, and what happens when that fails. */
import { describe, expect, it } from 'vitest'
import type { BlockImage } from '../../../core/block/block-image.ts'
import { backupPolicies, DAY_US, enableBackup, HOUR_US, LogChains, MINUTE_US } from '../../../core/backup/index.ts'
import type { BackupPolicy, ConsistencyPolicy } from '../../../core/backup/index.ts'
import { SnapshotService, WriterFault } from '../../../core/machine/index.ts'
import { checkLabel } from '../../../core/oracle/honest-label.ts'
import { gated, newestRecord } from '../replication/estate.ts'
import { createBackupEstate, punctual, punctualEnhanced, SECOND_US } from './estate.ts'
import type { BackupEstate, BackupEstateOptions } from './estate.ts'

const veto = { ...gated, freeze: () => Promise.reject(new Error('no')) }
const slow: typeof gated = { ...gated, freeze: (recorder) => recorder.rest(31 * SECOND_US).then(() => recorder.freeze()) }

const withConsistency = (policy: BackupPolicy, consistency: Partial<ConsistencyPolicy>): BackupPolicy => ({
  ...policy, consistency: { ...policy.consistency, ...consistency },
})

/** Shortly after midnight, for clients that write a lot. */
const EARLY_US = SECOND_US / 5
const early = (policy: BackupPolicy): BackupPolicy => ({ ...policy, schedule: { ...policy.schedule, firstAtUs: EARLY_US } })

async function after(untilUs: number, options: BackupEstateOptions = {}): Promise<BackupEstate> {
  const estate = await createBackupEstate(options)
  await estate.run(untilUs)
  return estate
}

const kindsOf = ({ backup }: BackupEstate): string[] => backup.points.map(({ kind }) => kind)
const labelsOf = ({ backup }: BackupEstate): string[] =>
  backup.points.flatMap(({ evidence }) => evidence.map((part) => checkLabel(part).status))
const tellsOf = ({ backup }: BackupEstate): string[] => backup.events.map(({ kind, reason }) => `${kind}: ${reason}`)

describe('a scheduled backup', () => {
  it('is cut where the application had come to rest, and holds what had completed', async () => {
    const estate = await after(3 * DAY_US, { machines: 2 })
    expect(kindsOf(estate)).toEqual(Array(6).fill('app-consistent'))
    expect(labelsOf(estate)).toEqual(Array(6).fill('ok'))
    for (const { images, evidence, cutVector, diskIndices, machine, id, cutAtUs } of estate.backup.points) {
      expect(id.startsWith(`${machine}/app-consistent#`)).toBe(true)
      expect(diskIndices).toEqual(machine === 'machine0' ? [0, 1] : [2, 3])
      const { frozenAt } = evidence[0]!.frozen[0]!
      expect(diskIndices.map((disk) => cutVector[disk])).toEqual(diskIndices.map((disk) => frozenAt!.vector[disk]))
      expect(newestRecord(images[0]!)).toBe(newestRecord(images[1]!))
      expect(cutAtUs % DAY_US).toBeGreaterThanOrEqual(HOUR_US)
      expect(cutAtUs % DAY_US).toBeLessThan(HOUR_US + 10 * SECOND_US)
    }
    expect(estate.backup.events).toEqual([])
  })

  it('has a cut of each machine\'s own', async () => {
    const estate = await after(DAY_US, { machines: 2 })
    const [first, second] = estate.backup.points
    expect([first!.machine, second!.machine].sort()).toEqual(['machine0', 'machine1'])
    expect(first!.lastTag.seq).toBeLessThan(second!.firstTag.seq)
  })

  it('starts at most two hours late, and at a peak up to eight hours later', async () => {
    const lateness = async (policy: BackupPolicy): Promise<number[]> => {
      const { backup } = await after(25 * DAY_US, { policy, client: false })
      return backup.points.map(({ cutAtUs }) => (cutAtUs % DAY_US) - HOUR_US)
    }
    const retention = { snapshots: { ...punctual.snapshots, keepDays: 5 } }
    const ordinary = await lateness({ ...backupPolicies.standard, ...retention })
    expect(ordinary.every((us) => us >= 0 && us < 2 * HOUR_US + MINUTE_US)).toBe(true)
    expect(new Set(ordinary).size).toBeGreaterThan(20)
    const { peakQueue } = backupPolicies.standard
    const atPeak = await lateness({ ...backupPolicies.standard, ...retention, peakQueue: { ...peakQueue, oneIn: 1 } })
    expect(Math.max(...atPeak)).toBeGreaterThan(2 * HOUR_US)
    expect(Math.max(...atPeak)).toBeLessThan(10 * HOUR_US + MINUTE_US)
  })

  it('is skipped while the one before is in its queue', async () => {
    const startDelay = { ...punctual.startDelay, minimumUs: 5 * HOUR_US, maximumUs: null }
    const estate = await after(DAY_US, { policy: { ...punctualEnhanced, startDelay } })
    expect(tellsOf(estate)).toContain('backup-skipped: busy')
    expect(estate.backup.points.length).toBeLessThan(4)
    expect(tellsOf(await after(DAY_US, { policy: punctualEnhanced }))).toEqual([])
  })
})

describe('a backup on demand', () => {
  it('is made at once, four times a day, and not beside another', async () => {
    const { backup, run } = await createBackupEstate()
    expect(backup.takeNow('machine0')).toEqual({ ok: true })
    expect(backup.takeNow('machine0')).toEqual({ ok: false, reason: 'busy' })
    for (let taken = 1; taken < 4; taken++) {
      await run(taken * MINUTE_US)
      expect(backup.takeNow('machine0')).toEqual({ ok: true })
    }
    await run(5 * MINUTE_US)
    expect(backup.takeNow('machine0')).toEqual({ ok: false, reason: 'limit' })
    expect(backup.points.map(({ origin }) => origin)).toEqual(Array(4).fill('on-demand'))
    await run(DAY_US + MINUTE_US)
    expect(backup.takeNow('machine0')).toEqual({ ok: true })
    backup.stop()
    expect(backup.takeNow('machine0')).toEqual({ ok: false, reason: 'stopped' })
  })
})

describe('the label', () => {
  it('is of the file system without a writer', async () => {
    const estate = await after(DAY_US, { quiesce: () => null })
    expect(kindsOf(estate)).toEqual(['file-system-consistent'])
    expect(labelsOf(estate)).toEqual(['ok'])
  })

  it('is of the file system after a failing script, and the operator is told', async () => {
    const estate = await after(DAY_US, { quiesce: () => veto })
    expect(kindsOf(estate)).toEqual(['file-system-consistent'])
    expect(tellsOf(estate)).toEqual(['backup-degraded: writer-veto'])
  })

  it('is nobody\'s when a failing script is to fail the backup', async () => {
    const policy = withConsistency(punctual, { continueBackupOnFailure: false })
    const estate = await after(DAY_US, { quiesce: () => veto, policy })
    expect(estate.backup.points).toEqual([])
    expect(tellsOf(estate)).toEqual(['backup-failed: writer-veto'])
    expect(estate.backup.statistics.failed).toEqual({ 'writer-veto': 1 })
    expect(kindsOf(await after(DAY_US, { policy }))).toEqual(['app-consistent'])
  })

  it('is of the file system when a script takes longer than 30 s, three retries included', async () => {
    const estate = await after(DAY_US, { quiesce: () => slow })
    expect(kindsOf(estate)).toEqual(['file-system-consistent'])
    expect(estate.backup.statistics.retried).toEqual({ 'writer-timeout': 3 })
    expect(estate.backup.points[0]!.cutAtUs).toBeGreaterThan(HOUR_US + 30 * MINUTE_US)
    const patient = withConsistency(punctual, { scriptTimeoutUs: 60 * SECOND_US })
    expect(kindsOf(await after(DAY_US, { quiesce: () => slow, policy: patient }))).toEqual(['app-consistent'])
  })

  it('is of the application when a retry succeeds', async () => {
    let tries = 0
    const flaky: typeof gated = {
      ...gated,
      freeze: (recorder) => {
        if (++tries % 3 !== 0) throw new WriterFault('retryable', 'busy')
        return recorder.freeze()
      },
    }
    const estate = await after(DAY_US, { quiesce: () => flaky })
    expect(kindsOf(estate)).toEqual(['app-consistent'])
    expect(estate.backup.statistics.retried).toEqual({ 'writer-retryable': 2 })
    expect(tellsOf(estate)).toEqual([])
  })

  it('is of a crash when the machine is off, with all that its disks hold', async () => {
    const estate = await createBackupEstate({ client: false })
    estate.machines[0]!.shutDown(() => {})
    await estate.run(DAY_US)
    expect(kindsOf(estate)).toEqual(['crash-consistent'])
    expect(labelsOf(estate)).toEqual(['ok'])
    expect(tellsOf(estate)).toEqual(['backup-degraded: machine-down'])
    expect(estate.backup.points[0]!.images.map((image) => image.hashKey()))
      .toEqual(estate.machines[0]!.disks.map(({ image }) => image.hashKey()))
  })

  it('is of a crash without an agent, and no degradation', async () => {
    const estate = await after(DAY_US, { policy: withConsistency(punctual, { level: 'crash' }) })
    expect(kindsOf(estate)).toEqual(['crash-consistent'])
    expect([...labelsOf(estate), ...tellsOf(estate)]).toEqual(['ok'])
  })

  it('is of the file system when nobody is to ask the applications', async () => {
    const estate = await after(DAY_US, { policy: withConsistency(punctual, { level: 'file-system' }), quiesce: () => veto })
    expect([...kindsOf(estate), ...tellsOf(estate)]).toEqual(['file-system-consistent'])
  })

  it('falls back to a crash by the enhanced policy when the snapshot itself fails, and fails by the standard one', async () => {
    const held = { ...punctual.commit, minimumUs: 11 * SECOND_US }
    const standard = await after(DAY_US, { policy: { ...punctual, commit: held } })
    expect([...kindsOf(standard), ...tellsOf(standard)]).toEqual(['backup-failed: hold-writes-timeout'])
    expect(standard.backup.statistics.retried).toEqual({ 'hold-writes-timeout': 3 })
    const enhanced = await after(11 * HOUR_US, { policy: { ...punctualEnhanced, commit: held } })
    expect([...kindsOf(enhanced), ...tellsOf(enhanced)]).toEqual(['crash-consistent', 'backup-degraded: hold-writes-timeout'])
    expect(enhanced.machines[0]!.disks.some(({ holding }) => holding)).toBe(false)
  })

  it('is of the file system when a watchdog thaws the writers, and of nobody when it thaws the file systems too', async () => {
    const limits = { ...punctual.consistency.limits, watchdogUs: 5 * SECOND_US }
    const watched = withConsistency(punctual, { limits })
    const thawed = await after(DAY_US, { policy: watched, quiesce: () => slow })
    expect([...kindsOf(thawed), ...tellsOf(thawed)]).toEqual(['file-system-consistent', 'backup-degraded: early-thaw'])
    const commit = { ...punctual.commit, minimumUs: 6 * SECOND_US }
    const twice = await after(DAY_US, { policy: { ...watched, commit } })
    expect([...kindsOf(twice), ...tellsOf(twice)]).toEqual(['backup-failed: early-thaw'])
    const unhurried = withConsistency(punctual, { limits: { ...limits, watchdogUs: 66 * SECOND_US } })
    expect(kindsOf(await after(DAY_US, { policy: unhurried }))).toEqual(['app-consistent'])
  })

  it('follows the machine when that crashes while it is brought to rest', async () => {
    const crashing = async (policy: BackupPolicy, dueUs: number): Promise<BackupEstate> => {
      const estate = await createBackupEstate({ policy, quiesce: () => slow, client: false })
      await estate.run(dueUs + 10 * SECOND_US)
      estate.machines[0]!.osReset(() => ({ from: 0, to: 0 }))
      await estate.run(dueUs + 3 * HOUR_US)
      return estate
    }
    const standard = await crashing(punctual, HOUR_US)
    expect([...kindsOf(standard), ...tellsOf(standard)]).toEqual(['backup-failed: machine-crashed'])
    const enhanced = await crashing(punctualEnhanced, 8 * HOUR_US)
    expect([...kindsOf(enhanced), ...labelsOf(enhanced)]).toEqual(['crash-consistent', 'ok'])
  })
})

describe('a snapshot set that fails', () => {
  /** After half a day every block has been written anew: whatever kept an old one would show. */
  const slotsAfter = async (options: BackupEstateOptions): Promise<{ readonly kinds: string[]; readonly slots: number }> => {
    const estate = await after(DAY_US / 2, { thinkUs: MINUTE_US, ...options })
    const kinds = kindsOf(estate)
    estate.backup.deleteItems('vault-administrator')
    return { kinds, slots: estate.arena.statistics.slotsInUse }
  }

  it('after its cut lets the copies go', async () => {
    const stuck = { ...gated, thaw: (recorder: Parameters<typeof gated.freeze>[0]) => {
      void gated.thaw!(recorder)
      throw new Error('the script after the snapshot failed')
    } }
    expect(await slotsAfter({ quiesce: () => stuck })).toEqual({ kinds: ['file-system-consistent'], slots: 32 })
  })

  it('before its cut makes none later', async () => {
    const policy = { ...punctual, commit: { ...punctual.commit, minimumUs: 11 * SECOND_US } }
    expect(await slotsAfter({ policy })).toEqual({ kinds: [], slots: 32 })
  })
})

describe('a planted defect of backup', () => {
  const busy = { thinkUs: 50_000 }
  const horizonUs = 5 * SECOND_US
  it.each<[string, BackupEstateOptions, BackupPolicy, BackupPolicy]>([
    ['a hook that nobody waits for', {}, { ...punctual, defects: { snapshotWithoutFreeze: true } }, punctual],
    ['a veto that nobody reads', { quiesce: () => veto }, { ...punctual, defects: { ignoreVeto: true } }, punctual],
    ['a success without a writer', { quiesce: () => null }, { ...punctual, defects: { labelWithoutWriter: true } }, punctual],
    [
      'disks that are cut one after the other', busy,
      { ...withConsistency(punctual, { level: 'crash' }), defects: { diskByDisk: true } },
      withConsistency(punctual, { level: 'crash' }),
    ],
  ])('%s makes a label that is a lie, and its absence makes none', async (_, options, bad, good) => {
    expect(labelsOf(await after(horizonUs, { ...options, policy: early(bad) }))).toEqual(['violated'])
    expect(labelsOf(await after(horizonUs, { ...options, policy: early(good) }))).toEqual(['ok'])
  })

  it('disks that are cut one after the other make no backup when the machine crashes between them', async () => {
    const policy = early({ ...withConsistency(punctual, { level: 'crash' }), defects: { diskByDisk: true } })
    const estate = await createBackupEstate({ policy, client: false })
    await estate.run(EARLY_US + 1_000)
    estate.machines[0]!.osReset(() => ({ from: 0, to: 0 }))
    await estate.run(horizonUs)
    expect(tellsOf(estate)).toEqual(['backup-failed: machine-crashed'])
  })

  it('disks that are cut one after the other may not fit together', async () => {
    const torn = async (policy: BackupPolicy): Promise<number> => {
      const { backup } = await after(horizonUs, { ...busy, policy: early(policy) })
      return backup.points.filter(({ images: [journal, table] }) => newestRecord(table!) > newestRecord(journal!)).length
    }
    const crash = withConsistency(punctual, { level: 'crash' })
    expect(await torn({ ...crash, defects: { diskByDisk: true } })).toBe(1)
    expect(await torn(crash)).toBe(0)
  })
})

describe('F34: two requesters at once', () => {
  const MILLISECOND_US = 1_000
  /** The application takes a while to freeze, so that two requesters meet. */
  const leisurely: typeof gated = {
    ...gated, freeze: (recorder) => recorder.freeze().then(() => recorder.rest(50 * MILLISECOND_US)),
  }
  const torn = ([journal, table]: readonly BlockImage[]): boolean => newestRecord(journal!) !== newestRecord(table!)

  async function two(shared: boolean, options: BackupEstateOptions, retryUs: number): Promise<ReturnType<typeof enableBackup>[]> {
    const commit = { ...punctual.commit, minimumUs: 10 * MILLISECOND_US, meanUs: 0 }
    const policy = { ...early(withConsistency(punctual, { retry: { delayUs: retryUs, retries: 3 } })), commit }
    const estate = await createBackupEstate({ ...options, policy, quiesce: () => leisurely })
    const { kernel, log, machines, backup } = estate
    const snapshots = shared ? estate.snapshots : new SnapshotService()
    const startDelay = { ...punctual.startDelay, minimumUs: 30 * MILLISECOND_US }
    const other = enableBackup({ kernel, log, machines, snapshots, policy: { ...policy, startDelay }, name: 'other' })
    await estate.run(SECOND_US + retryUs)
    return [backup, other]
  }

  it('meet at one service: the later is refused, tries again after ten minutes, and both are whole', async () => {
    const [backup, other] = await two(true, { thinkUs: SECOND_US }, punctual.consistency.retry.delayUs)
    expect(backup!.points.map(({ kind }) => kind)).toEqual(['app-consistent'])
    expect(other!.points.map(({ kind }) => kind)).toEqual(['app-consistent'])
    expect(other!.statistics.retried).toEqual({ 'set-in-progress': 1 })
    expect(other!.points[0]!.cutAtUs - backup!.points[0]!.cutAtUs).toBeGreaterThan(9 * MINUTE_US)
    expect(other!.points[0]!.evidence.map((part) => checkLabel(part).status)).toEqual(['ok'])
  })

  it('without one service tear each other\'s backups, and the labels do not tell', async () => {
    let tornApart = 0
    let tornShared = 0
    for (let seed = 0; seed < 4; seed++) {
      const busy = { seed: String(seed), thinkUs: 50 }
      const points = async (shared: boolean) => (await two(shared, busy, 200 * MILLISECOND_US)).flatMap((each) => each.points)
      const [apart, together] = [await points(false), await points(true)]
      expect([...apart, ...together].map(({ kind }) => kind)).toEqual(Array(4).fill('app-consistent'))
      tornApart += apart.filter(({ images }) => torn(images)).length
      tornShared += together.filter(({ images }) => torn(images)).length
    }
    expect(tornShared).toBe(0)
    expect(tornApart).toBeGreaterThan(0)
  })

  it('give up after three tries by the standard policy', async () => {
    const forever: typeof gated = { ...gated, freeze: (recorder) => recorder.rest(2 * HOUR_US) }
    const estate = await createBackupEstate({ quiesce: () => forever, client: false })
    await estate.run(HOUR_US - SECOND_US)
    estate.snapshots.start({
      machines: estate.machines,
      provider: { commit: () => {}, abort: () => {} },
      limits: { freezeTimeoutUs: 3 * HOUR_US },
      ended: () => {},
    })
    await estate.run(2 * HOUR_US)
    expect([...kindsOf(estate), ...tellsOf(estate)]).toEqual(['backup-failed: set-in-progress'])
    expect(estate.backup.statistics.retried).toEqual({ 'set-in-progress': 3 })
  })
})

describe('F35: the log chain of another tool', () => {
  const chainAfter = async (consistency: Partial<ConsistencyPolicy>, options: BackupEstateOptions = {}): Promise<boolean> => {
    const chains = new LogChains()
    chains.full('machine0', 'database-tool')
    await after(DAY_US, { chains, policy: withConsistency(punctual, consistency), ...options })
    return chains.intact('machine0', 'database-tool')
  }

  it('breaks by a full backup that the application takes part in', async () => {
    expect(await chainAfter({ vss: 'full' })).toBe(false)
  })

  it('stands by a copy, and by a backup of which the application does not know', async () => {
    expect(await chainAfter({ vss: 'copy' })).toBe(true)
    expect(await chainAfter({ vss: 'full', level: 'file-system' })).toBe(true)
    expect(await chainAfter({ vss: 'full' }, { quiesce: () => null })).toBe(true)
  })
})

describe('a clock that was set ahead', () => {
  it('breaks backups after it is set right, until the true time has passed what it showed', async () => {
    const { backup, run } = await createBackupEstate()
    await run(HOUR_US / 2)
    backup.setClock('machine0', 3 * DAY_US)
    await run(DAY_US)
    expect(backup.points).toHaveLength(1)
    backup.setClock('machine0', 0)
    await run(4 * DAY_US)
    expect(backup.points).toHaveLength(1)
    expect(backup.events.map(({ reason }) => reason)).toEqual(Array(3).fill('clock-was-ahead'))
    await run(5 * DAY_US)
    expect(backup.points.at(-1)!.cutAtUs).toBeGreaterThan(4 * DAY_US)
  })
})

describe('backup', () => {
  it('is a function of the seed', async () => {
    const runs = []
    for (const seed of ['a', 'a', 'b']) {
      const { backup, kernel } = await after(5 * DAY_US, { seed, machines: 2, policy: backupPolicies.enhanced })
      const points = backup.points.map(({ id, images }) => [id, images.map((image) => image.hashKey())])
      runs.push(JSON.stringify([kernel.trace.hash(), points]))
    }
    expect(runs[1]).toBe(runs[0])
    expect(runs[2]).not.toBe(runs[0])
  })
})
