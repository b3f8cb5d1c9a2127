/** Disasters that strike while an estate is not protected yet, not any more, or in the middle of something. */
import { describe, expect, it } from 'vitest'
import { runHistory, strategies } from '../../../../core/drill/estate/index.ts'
import type { Estate, EstateDefinition, EstateDisasterKind, Outcome, Strategy } from '../../../../core/drill/estate/index.ts'
import { outcomeOf } from '../../../../core/drill/estate/outcome-of.ts'
import { PHASE_COURSES } from '../../../../core/drill/estate/phases.ts'
import { ProtectedEstate } from '../../../../core/drill/estate/protected-estate.ts'
import { sceneOf } from '../../../../core/drill/estate/scene.ts'
import { protectionsOf } from '../../../../core/drill/estate/strategy.ts'
import { generatePlan } from '../../../../core/drill/generate-plan.ts'
import { assumedMinutes } from '../../../../core/sim/index.ts'
import { ordersEstate } from '../../../../scenarios/orders-estate.ts'
import { smallEstate } from './small-estate.ts'

const { asr } = strategies
const appConsistent = strategies['asr-app-consistent']
const MINUTE_US = 60_000_000

const exactly = (minutes: number) => assumedMinutes(minutes, minutes, 'of the test')

/** So long after its cause. */
const after = (kind: EstateDisasterKind, minutes: number, more: Partial<EstateDefinition> = {}): Estate =>
  smallEstate({ timing: { [kind]: { lead: exactly(minutes) } }, ...more })

async function outcomes(estate: Estate, strategy: Strategy, kind: EstateDisasterKind, histories = 2, quietDays = 2): Promise<Outcome[]> {
  const all: Outcome[] = []
  for (let index = 0; index < histories; index++) all.push(...(await runHistory(estate, [strategy], { seed: `phase-${index}`, kinds: [kind], quietDays })))
  return all
}

const statesOf = ({ moments }: Outcome): readonly string[] => moments.map(({ state }) => state)

/** Before the failover in earnest. */
const unprotectedBeforeUs = ({ unprotectedUs, serviceRtoUs, disaster: { detectionUs, decisionUs } }: Outcome): number =>
  unprotectedUs! - (serviceRtoUs! - detectionUs - decisionUs)

const minutesLost = ({ rpoUs }: Outcome): number => rpoUs! / MINUTE_US

describe('a loss while the first copy runs', () => {
  const kind = 'loss-in-initial-replication'

  it('finds nothing to fail over to, and finds it once the copy is complete', async () => {
    // 128 GiB at 50 MiB/s: 44 minutes.
    for (const outcome of await outcomes(after(kind, 40), asr, kind)) expect(outcome).toMatchObject({ recovered: false, reason: 'initial-replication' })
    for (const outcome of await outcomes(after(kind, 60), asr, kind)) expect(outcome).toMatchObject({ recovered: true, reason: null })
  })

  it('depends on how large the machines are', async () => {
    const small = after(kind, 40, { machines: { db: { provisionedGiB: 16 } } })
    for (const { recovered } of await outcomes(small, asr, kind)) expect(recovered).toBe(true)
  })
})

describe('a loss in a resync', () => {
  const kind = 'loss-in-resync'

  it('leaves only points from before it, and new ones once it is over', async () => {
    // Two disks of 64 GiB at 100 MiB/s: 11 minutes at the least.
    for (const outcome of await outcomes(after(kind, 10), asr, kind)) expect(minutesLost(outcome)).toBeGreaterThan(10)
    // Whatever the office hours: the comparison begins at 18:00 at the latest.
    for (const outcome of await outcomes(after(kind, 15 * 60), asr, kind)) expect(minutesLost(outcome)).toBeLessThan(7)
  })

  it('is nothing that backups know of', async () => {
    const [outcome] = await outcomes(after(kind, 15), strategies['backup-enhanced'], kind, 1)
    expect(outcome).toMatchObject({ recovered: false, reason: 'not-applicable', breaches: [], attempts: [] })
  })
})

describe('a loss in a quiesce', () => {
  const kind = 'loss-in-quiesce'

  it('never finds the point that was being taken, and finds it some minutes later', async () => {
    for (const { attempts, disaster, recovered } of await outcomes(after(kind, 0), appConsistent, kind, 4)) {
      expect(recovered).toBe(true)
      expect(attempts[0]!.cutAtUs).toBeLessThan(disaster.causedAtUs)
    }
    for (const { attempts, disaster } of await outcomes(after(kind, 3), appConsistent, kind))
      expect(attempts[0]!.cutAtUs).toBeGreaterThanOrEqual(disaster.causedAtUs)
  })

  it('strikes while the machines are brought to rest', async () => {
    const plan = generatePlan({ ...ordersEstate.scenario, operations: 50, thinkUs: MINUTE_US, faults: [], destructive: [], policy: false, swarm: false }, 'rest')
    for (let index = 0; index < 3; index++) {
      const running = await ProtectedEstate.begin(ordersEstate, protectionsOf(asr), plan, [])
      await running.runTo(400 * MINUTE_US)
      const disaster = { kind, index, atUs: running.nowUs, causedAtUs: running.nowUs, detectionUs: 0, decisionUs: 0 } as const
      await PHASE_COURSES[kind].cause(running, disaster)
      await PHASE_COURSES[kind].strike(running, disaster)
      expect(running.snapshots.busy).toBe(true)
      running.dispose()
    }
  })
})

describe('a cancelled failover (F27)', () => {
  const kind = 'loss-after-cancelled-failover'

  it('leaves nothing to fail over to until everything has been copied anew', async () => {
    for (const { recovered, reason, unprotectedUs, moments } of await outcomes(after(kind, 40), asr, kind)) {
      expect(recovered).toBe(false)
      expect(['replication-stopped', 'initial-replication']).toContain(reason)
      expect(unprotectedUs).toBe(40 * MINUTE_US)
      expect(moments.map(({ state }) => state).slice(0, 3)).toEqual(['protected', 'failing-over', 'replication-stopped'])
    }
    for (const outcome of await outcomes(after(kind, 2 * 1440), asr, kind)) {
      expect(outcome.recovered).toBe(true)
      expect(statesOf(outcome).slice(-4)).toEqual(['protected', 'protected', 'failing-over', 'failed-over'])
      // The copy itself takes 44 minutes, and nobody begins at once.
      expect(unprotectedBeforeUs(outcome) / MINUTE_US).toBeGreaterThan(44 + 3 + 10)
      expect(unprotectedBeforeUs(outcome) / MINUTE_US).toBeLessThan(1440 + 30 + 45)
    }
  })

  it('makes no point any more from its beginning on', async () => {
    const policy = { ...asr.replication.policy, crashPointIntervalUs: MINUTE_US }
    const everyMinute: Strategy = { ...asr, replication: { ...asr.replication, policy } }
    // Nobody cancels within three minutes.
    for (const outcome of await outcomes(after(kind, 2.5), everyMinute, kind)) {
      const { recovered, attempts, disaster, unprotectedUs, serviceRtoUs } = outcome
      expect(recovered).toBe(true)
      // It was under way, and what was for nothing becomes one in earnest.
      expect(statesOf(outcome)).toEqual(['protected', 'failing-over', 'failing-over', 'failed-over'])
      expect(unprotectedUs).toBe(2.5 * MINUTE_US + serviceRtoUs!)
      expect(attempts[0]!.cutAtUs).toBeLessThanOrEqual(disaster.causedAtUs)
    }
  })

  it('takes nothing where the product leaves replication as it was', async () => {
    for (const outcome of await outcomes(after(kind, 40, { failoverPolicy: { cancelLeaves: 'protected' } }), asr, kind)) {
      expect(outcome.recovered).toBe(true)
      expect(statesOf(outcome)).toEqual(['protected', 'failing-over', 'protected', 'protected', 'failing-over', 'failed-over'])
    }
  })

  it('is as short as the estate states that somebody notices', async () => {
    const durations = { cancellation: exactly(3), enabledAnew: exactly(1) }
    for (const outcome of await outcomes(after(kind, 60, { durations }), asr, kind)) {
      expect(outcome.recovered).toBe(true)
      expect(unprotectedBeforeUs(outcome) / MINUTE_US).toBeGreaterThan(44)
      expect(unprotectedBeforeUs(outcome) / MINUTE_US).toBeLessThan(48)
    }
  })

  it('takes nothing from backups', async () => {
    for (const { recovered, attempts } of await outcomes(after(kind, 40), strategies['asr-and-backup'], kind)) {
      expect(recovered).toBe(true)
      expect(attempts.map(({ via }) => via)).toEqual(['backup'])
    }
  })
})

describe('the loss of the target during a failover', () => {
  const kind = 'loss-during-failover'

  it('leaves replication with nothing, after a part of the failover', async () => {
    for (const outcome of await outcomes(smallEstate(), asr, kind)) {
      expect(outcome).toMatchObject({ recovered: false, reason: 'target-lost', serviceRtoUs: null })
      expect(outcome.attempts.map(({ via, verdict }) => [via, verdict.status])).toEqual([['replication', 'violated']])
      expect(statesOf(outcome)).toEqual(['protected', 'protected', 'failing-over'])
      expect(outcome.unprotectedUs).toBeGreaterThanOrEqual(0)
    }
    for (const { recovered } of await outcomes(smallEstate(), asr, 'machine-loss')) expect(recovered).toBe(true)
  })

  it('is answered from the backups at home, later than without it', async () => {
    const both = strategies['asr-and-backup']
    for (const outcome of await outcomes(smallEstate(), both, kind)) {
      const { attempts, critical, serviceRtoUs, steps, disaster, lostOperations, rpoUs } = outcome
      expect(outcome.recovered).toBe(true)
      expect(attempts.map(({ via }) => via)).toEqual(['replication', 'backup'])
      const lostUs = attempts[1]!.beganUs
      expect(lostUs).toBeGreaterThanOrEqual(disaster.detectionUs + disaster.decisionUs)
      // Nothing of the failover goes on after it, and nobody notices it anew.
      for (const { id, endUs } of steps) if (!id.startsWith('attempt-2/')) expect(endUs).toBeLessThanOrEqual(lostUs)
      expect(steps.map(({ id }) => id)).not.toContain('attempt-2/detection')
      expect(critical.reduce((sum, { us }) => sum + us, 0)).toBe(serviceRtoUs)
      expect(lostOperations).toBeGreaterThan(0)
      expect(rpoUs).toBe(disaster.atUs - attempts[1]!.cutAtUs)
    }
  })

  it('is nothing that backups alone would notice', async () => {
    const [outcome] = await outcomes(smallEstate(), strategies['backup-enhanced'], kind, 1)
    expect(outcome).toMatchObject({ recovered: false, reason: 'not-applicable', attempts: [] })
  })
})

describe('the loss of one machine', () => {
  const kind = 'single-machine-loss'
  const busy = { ...ordersEstate, operationsPerHour: 120 }
  /** All that is copied first, 704 GiB at 50 MiB/s, takes four hours. */
  const FIRST_COPY_DAYS = 0.25
  const apart: Strategy = { ...asr, replication: { ...asr.replication, policy: { ...asr.replication.policy, groups: false } } }

  it('leaves machines that do not agree, and in a group all go together and do', async () => {
    const alone = await outcomes(busy, apart, kind, 4, FIRST_COPY_DAYS)
    expect(alone.filter(({ disaster }) => disaster.machine !== 'web').map(({ recovered, agrees }) => [recovered, agrees])).toContainEqual([true, false])
    for (const { attempts } of alone) expect(attempts[0]!.oneCut).toBe(false)
    for (const { recovered, agrees, attempts } of await outcomes(busy, asr, kind, 4, FIRST_COPY_DAYS)) {
      expect([recovered, agrees]).toEqual([true, true])
      expect(attempts[0]!.oneCut).toBe(true)
    }
  })

  it('loses nothing of the others', async () => {
    const all = await outcomes(busy, apart, kind, 4, FIRST_COPY_DAYS)
    const ofWeb = all.filter(({ disaster }) => disaster.machine === 'web')
    // It holds no data.
    for (const { lostOperations } of ofWeb) expect(lostOperations).toBe(0)
    expect(all.length).toBeGreaterThan(ofWeb.length)
    expect(Math.max(...all.map(({ lostOperations }) => lostOperations!))).toBeGreaterThan(0)
  })

  it('brings only that machine up elsewhere', async () => {
    const [outcome] = await outcomes(ordersEstate, strategies['backup-enhanced'], kind, 1)
    const created = outcome!.steps.filter(({ id }) => id.endsWith('/create')).map(({ machine }) => machine)
    expect(created).toEqual([outcome!.disaster.machine])
  })
})

describe('a test failover', () => {
  const kind = 'test-failover'

  it('leaves production and replication as if nobody had tested', async () => {
    const options = { seed: 'tested', kinds: [kind, 'machine-loss', 'region-loss'] } as const
    const all = await runHistory(smallEstate(), [asr], options)
    const [tested] = all
    expect(tested).toMatchObject({ disaster: { kind }, recovered: true, unprotectedUs: 0, outsideDisagreements: 0, reissuedIds: 0 })
    expect(tested!.moments.map(({ state }) => state)).toEqual(['protected', 'test-failover', 'protected'])
    for (const index of [1, 2]) expect(await runHistory(smallEstate(), [asr], { ...options, only: index })).toEqual([all[index]])
  })

  it('finds what a failover would find', async () => {
    const broken = smallEstate({ operationsPerHour: 120 }, { defect: 'dirty-write-skipped', checkpointIntervalUs: 20_000_000, frames: 2 })
    for (const estate of [broken, smallEstate({ operationsPerHour: 120 })]) {
      const plan = generatePlan({ ...estate.scenario, operations: 200, thinkUs: MINUTE_US, faults: [], destructive: [], policy: false, swarm: false }, 'both')
      const running = await ProtectedEstate.begin(estate, protectionsOf(asr), plan, [])
      await running.runTo(100 * MINUTE_US)
      const found = []
      for (const each of [kind, 'machine-loss'] as const) {
        const disaster = { kind: each, index: 0, atUs: running.nowUs, causedAtUs: running.nowUs, detectionUs: 0, decisionUs: 0 }
        found.push(await outcomeOf(sceneOf(running, disaster), asr))
      }
      const [tested, real] = found
      expect(tested!.attempts[0]).toEqual(real!.attempts[0])
      expect(tested!.recovered).toBe(estate !== broken)
      expect(tested!.rpoUs).toBe(estate === broken ? null : real!.rpoUs)
      running.dispose()
    }
  })
})
