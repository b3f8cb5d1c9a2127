/**
 * The table of semantics: of each row, that the default behaves as it says, and that another default would not. The tests
 * bear the names of the rows.
 */
import { describe, expect, it } from 'vitest'
import * as replicationFace from '../../../core/replication/index.ts'
import { asrRetention, policies, replicationSemantics, TAG_OUTCOMES } from '../../../core/replication/index.ts'
import type { ReplicationDefects, ReplicationPolicy } from '../../../core/replication/index.ts'
import { granularityOf } from '../../../core/replication/context.ts'
import type { ReplicationContext } from '../../../core/replication/context.ts'
import type { TrackedDisk } from '../../../core/replication/tracked-disk.ts'
import { createEstate, gated } from './estate.ts'
import type { Estate, EstateOptions } from './estate.ts'

const ASR = policies.asr
const MILLISECOND = 1_000
const SECOND = 1_000_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const MIB = 1024 * 1024
const GIB = 1024 * MIB

interface Row {
  /** Whether a world with this policy behaves as the row says. */
  readonly holds: (policy: ReplicationPolicy) => Promise<boolean> | boolean
  /** Another default, with which it must not. */
  readonly flipped: ReplicationPolicy
}

const withDefect = (defect: keyof ReplicationDefects): ReplicationPolicy => ({ ...ASR, defects: { [defect]: true } })

async function asr(policy: ReplicationPolicy, untilUs: number, options: EstateOptions = {}): Promise<Estate> {
  const estate = await createEstate({ thinkUs: 20 * SECOND, ...options, policy })
  await estate.run(untilUs)
  return estate
}

const made = ({ replication }: Estate, kind: string): number => replication.statistics().pointsMade[kind] ?? 0
const slowFreeze = (durationUs: number): EstateOptions => ({
  quiesce: () => ({ ...gated, freeze: (recorder) => recorder.rest(durationUs).then(() => recorder.freeze()) }),
})
const tagging = (policy: ReplicationPolicy, latencyUs: number): ReplicationPolicy =>
  ({ ...policy, tagLatency: { minimumUs: latencyUs, meanUs: 0 } })
const veto = { ...gated, freeze: () => Promise.reject(new Error('no')) }
const busyFaults: ReplicationPolicy['uplink']['faults'] = [{ kind: 'partition', fromUs: 6 * MINUTE, toUs: null }]

const ROWS: Readonly<Record<string, Row>> = {
  'tracking-granularity': {
    holds: (policy) => {
      const of = (gibibytes: number): number =>
        granularityOf({ policy } as ReplicationContext, { provisionedBytes: gibibytes * GIB } as TrackedDisk)
      return of(512) === 4096 && of(513) === 16_384
    },
    flipped: { ...ASR, largeDisk: { aboveBytes: 1024 * GIB, bitmapGranularityBytes: 16_384 } },
  },
  'tracking-state': {
    holds: async (policy) => {
      const estate = await asr({ ...policy, resync: { ...policy.resync, window: 'by-hand' } }, MINUTE)
      estate.replication.requireResync('machine0', 'disk-resize')
      await estate.run(20 * MINUTE)
      return estate.replication.points.length === 0 && estate.replication.disks.every(({ state }) => state === 'Bitmap')
    },
    flipped: withDefect('pointInBitmapState'),
  },
  'tracking-order-key': {
    holds: async (policy) => {
      const estate = await asr(policy, 11 * MINUTE)
      estate.replication.jumpClock('machine0', -8 * MINUTE)
      await estate.run(21 * MINUTE)
      const stamps = estate.replication.points.map((point) => point.stamps['machine0']!)
      return stamps.every((stamp, index) => index === 0 || stamp >= stamps[index - 1]!)
    },
    flipped: withDefect('clockNotHeld'),
  },
  'tracking-spill': {
    holds: async (policy) => {
      const faults = [{ kind: 'partition', fromUs: 0, toUs: null }] as const
      const estate = await asr({ ...policy, uplink: { ...policy.uplink, faults } }, SECOND, { client: false })
      const write = (): void => {
        const data = new Uint8Array(32 * 1024)
        const disk = estate.machines[0]!.disks[0]!
        disk.submit({ kind: 'write', lba: 0, sectors: 64, data, fua: false, label: 'load' }, () => {})
      }
      const most = Math.floor((64 * MIB) / (32 * 1024 + 64))
      for (let count = 0; count < most; count++) write()
      await estate.run(30 * SECOND)
      const before = estate.replication.disks[0]!.state
      for (let count = 0; count < 2; count++) write()
      await estate.run(31 * SECOND)
      const after = estate.replication.disks[0]!.state
      estate.replication.setAgent('machine0', false)
      return [before, after, ...estate.replication.disks.map(({ state }) => state)].join() === 'Data,Metadata,Bitmap,Bitmap'
    },
    flipped: { ...ASR, memory: { ...ASR.memory, highWaterBytes: 128 * MIB } },
  },
  'tag-outcome': {
    holds: async (policy) => {
      const { tags } = (await asr(policy, 6 * MINUTE)).replication.statistics()
      return JSON.stringify(Object.keys(tags).sort()) === JSON.stringify(Object.keys(TAG_OUTCOMES).sort()) && tags.committed === 1
    },
    flipped: tagging(ASR, SECOND),
  },
  'crash-point-interval': {
    holds: async (policy) => made(await asr(policy, 31 * MINUTE), 'crash-consistent') === 6,
    flipped: { ...ASR, crashPointIntervalUs: 6 * MINUTE },
  },
  'crash-point-barrier': {
    holds: async (policy) =>
      made(await asr(tagging(policy, 299 * MILLISECOND), 11 * MINUTE), 'crash-consistent') === 2
      && made(await asr(tagging(policy, 301 * MILLISECOND), 11 * MINUTE), 'crash-consistent') === 0,
    flipped: { ...ASR, barrierTimeoutUs: 400 * MILLISECOND },
  },
  'app-point-interval': {
    holds: async (policy) => made(await asr(policy, 125 * MINUTE), 'app-consistent') === 2,
    flipped: { ...ASR, appPointIntervalUs: 0 },
  },
  'app-point-freeze-limit': {
    holds: async (policy) =>
      made(await asr(policy, 65 * MINUTE, slowFreeze(59 * SECOND)), 'app-consistent') === 1
      && made(await asr(policy, 65 * MINUTE, slowFreeze(61 * SECOND)), 'app-consistent') === 0,
    flipped: { ...ASR, quiesce: { ...ASR.quiesce, freezeTimeoutUs: 90 * SECOND } },
  },
  'app-point-failure': {
    holds: async (policy) => {
      const estate = await asr(policy, 65 * MINUTE, { quiesce: () => veto })
      const told = estate.replication.events.map(({ code }) => code)
      return told.join() === '153006' && made(estate, 'crash-consistent') === 12 && !made(estate, 'app-consistent')
    },
    flipped: { ...ASR, appFailure: 'degraded' },
  },
  'cache-region-loss': {
    holds: async (policy) => {
      const estate = await asr(policy, 5 * MINUTE + 100 * MILLISECOND)
      estate.replication.loseSource('region')
      await estate.run(10 * MINUTE)
      return estate.replication.latest().ok === false && estate.replication.points.length === 0
    },
    flipped: { ...ASR, delta: policies.snapshotReplication.delta! },
  },
  'processing-queue': {
    holds: async (policy) => {
      const estate = await asr(policy, 5 * MINUTE + 4 * SECOND, { thinkUs: 100 * MILLISECOND })
      const latest = estate.replication.latest()
      return latest.ok && latest.processingUs > 0 && latest.processingUs <= 2.1 * SECOND
    },
    flipped: { ...ASR, processing: { ...ASR.processing, fixedUs: 10 * SECOND } },
  },
  'churn-limit': {
    holds: async (policy) => {
      const told: number[] = []
      // The limit at 16 KiB a write is 4 MB/s, which is 244 writes.
      for (const perSecond of [240, 250]) {
        const estate = await asr({ ...policy, crashPointIntervalUs: 5 * SECOND }, 1, { client: false })
        const data = new Uint8Array(16 * 1024)
        for (let second = 0; second < 5; second++) {
          const disk = estate.machines[0]!.disks[0]!
          for (let write = 0; write < perSecond; write++)
            disk.submit({ kind: 'write', lba: (write % 4) * 32, sectors: 32, data, fua: false, label: 'load' }, () => {})
          await estate.run((second + 1) * SECOND)
        }
        told.push(estate.replication.events.length)
      }
      return told.join() === '0,1'
    },
    flipped: { ...ASR, churn: { mode: 'normal', tier: 'premium', averageIoBytes: 4096 } },
  },
  'alert-no-point': {
    holds: async (policy) => {
      const estate = await asr({ ...policy, appPointIntervalUs: 0, uplink: { ...policy.uplink, faults: busyFaults } }, 64 * MINUTE)
      const early = estate.replication.events.length
      await estate.run(66 * MINUTE)
      return early === 0 && estate.replication.events.map(({ code }) => code).join() === '153007'
    },
    flipped: { ...ASR, alertAfterUs: 50 * MINUTE },
  },
  'retention-thinning': {
    holds: async (policy) => {
      const { replication } = await asr(policy, 27 * HOUR, { thinkUs: 10 * MINUTE })
      const newest = replication.points.at(-1)!
      const ages = replication.points.map(({ cutAtUs }) => Math.floor((newest.availableAtUs - cutAtUs) / HOUR))
      return ages.filter((age) => age < 2).length === 26 && ages.length === 26 + 22 && Math.max(...ages) === 23
    },
    flipped: { ...ASR, retention: asrRetention(2) },
  },
  'retention-stuck': {
    holds: async (policy) => {
      const estate = await asr({ ...policy, uplink: { ...policy.uplink, faults: busyFaults } }, 30 * HOUR, { thinkUs: HOUR })
      return estate.replication.points.length === 1 && estate.replication.beyondRetention(estate.replication.points[0]!)
    },
    flipped: { ...ASR, retention: asrRetention(15) },
  },
  'resync-effect': {
    holds: async (policy) => {
      const estate = await asr(policy, 12 * HOUR, { thinkUs: HOUR })
      estate.replication.requireResync('machine0', 'transfer-failure')
      const { length } = estate.replication.points
      await estate.run(18 * HOUR - MINUTE)
      const made = estate.replication.points.length - length
      const phases: string[] = [estate.replication.phase]
      await estate.run(18 * HOUR + 10 * MINUTE)
      phases.push(estate.replication.phase)
      return made === 0 && phases.join() === 'resync,protected'
    },
    flipped: { ...ASR, resync: { ...ASR.resync, window: { fromUs: 0, toUs: 0 } } },
  },
  'group-size': {
    holds: async (policy) => {
      const enable = (machines: number) => createEstate({ machines, client: false, policy }).then(() => true, () => false)
      return (await enable(16)) && !(await enable(17))
    },
    flipped: { ...ASR, maximumGroupMachines: 17 },
  },
  'group-point': {
    holds: async (policy) => {
      const { replication } = await asr(policy, 11 * MINUTE, { machines: 2 })
      return replication.points.every(({ firstTag, lastTag, evidence }) =>
        evidence.length === 1 && lastTag.atUs - firstTag.atUs < 300 * MILLISECOND)
    },
    flipped: { ...ASR, groups: false },
  },
  'vss-hold-writes': {
    holds: async (policy) => {
      const patient = { ...policy, crashPointIntervalUs: 7 * MINUTE }
      return made(await asr(tagging(patient, 9.9 * SECOND), 62 * MINUTE), 'app-consistent') === 1
        && made(await asr(tagging(patient, 10.1 * SECOND), 62 * MINUTE), 'app-consistent') === 0
    },
    flipped: { ...ASR, quiesce: { ...ASR.quiesce, holdWritesTimeoutUs: 11 * SECOND } },
  },
  'vss-retry': {
    holds: async (policy) => {
      let tries = 0
      const flaky = { ...gated, freeze: () => new Promise((resolve) => void (tries++, resolve)) }
      const limits = { ...policy.quiesce, freezeTimeoutUs: SECOND }
      const estate = await asr({ ...policy, quiesce: limits }, 89 * MINUTE, { quiesce: () => flaky })
      const before = tries
      await estate.run(110 * MINUTE)
      return before === 3 && tries === 4
    },
    flipped: { ...ASR, retry: { delayUs: 5 * MINUTE, retries: 3 } },
  },
  'vss-no-writer': {
    holds: async (policy) => {
      const estate = await asr(policy, 65 * MINUTE, { quiesce: () => null })
      return made(estate, 'file-system-consistent') === 1 && made(estate, 'app-consistent') === 0
    },
    flipped: withDefect('labelWithoutWriter'),
  },
  'hook-order': {
    holds: async (policy) => {
      const well = await asr(policy, 65 * MINUTE)
      const badly = await asr(policy, 65 * MINUTE, { quiesce: () => veto })
      const { evidence } = well.replication.points.find(({ kind }) => kind === 'app-consistent')!
      const { cutFirst, cutLast, frozen } = evidence[0]!
      const between = frozen.every(({ frozenAt, thawedAt }) => frozenAt!.seq < cutFirst.seq && thawedAt!.seq > cutLast.seq)
      return between && made(badly, 'app-consistent') === 0
    },
    flipped: withDefect('ignoreVeto'),
  },
  'freeze-watchdog': {
    holds: async (policy) => made(await asr(policy, 65 * MINUTE, slowFreeze(50 * SECOND)), 'app-consistent') === 1,
    flipped: { ...ASR, quiesce: { ...ASR.quiesce, watchdogUs: 30 * SECOND } },
  },
}

describe('the table of semantics', () => {
  it('has a test for every row, and no test without one', () => {
    expect(Object.keys(ROWS).sort()).toEqual(replicationSemantics.map(({ id }) => id).sort())
  })

  it('names fields that there are, and what is exported', () => {
    const absent = ['pointInBitmapState', 'clockNotHeld', 'labelWithoutWriter', 'ignoreVeto'] satisfies (keyof ReplicationDefects)[]
    const defects = Object.fromEntries(absent.map((defect) => [defect, false]))
    const withAll: Required<ReplicationPolicy> = {
      ...ASR,
      appFailure: 'missing',
      appFailureEvent: 153006,
      apart: 'disk',
      maximumGroupMachines: 16,
      delta: policies.hyperVReplica.delta!,
      largeDisk: ASR.largeDisk!,
      churn: ASR.churn!,
      defects,
    }
    for (const { from, id } of replicationSemantics) {
      if ('constant' in from) {
        expect(from.constant in replicationFace, id).toBe(true)
        continue
      }
      let value: unknown = withAll
      for (const field of from.policy.split('.')) value = (value as Record<string, unknown>)[field]
      expect(value, id).toBeDefined()
    }
  })
})

describe.each(replicationSemantics)('$id: $defaultText', ({ id }) => {
  const { holds, flipped } = ROWS[id]!

  it('is how it behaves', async () => {
    expect(await holds(ASR), id).toBe(true)
  })

  it('would be noticed if it were not', async () => {
    expect(await holds(flipped), id).toBe(false)
  })
})
