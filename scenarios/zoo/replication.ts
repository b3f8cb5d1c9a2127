/**
 * Bugs of replication and of bringing applications to rest. The application is the twin's, correct and unchanged, unless its
 * hook is what is wrong. F numbers are those of the failure catalogue. What takes days, a clock that somebody sets, or a
 * disk that is left out does not happen in a drill: see `estates`.
 */
import { scenario } from '../../core/drill/index.ts'
import type { Scenario } from '../../core/drill/index.ts'
import { LINK_PROFILES } from '../../core/net/link-profile.ts'
import type { ReplicationDefects } from '../../core/replication/defects.ts'
import { policies } from '../../core/replication/policies.ts'
import type { ReplicationPolicy } from '../../core/replication/policy.ts'
import { fileStoreScenario } from '../file-store-scenario.ts'
import { walDb } from '../wal-db/index.ts'
import type { WalDb, WalDbAppOptions } from '../wal-db/index.ts'
import { SHORT, walDbScenario } from '../wal-db-scenario.ts'
import { zooBug } from './zoo-bug.ts'
import type { ZooBug, ZooRow } from './zoo-bug.ts'

const KIB = 1024
/** Left alone, it does nothing. */
const IDLE: WalDbAppOptions = { ...SHORT, checkpointIntervalUs: 0 }
const OPERATIONS = 20
const ASR = 'Azure Site Recovery documentation'
const VSS = 'Volume Shadow Copy Service documentation'

const onWalDb = (name: string, policy: ReplicationPolicy): Scenario =>
  scenario({ ...walDbScenario(`zoo/twin/replication/${name}`), policy, operations: OPERATIONS, faults: [] })

const often: ReplicationPolicy = { ...policies.fast, appPointIntervalUs: 9_000 }
const twin = onWalDb('wal-db', often)

/** Each disk is tagged up to 12 ms after the point is due: a few transactions, as a second is in earnest. */
const skew: ReplicationPolicy = { ...policies.fast, appPointIntervalUs: 0, ungroupedSkewUs: 12_000 }
const grouped = onWalDb('skew', skew)

/** No writer, so no point can be app-consistent. */
const withoutWriter = scenario({ ...onWalDb('no-writer', often), machines: { db: walDb({ ...SHORT, writer: false }) } })

/** Another tool holds the application, so its freeze hook fails, and says so. */
const vetoing = scenario({
  ...onWalDb('veto', often),
  machines: { db: { ...walDb(SHORT), quiesce: { freeze: () => Promise.reject(new Error('held by another backup')), clean: true } } },
})

/** Holds the database, and fails before there is a snapshot. */
const failing = async (db: WalDb): Promise<never> => {
  await db.freeze()
  throw new Error('the snapshot failed')
}
/** A client that is never answered is waited for at length. */
const seldom: ReplicationPolicy = { ...often, crashPointIntervalUs: 1_000_000 }
const thawing = scenario({
  ...onWalDb('failed-snapshot', seldom),
  machines: { db: { ...walDb(IDLE), quiesce: { freeze: failing, thaw: (db: WalDb) => db.thaw(), clean: true } } },
})

/** A driver with little memory and a slow uplink: most of the time the order is lost, or is being regained. */
const overloaded: ReplicationPolicy = {
  ...often,
  appPointIntervalUs: 0,
  memory: { highWaterBytes: 12 * KIB, lowWaterBytes: 8 * KIB, maximumMetadataSectors: 16 },
  resync: { bytesPerSecond: 4_000_000, compareBytesPerSecond: null, chunkBytes: 4 * KIB },
  uplink: { ...often.uplink, link: { ...LINK_PROFILES.region, bytesPerSecond: 2_000_000 }, batchBytes: 4 * KIB },
}
const slowUplink = onWalDb('overload', overloaded)

/** Order is lost at once, and a resync that is slow brings it back over most of the run. */
const resyncing: ReplicationPolicy = {
  ...overloaded,
  memory: { highWaterBytes: 8 * KIB, lowWaterBytes: 4 * KIB, maximumMetadataSectors: 0 },
  resync: { bytesPerSecond: 2_500_000, compareBytesPerSecond: null, chunkBytes: 4 * KIB },
  uplink: { ...often.uplink, faults: [{ kind: 'partition', fromUs: 0, toUs: 8_000 }], batchBytes: 4 * KIB },
}
const slowResync = scenario({ ...onWalDb('resync', resyncing), disasters: ['machine-loss'] })

/** A snapshot every 10 ms; a difference that is not there after 4 ms is given up. */
const differences: ReplicationPolicy = {
  ...often,
  crashPointIntervalUs: 10_000,
  appPointIntervalUs: 0,
  delta: { unit: 'changed-blocks', timeoutUs: 4_000, retryDelaysUs: [1_000], maximumLogPercent: null },
  uplink: { ...often.uplink, link: { ...LINK_PROFILES.region, bytesPerSecond: 12_000_000 } },
}
const byDifferences = onWalDb('differences', differences)

const files = scenario({ ...fileStoreScenario('zoo/twin/replication/file-store'), policy: often, operations: 10 })

type About = Omit<ZooRow, 'area' | 'app' | 'twin' | 'exchange'>

const row = (of: Scenario, exchange: ZooRow['exchange'], about: About): ZooBug =>
  zooBug({ ...about, area: 'replication', app: 'replication', twin: of, exchange })

const defective = (of: Scenario, defects: ReplicationDefects, about: About): ZooBug =>
  row(of, { policy: { ...(of.policy as ReplicationPolicy), defects } }, about)

export const replicationBugs: readonly ZooBug[] = [
  defective(slowResync, { promotedMidResync: true }, {
    id: 'promoted-mid-resync',
    summary: 'F1: a replica is promoted in the middle of a resync, when it is a mixture of old and new blocks',
    source: 'DRBD documentation',
    expected: ['refuses-to-open', 'order-hole', 'lost-ack'],
  }),
  row(grouped, { policy: { ...skew, groups: false } }, {
    id: 'ungrouped-snapshot',
    summary: 'F2: the two volumes of one database are snapshotted at different instants',
    source: 'longhorn#13349, miroir#270',
    expected: ['refuses-to-open', 'order-hole', 'lost-ack'],
  }),
  defective(twin, { tagBeforeBarrier: true }, {
    id: 'tag-before-barrier',
    summary: 'F2: the disks are tagged before the barrier that should hold their writes is up',
    source: 'Linux filter driver of Azure Site Recovery',
    expected: ['mislabelled-point'],
  }),
  defective(slowUplink, { pointInBitmapState: true }, {
    id: 'point-without-order',
    summary: 'F3: a point is made while a disk is tracked by a bitmap, whose batches have no inner order',
    source: 'Linux filter driver of Azure Site Recovery',
    expected: ['mislabelled-point'],
  }),
  defective(withoutWriter, { labelWithoutWriter: true }, {
    id: 'barrier-sold-as-app-consistent',
    summary: 'F4: a point is labelled app-consistent although the machine has no writer for its application',
    source: `miroir#291; ${VSS}`,
    expected: ['mislabelled-point'],
  }),
  defective(twin, { snapshotWithoutFreeze: true }, {
    id: 'snapshot-without-freeze',
    summary: 'F4: a point is labelled app-consistent although no application was asked to freeze',
    source: VSS,
    expected: ['mislabelled-point'],
  }),
  row(twin, { machines: { db: { ...walDb(SHORT), quiesce: { freeze: () => undefined, clean: true } } } }, {
    id: 'do-nothing-hook',
    summary: 'F4: the freeze hook is the shipped template, which only echoes and exits with 0',
    source: `${ASR}, app-consistent script`,
    expected: ['not-clean'],
  }),
  defective(vetoing, { ignoreVeto: true }, {
    id: 'hook-exit-code-ignored',
    summary: 'F5: the freeze hook fails, nobody reads its exit code, and the point is labelled app-consistent',
    source: 'QEMU guest agent, sample hook dispatcher',
    expected: ['mislabelled-point'],
  }),
  row(thawing, { machines: { db: { ...walDb(IDLE), quiesce: { freeze: failing, clean: true } } } }, {
    id: 'thaw-never-sent',
    summary: 'the snapshot fails, and no thaw follows',
    source: 'open-vm-tools#27',
    expected: ['service-down'],
  }),
  defective(twin, { earlyThawUnnoticed: true }, {
    id: 'early-thaw-unnoticed',
    summary: 'F6: a watchdog thaws the application before the snapshot, and nobody notices',
    source: 'Azure Linux extensions, freeze watchdog',
    expected: ['mislabelled-point'],
  }),
  defective(twin, { tagBeforeFreeze: true }, {
    id: 'tag-before-freeze',
    summary: 'F7: the disks are tagged first, and only then the application is asked to freeze',
    source: 'e2b#3019',
    expected: ['mislabelled-point'],
  }),
  defective(files, { fileSystemForgotten: true }, {
    id: 'file-system-forgotten',
    summary: 'F7: the application comes to rest, and its file system is not flushed before the snapshot',
    source: 'fsfreeze(8); QEMU guest agent',
    expected: ['mislabelled-point'],
  }),
  defective(twin, { tagSomeDisksOnly: true }, {
    id: 'tag-some-disks-only',
    summary: 'F9: the last disk gets no tag, and its part of the point is whatever its replica holds',
    source: 'Linux filter driver of Azure Site Recovery',
    expected: ['mislabelled-point'],
  }),
  defective(twin, { lostInHostCache: true }, {
    id: 'write-not-captured',
    summary: 'F10: a cache of the host acknowledges some writes, which never pass the driver that captures them',
    source: `${ASR}, host caching; FAST'13 power-fault study`,
    expected: ['wrong-data', 'refuses-to-open', 'lost-ack'],
  }),
  defective(twin, { secondRequester: true }, {
    id: 'second-requester',
    summary: 'F34: another tool freezes and thaws the application while a point is made, and the point takes it for frozen',
    source: VSS,
    expected: ['not-clean', 'mislabelled-point'],
  }),
  defective(byDifferences, { partialDeltaKept: true }, {
    id: 'partial-delta-kept',
    summary: 'F11: a difference that arrived in part is kept, and a point is made of it',
    source: 'Ceph documentation, snapshot-based mirroring',
    expected: ['mislabelled-point'],
  }),
]
