/** Regions that lose contact before the source is lost: what the target had is recorded, and the estate runs on. */
import { describe, expect, it } from 'vitest'
import { disastersOf, runHistory, strategies } from '../../../../core/drill/estate/index.ts'
import type { HistoryOptions, Strategy } from '../../../../core/drill/estate/index.ts'
import { breachesOf } from '../../../../core/drill/estate/breaches.ts'
import { historyPlan } from '../../../../core/drill/estate/history-plan.ts'
import { outcomeOf } from '../../../../core/drill/estate/outcome-of.ts'
import { ProtectedEstate } from '../../../../core/drill/estate/protected-estate.ts'
import { protectionsOf } from '../../../../core/drill/estate/strategy.ts'
import { smallEstate } from './small-estate.ts'

const estate = smallEstate()

/** The regions are really taken apart, from the cause to the strike. */
async function live(strategy: Strategy, options: HistoryOptions) {
  const [disaster] = disastersOf(estate, options)
  const running = await ProtectedEstate.begin(estate, protectionsOf(strategy), historyPlan(estate, options.seed), [])
  await running.runTo(disaster!.causedAtUs)
  running.isolate()
  await running.runTo(disaster!.atUs)
  const scene = { running, target: running.target, evidence: running.evidence(), disaster: disaster!, damagedAtUs: null }
  const outcome = await outcomeOf(scene, strategy)
  running.dispose()
  return { ...outcome, breaches: breachesOf(outcome, estate.objectives) }
}

describe('a partition', () => {
  it.each(Object.values(strategies))('that is recorded comes to the very same as one that is lived through: $id', async (strategy) => {
    for (let history = 0; history < 4; history++) {
      const options: HistoryOptions = { seed: `apart-${history}`, kinds: ['partition'] }
      const [recorded] = await runHistory(estate, [strategy], options)
      const lived = await live(strategy, options)
      // What the source tells of being apart is not looked at.
      expect({ ...recorded, alerts: {} }).toEqual({ ...lived, alerts: {} })
      for (const [kind, count] of Object.entries(recorded!.alerts)) expect(count).toBeLessThanOrEqual(lived.alerts[kind]!)
    }
  })

  it('changes nothing for those who come later on its day', async () => {
    const kinds = ['partition', 'region-loss', 'machine-loss'] as const
    const all = await runHistory(estate, [strategies.asr], { seed: 'beside', kinds })
    for (const { index, kind } of disastersOf(estate, { seed: 'beside', kinds })) {
      const [alone] = await runHistory(estate, [strategies.asr], { seed: 'beside', kinds, only: index })
      expect(alone).toEqual(all.find(({ disaster }) => disaster.kind === kind))
    }
  })

  it('gives back what it had recorded', async () => {
    const running = await ProtectedEstate.begin(estate, protectionsOf(strategies.asr), historyPlan(estate, 'leak'), [])
    await running.runTo(2 * 3_600_000_000)
    const record = running.recordTarget()
    running.replication!.discardPoints()
    const { slotsInUse } = running.arena.statistics
    expect(record.replication!.points.length).toBeGreaterThan(5)
    record.release()
    expect(running.arena.statistics.slotsInUse).toBeLessThan(slotsInUse)
    running.dispose()
  })

  it('leaves nothing but the points that had been listed', async () => {
    const running = await ProtectedEstate.begin(estate, protectionsOf(strategies.asr), historyPlan(estate, 'listed'), [])
    await running.runTo(3_600_000_000)
    const record = running.recordTarget()
    const listed = record.replication!.points.map(({ id }) => id)
    running.replication!.changeDiskSku('db', running.site.disks[0]!.id)
    await running.runTo(30 * 3_600_000_000)
    expect(record.replication!.points.map(({ id }) => id)).toEqual(listed)
    expect(record.replication!.points.every(({ usable }) => usable === true)).toBe(true)
    expect(record.replication!.latest().ok).toBe(false)
    record.release()
    running.dispose()
  })
})
