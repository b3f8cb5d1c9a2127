/**
 * The failures of the catalogue that replication is the cause of: each can be brought about, and its correct twin stays
 * silent. Those that need a world of their own have their tests beside it: F1 `resync-triggers`, F11 and F17 `delta`, F12 and F13
 * `churn`, F14 and F16 `retention`, F15, F18 and F22 `listed-points`.
 */
import { describe, expect, it } from 'vitest'
import { checkLabel } from '../../../core/oracle/honest-label.ts'
import { policies, PROVIDER_STATES } from '../../../core/replication/index.ts'
import type { ProviderState, ReplicationDefects, ReplicationPolicy } from '../../../core/replication/index.ts'
import { createEstate, gated, newestRecord } from './estate.ts'
import type { Estate, EstateOptions } from './estate.ts'

const FAST = policies.fast
const KIB = 1024
const MILLISECOND = 1_000

const onlyApp: Partial<ReplicationPolicy> = {
  crashPointIntervalUs: 1_000 * MILLISECOND,
  appPointIntervalUs: 10 * MILLISECOND,
}
const onlyCrash: Partial<ReplicationPolicy> = { appPointIntervalUs: 0 }

async function after(untilUs: number, options: EstateOptions): Promise<Estate> {
  const estate = await createEstate({ thinkUs: 50, ...options })
  await estate.run(untilUs)
  return estate
}

const lies = ({ replication }: Estate): number =>
  replication.points.filter(({ evidence }) => evidence.some((part) => checkLabel(part).status === 'violated')).length

/** Points of one machine whose table has a record that its journal lacks, or the reverse at rest. */
const torn = ({ replication }: Estate): number =>
  replication.points.filter(({ images, kind }) => {
    const [journal, table] = images.map(newestRecord)
    return kind === 'app-consistent' ? journal !== table : journal! < table!
  }).length

const veto = { ...gated, freeze: () => Promise.reject(new Error('no')) }
/** It takes 20 ms to freeze, and the watchdog of the set thaws after 10. */
const slowly: typeof gated = { ...gated, freeze: (recorder) => recorder.rest(20 * MILLISECOND).then(() => recorder.freeze()) }
const overloaded: Partial<ReplicationPolicy> = {
  ...onlyCrash,
  memory: { highWaterBytes: 12 * KIB, lowWaterBytes: 4 * KIB, maximumMetadataSectors: 30 },
  resync: { ...FAST.resync, chunkBytes: 8 * KIB },
  uplink: {
    ...FAST.uplink,
    batchBytes: 4 * KIB,
    faults: [{ kind: 'partition', fromUs: 30 * MILLISECOND, toUs: 60 * MILLISECOND }],
  },
}

interface Failure {
  readonly id: string
  readonly defect: keyof ReplicationDefects
  readonly options?: EstateOptions
  readonly policy: Partial<ReplicationPolicy>
  /** Points that the twin makes all the same. */
  readonly twinMakes: 'points' | 'none'
}

const FAILURES: readonly Failure[] = [
  { id: 'F2 tags without a barrier', defect: 'ungroupedSnapshot', policy: onlyCrash, twinMakes: 'points' },
  { id: 'F2 tags before the barrier', defect: 'tagBeforeBarrier', policy: onlyCrash, twinMakes: 'points' },
  { id: 'F3 a point without order', defect: 'pointInBitmapState', policy: overloaded, twinMakes: 'points' },
  { id: 'F4 no writer', defect: 'labelWithoutWriter', options: { quiesce: () => null }, policy: onlyApp, twinMakes: 'points' },
  { id: 'F4 nobody asked to freeze', defect: 'snapshotWithoutFreeze', policy: onlyApp, twinMakes: 'points' },
  { id: 'F5 exit code ignored', defect: 'ignoreVeto', options: { quiesce: () => veto }, policy: onlyApp, twinMakes: 'none' },
  { id: 'F6 early thaw', defect: 'earlyThawUnnoticed', policy: onlyApp, twinMakes: 'points' },
  { id: 'F7 snapshot before the flush', defect: 'tagBeforeFreeze', policy: onlyApp, twinMakes: 'points' },
  {
    id: 'F8 volume left out', defect: 'omittedVolumeUnnoticed', options: { enable: { excludedDisks: ['machine0/table'] } },
    policy: onlyApp, twinMakes: 'none',
  },
  { id: 'F9 some disks only', defect: 'tagSomeDisksOnly', policy: onlyCrash, twinMakes: 'points' },
]

describe.each(FAILURES)('$id', ({ defect, options = {}, policy, twinMakes }) => {
  it('makes points whose label is a lie', async () => {
    const estate = await after(120 * MILLISECOND, { ...options, policy: { ...policy, defects: { [defect]: true } } })
    expect(lies(estate)).toBeGreaterThan(0)
  })

  it('and makes none where it is done right', async () => {
    const estate = await after(120 * MILLISECOND, { ...options, policy })
    expect(lies(estate)).toBe(0)
    expect(estate.replication.points.length > 0).toBe(twinMakes === 'points')
  })
})

describe('F4: a hook that only echoes and exits with 0', () => {
  it('makes points that are called app-consistent and hold half a record, and a hook that works makes none', async () => {
    const echo = { freeze: () => undefined }
    let found = 0
    for (let seed = 0; seed < 4; seed++) {
      const estate = await after(150 * MILLISECOND, { seed: String(seed), quiesce: () => echo, policy: onlyApp })
      expect(new Set(estate.replication.points.map(({ kind }) => kind))).toEqual(new Set(['app-consistent']))
      // How they were made says nothing: the hook did end well.
      expect(lies(estate)).toBe(0)
      found += torn(estate)
      expect(torn(await after(150 * MILLISECOND, { seed: String(seed), policy: onlyApp }))).toBe(0)
    }
    expect(found).toBeGreaterThan(0)
  })
})

describe('F6: a watchdog that thaws before the snapshot', () => {
  it('rejects the set: the point is missing, and not another kind', async () => {
    const quiesce = { ...FAST.quiesce, watchdogUs: 10 * MILLISECOND }
    const policy = { ...onlyApp, quiesce }
    const estate = await after(120 * MILLISECOND, { quiesce: () => slowly, policy })
    expect(estate.replication.points).toEqual([])
    expect(estate.replication.statistics().pointsRevoked['early-thaw']).toBeGreaterThan(2)
    const told = estate.replication.events.filter(({ reason }) => reason === 'early-thaw')
    expect(told[0]).toMatchObject({ kind: 'no-app-point', code: 153006 })
    const patient = await after(120 * MILLISECOND, { quiesce: () => slowly, policy: { ...policy, quiesce: FAST.quiesce } })
    expect(patient.replication.points.length).toBeGreaterThan(2)
    expect(lies(patient)).toBe(0)
  })
})

describe('F7: tags before the freeze', () => {
  it('show in the data', async () => {
    let found = 0
    for (let seed = 0; seed < 4; seed++) {
      const policy = { ...onlyApp, defects: { tagBeforeFreeze: true } }
      found += torn(await after(150 * MILLISECOND, { seed: String(seed), policy }))
    }
    expect(found).toBeGreaterThan(0)
  })
})

describe('a provider that does not work', () => {
  const broken = (Object.keys(PROVIDER_STATES) as ProviderState[]).filter((state) => state !== 'registered')

  it.each(broken)('%s: no app-consistent point, an event with its code, and crash-consistent ones as before', async (state) => {
    const estate = await createEstate({})
    estate.replication.setProvider('machine0', state)
    await estate.run(50 * MILLISECOND)
    const { pointsMade } = estate.replication.statistics()
    expect(Object.keys(pointsMade)).toEqual(['crash-consistent'])
    expect(pointsMade['crash-consistent']).toBeGreaterThanOrEqual(11)
    expect(estate.replication.events.map(({ code, failureCode }) => [code, failureCode]))
      .toEqual([1, 2, 3].map(() => [153006, PROVIDER_STATES[state].code]))
    estate.replication.setProvider('machine0', 'registered')
    await estate.run(70 * MILLISECOND)
    expect(estate.replication.statistics().pointsMade['app-consistent']).toBe(1)
  })

  it('has the codes that are logged, in the form in which they are', () => {
    const signed = [0x80042304, 0x80070422].map(String)
    expect(signed).toEqual(['2147754756', '2147943458'])
    expect([PROVIDER_STATES['not-registered'].code, PROVIDER_STATES['service-disabled'].code].map(String)).toEqual(signed)
    // Logged without its sign, as the magnitude of a negative number.
    expect(2 ** 32 - PROVIDER_STATES['class-missing'].code).toBe(2147221164)
  })
})

describe('events', () => {
  it('of a missing app-consistent point have the number of the product, and the code of the failure', async () => {
    for (const appFailureEvent of [undefined, 78144] as const) {
      const policy = appFailureEvent ? { ...onlyApp, appFailureEvent } : onlyApp
      const estate = await after(35 * MILLISECOND, { quiesce: () => veto, policy })
      const told = estate.replication.events.map(({ code, reason, failureCode }) => [code, reason, failureCode])
      expect(told).toEqual([1, 2, 3].map(() => [appFailureEvent ?? 153006, 'writer-veto', 0x800423f4]))
      expect(estate.replication.points).toEqual([])
    }
  })

  it('of a writer that takes too long have its code', async () => {
    const quiesce = { ...FAST.quiesce, freezeTimeoutUs: 3 * MILLISECOND }
    const policy = { ...onlyApp, quiesce, retry: { delayUs: MILLISECOND, retries: 0 } }
    const estate = await after(25 * MILLISECOND, { quiesce: () => slowly, policy })
    // 2147754994, as it is logged.
    expect(estate.replication.events[0]).toMatchObject({ reason: 'writer-timeout', failureCode: 2147754994 })
  })
})
