/**
 * Failures of the catalogue that an estate meets: each is brought about in a history, seen in its outcome, and absent where
 * the estate or its protection is as it should be. What needs no estate is tested on its own floor: F19, F27, F28 and F31 in
 * `life-cycle`, F29 in `failback-point`, F30 in `reprotect`, F33 to F35 in `restore` and `jobs`.
 */
import { describe, expect, it } from 'vitest'
import { runHistory, strategies } from '../../../../core/drill/estate/index.ts'
import type { Estate, EstateDisasterKind, HistoryOptions, Outcome, Strategy } from '../../../../core/drill/estate/index.ts'
import { asrRetention } from '../../../../core/replication/policies.ts'
import type { ReplicationPolicy } from '../../../../core/replication/policy.ts'
import { assumedMinutes } from '../../../../core/sim/index.ts'
import { ordersEstate } from '../../../../scenarios/orders-estate.ts'
import { walDb } from '../../../../scenarios/wal-db/index.ts'
import { smallEstate } from './small-estate.ts'

const { asr } = strategies
const MINUTE_US = 60_000_000
const HOUR_US = 60 * MINUTE_US

const firstDay = { quietDays: 0, disasters: 3 }
const once = { disasters: 1 }

const asrWith = (part: Partial<ReplicationPolicy>, choice: 'latest' | 'latest-processed' = 'latest-processed'): Strategy =>
  ({ ...asr, replication: { choice, policy: { ...asr.replication.policy, ...part } } })

/** Of two disasters in one history, on its second day. */
const outcomes = (of: Estate, strategy: Strategy, kind: EstateDisasterKind, more: Partial<HistoryOptions> = {}): Promise<readonly Outcome[]> =>
  runHistory(of, [strategy], { seed: 'catalogue', kinds: [kind], quietDays: 1, disasters: 2, ...more })

const lead = (kind: EstateDisasterKind, minutes: number) => ({ timing: { [kind]: { lead: assumedMinutes(minutes, minutes, 'a test') } } })

describe('F14: an intruder who waited for longer than points are kept', () => {
  const late = smallEstate(lead('ransomware', 30 * 60))

  it('leaves no clean point, and one where they are kept for longer', async () => {
    const [short] = await outcomes(late, asr, 'ransomware', once)
    expect(short).toMatchObject({ recovered: false, reason: 'no-clean-point' })
    const [long] = await outcomes(late, asrWith({ retention: asrRetention(3) }), 'ransomware', once)
    expect(long).toMatchObject({ recovered: true })
  })
})

describe('F16: points that outlive their retention since no new ones come', () => {
  it('are taken for what they are: the loss is counted from their cut', async () => {
    const [stuck] = await outcomes(smallEstate(lead('partition', 26 * 60)), asr, 'partition', { ...once, quietDays: 2 })
    const { rpoUs, attempts, disaster } = stuck!
    expect(rpoUs).toBe(disaster.atUs - attempts[0]!.cutAtUs)
    expect(rpoUs! / HOUR_US).toBeGreaterThan(26)
    const [fresh] = await outcomes(smallEstate(lead('partition', 10)), asr, 'partition', { ...once, quietDays: 2 })
    expect(fresh!.rpoUs! / MINUTE_US).toBeLessThan(20)
  })
})

describe('F20: an old point that is committed by mistake', () => {
  it('is all there is, and costs hours where the newest costs minutes', async () => {
    const mistaken = await outcomes(smallEstate(), asr, 'operator-error', { disasters: 4 })
    expect(mistaken.map(({ attempts }) => attempts.length)).toEqual([1, 1, 1, 1])
    expect(Math.max(...mistaken.map(({ rpoUs }) => rpoUs!)) / HOUR_US).toBeGreaterThan(1)
    for (const { rpoUs } of await outcomes(smallEstate(), asr, 'region-loss')) expect(rpoUs! / MINUTE_US).toBeLessThan(10)
  })
})

describe('F21: the latest state, of a region that is gone', () => {
  it('is not to be had, and is after the loss of the machines alone', async () => {
    const latest = asrWith({}, 'latest')
    for (const { recovered, attempts } of await outcomes(smallEstate(), latest, 'region-loss')) {
      expect(recovered).toBe(true)
      expect(attempts[0]!.kind).toMatch(/-consistent$/)
    }
    for (const { rpoUs, attempts } of await outcomes(smallEstate(), latest, 'machine-loss')) {
      expect(attempts[0]).toMatchObject({ kind: 'latest', points: ['latest'] })
      expect(rpoUs! / MINUTE_US).toBeLessThan(1)
    }
  })
})

describe('F22: machines that are recovered to different times', () => {
  const busy = { ...ordersEstate, operationsPerHour: 180 }
  // The first copy takes some hours.
  const often = { quietDays: 0.25, disasters: 10 }

  it('are right by themselves and do not agree; in a group they do', async () => {
    const apart = asrWith({ appPointIntervalUs: 0, groups: false, apart: 'machine', ungroupedSkewUs: 4 * MINUTE_US })
    const separately = await outcomes(busy, apart, 'region-loss', often)
    expect(separately.map(({ recovered }) => recovered)).toEqual(separately.map(() => true))
    expect(separately.map(({ agrees }) => agrees)).toContain(false)
    const together = await outcomes(busy, asrWith({ appPointIntervalUs: 0 }), 'region-loss', often)
    expect(together.map(({ recovered, agrees }) => [recovered, agrees])).toEqual(together.map(() => [true, true]))
  })
})

// An operator's error is committed at once, so there is one attempt to look at.
describe('F23: a plan that goes on after a machine that failed', () => {
  const ofPlan = (onError: 'continue' | 'stop', comesBack: boolean): Estate => {
    const { scenario } = ordersEstate
    const sound = walDb({ checkpointIntervalUs: HOUR_US, walSize: '256KiB', dataSize: '128KiB' })
    const boot: typeof sound.boot = async (context) => {
      const db = await sound.boot(context)
      if (!comesBack && Object.keys(await db.readAll()).length > 0) throw new Error('somebody has to look at it first')
      return db
    }
    const machines = { ...(scenario.machines as object), orders: { ...sound, boot } }
    const recoveryPlan = { name: 'tiers', onError, waitsFor: 'healthy' as const, groups: [{ members: ['orders', 'audit'] }, { members: ['web'] }] }
    // Few who wait for what never comes.
    const clients = [{ count: 1, everyUs: HOUR_US, resolver: 'provider' }]
    return { ...ordersEstate, clients, recoveryPlan, scenario: { ...scenario, machines } }
  }

  it('brings up a web server with nothing behind it, and nobody takes that for a recovery', async () => {
    const [went] = await outcomes(ofPlan('continue', false), asr, 'operator-error', once)
    expect(went!.steps.find(({ id }) => id === 'web/create')).toMatchObject({ outcome: 'done' })
    expect(went!.recovered).toBe(false)
    expect(went!.attempts[0]!.verdict).toMatchObject({ verdict: 'service-down', message: expect.stringContaining('orders did not come up') as string })
    const [stopped] = await outcomes(ofPlan('stop', false), asr, 'operator-error', once)
    expect(stopped!.steps.find(({ id }) => id === 'web/create')).toBeUndefined()
    const [sound] = await outcomes(ofPlan('continue', true), asr, 'operator-error', once)
    expect(sound!.recovered).toBe(true)
  })
})

describe('F24: a region to which everybody comes at once', () => {
  it('makes machines wait for its control plane, and on another day does not', async () => {
    const waits = async (kind: EstateDisasterKind): Promise<readonly string[]> =>
      (await outcomes(ordersEstate, asr, kind, once)).flatMap(({ steps }) => steps.flatMap(({ id }) => (id.endsWith('/control-plane') ? [id] : [])))
    expect(await waits('region-loss')).toContain('audit/control-plane')
    expect(await waits('machine-loss')).toEqual([])
  })
})

describe('F25: machines that run and a service that is down', () => {
  it('come of an item that nobody knows of, and a person who knows of it ends that', async () => {
    const [known, forgotten] = [false, true].map((nobody) => smallEstate({ dependencies: [{ item: 'udr', ...(nobody ? { forgotten: true } : {}) }] }))
    const [down] = await outcomes(forgotten!, asr, 'operator-error', once)
    expect(down!.recovered).toBe(false)
    expect(down!.steps.find(({ id }) => id === 'db/health-probe')).toMatchObject({ outcome: 'done' })
    expect(down!.attempts[0]!.verdict).toMatchObject({ verdict: 'service-down', message: expect.stringContaining('udr') as string })
    const [up] = await outcomes(known!, asr, 'operator-error', once)
    expect(up!.recovered).toBe(true)
  })
})

describe('F26: a cold cache', () => {
  it('is time to service and not to a machine that runs', async () => {
    const hour = assumedMinutes(60, 60, 'a test')
    const [cold, warm] = await Promise.all([hour, null].map((warmUp) => outcomes(smallEstate({ machines: { db: { warmUp } } }), asr, 'region-loss')))
    expect(cold!.map(({ platformRtoUs }) => platformRtoUs)).toEqual(warm!.map(({ platformRtoUs }) => platformRtoUs))
    cold!.forEach(({ serviceRtoUs }, index) => expect(serviceRtoUs! - warm![index]!.serviceRtoUs!).toBeGreaterThan(30 * MINUTE_US))
  })
})

describe('F32: a snapshot that has no copy in the vault yet', () => {
  const enhanced = strategies['backup-enhanced']

  it('is lost with its region, and not with its machines; a day later there is a copy', async () => {
    const region = await outcomes(smallEstate(), enhanced, 'region-loss', firstDay)
    expect(region.map(({ recovered, reason }) => [recovered, reason])).toEqual(region.map(() => [false, 'no-point']))
    expect((await outcomes(smallEstate(), enhanced, 'machine-loss', firstDay)).map(({ recovered }) => recovered)).toContain(true)
    expect((await outcomes(smallEstate(), enhanced, 'region-loss', { quietDays: 3 })).map(({ recovered }) => recovered)).toEqual([true, true])
  })
})
