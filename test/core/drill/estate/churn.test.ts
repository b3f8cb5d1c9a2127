import { describe, expect, it } from 'vitest'
import { runHistory, strategies } from '../../../../core/drill/estate/index.ts'
import type { Estate, EstateMachine } from '../../../../core/drill/estate/index.ts'
import { ProtectedEstate } from '../../../../core/drill/estate/protected-estate.ts'
import { generatePlan } from '../../../../core/drill/generate-plan.ts'
import { policies } from '../../../../core/replication/index.ts'
import { smallEstate } from './small-estate.ts'

const { asr } = strategies
const MINUTE_US = 60_000_000
const DAY_MINUTES = 1_440
/** What a replica disk of this size takes of writes of 8 KiB in a day: 2 MB/s. */
const LIMIT_GIB = (2_000_000 * 86_400) / 1024 ** 3

/** The machine has two disks of one size. Limits are of disks. */
const changing = (changedGiBPerDay: number, machine: Partial<EstateMachine> = {}): Estate =>
  smallEstate({ machines: { db: { provisionedGiB: 16, changedGiBPerDay, ...machine } } })

async function rpoMinutes(estate: Estate, quietDays: number): Promise<number> {
  const [outcome] = await runHistory(estate, [asr], { seed: 'churn', kinds: ['region-loss'], quietDays })
  return outcome!.rpoUs === null ? Infinity : outcome!.rpoUs / MINUTE_US
}

describe('an estate that changes', () => {
  it('less than its replicas take loses minutes, however long it has run', async () => {
    for (const quietDays of [1, 2]) expect(await rpoMinutes(changing(2 * LIMIT_GIB * 0.9), quietDays)).toBeLessThan(10)
  })

  it('more than they take loses more from day to day (F12)', async () => {
    const [one, two] = [await rpoMinutes(changing(2 * LIMIT_GIB * 1.1), 1), await rpoMinutes(changing(2 * LIMIT_GIB * 1.1), 2)]
    expect(one).toBeGreaterThan(DAY_MINUTES / 2)
    expect(two - one).toBeCloseTo(DAY_MINUTES, -1)
  })

  it('more than small disks take is no worse off with larger ones, or larger writes', async () => {
    const churn = 2 * LIMIT_GIB * 1.1
    expect(await rpoMinutes(changing(churn, { averageWriteKiB: 16 }), 2)).toBeLessThan(10)
    expect(await rpoMinutes(changing(churn, { provisionedGiB: 1_100 }), 2)).toBeLessThan(10)
  })

  it('is not protected while its first copy is made, and is after that', async () => {
    // 10 TiB at 50 MiB/s take two and a half days.
    const large = changing(1, { provisionedGiB: 10 * 1_024 })
    expect(await rpoMinutes(large, 1)).toBe(Infinity)
    expect(await rpoMinutes(large, 3)).toBeLessThan(10)
  })
})

describe('the operator', () => {
  it('is told of a busy hour above the limit, which delays points and is caught up with', async () => {
    const busyHour = { startsAtHour: 9, percentOfDay: 20 }
    const { events, lagsUs } = await aDay(changing(2 * LIMIT_GIB * 0.5, { busyHour }))
    expect(events).toEqual(expect.arrayContaining(['churn-over-limit', 'no-crash-point']))
    expect(lagsUs.at(-1)!).toBeLessThan(MINUTE_US)
    // What waits in the cache store takes minutes.
    expect(Math.max(...lagsUs)).toBeGreaterThan(5 * MINUTE_US)
  })

  it('is told nothing where as much is written evenly', async () => {
    const { events, lagsUs } = await aDay(changing(2 * LIMIT_GIB * 0.5))
    expect(events).toEqual([])
    expect(Math.max(...lagsUs)).toBeLessThan(MINUTE_US)
  })
})

/** From a point's cut until it can be failed over to, for all points after a morning and a busy hour at nine. */
async function aDay(estate: Estate): Promise<{ readonly events: readonly string[]; readonly lagsUs: readonly number[] }> {
  const plan = generatePlan({ ...estate.scenario, operations: 0, faults: [], destructive: [], policy: false, swarm: false }, 'day')
  const running = await ProtectedEstate.begin(estate, { replication: { policy: { ...policies.asr, appPointIntervalUs: 0 } }, backup: null }, plan, [])
  const lags = new Map<string, number>()
  for (let hour = 1; hour <= 14; hour++) {
    await running.runTo(hour * 60 * MINUTE_US)
    for (const { id, availableAtUs, cutAtUs } of running.replication!.points) lags.set(id, availableAtUs - cutAtUs)
  }
  const { events } = running.replication!
  running.dispose()
  return { events: events.map(({ kind }) => kind), lagsUs: [...lags.values()] }
}
