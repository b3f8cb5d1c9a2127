import { describe, expect, it } from 'vitest'
import { buildImages, fromPicks, LAYER_NAMES, layerStates, toPicks } from '../../../core/crash/index.ts'
import { createStreams } from '../../../core/sim/random.ts'
import { walDbScenario } from '../../../scenarios/wal-db-scenario.ts'
import { logWriterScenario } from '../../../scenarios/log-writer-scenario.ts'
import { record } from './real-run.ts'

const SCENARIOS = [walDbScenario('wal-db'), logWriterScenario('log', { policy: 'none' })]

describe('picks', () => {
  it.each(SCENARIOS)('mean the same images as the choice they came from: $name', async (scenario) => {
    const evidence = await record(scenario, '5', (plan) => ({ ...plan, faults: [] }))
    const { anchors, run } = evidence
    const { log, keeper } = run.site
    const cursor = keeper.cursor()
    const options = {
      stream: createStreams('picks').named('picks'),
      atomicSectors: 1,
      powerSafe: false,
      seededPicks: 3,
      singledOut: 2,
      mostExhaustive: 16,
    } as const
    let listed = 0
    for (let seq = log.base; seq < log.end; seq += 5) {
      cursor.advanceTo(seq)
      for (const { choice } of LAYER_NAMES.flatMap((layer) => layerStates(layer, cursor, options))) {
        const picks = JSON.parse(JSON.stringify(toPicks(choice, anchors))) as ReturnType<typeof toPicks>
        if (picks.pick === 'listed') listed++
        const back = fromPicks(picks, cursor, anchors)
        const [one, other] = [buildImages(cursor, choice), buildImages(cursor, back!)]
        expect(other.map((image) => image.hashKey())).toEqual(one.map((image) => image.hashKey()))
        for (const image of [...one, ...other]) image.release()
      }
    }
    expect(listed).toBeGreaterThan(300)
    cursor.release()
    run.site.dispose()
  })

  it('that name what is not pending are refused', async () => {
    const { anchors, run } = await record(walDbScenario('wal-db'), '5')
    const cursor = run.site.keeper.cursor()
    const { log } = run.site
    for (let seq = log.base; cursor.disks.every(({ pending }) => pending.length === 0); seq++) cursor.advanceTo(seq)
    const [pending] = cursor.disks.flatMap((disk) => disk.pending)
    const write = anchors.ofWrite(pending!.entry)
    const pick = (one: object) => fromPicks({ pick: 'listed', writes: [{ write, ...one }] }, cursor, anchors)
    expect(pick({})).toHaveLength(1)
    expect(pick({ sectors: [0] })).toHaveLength(1)
    expect(pick({ sectors: [0, pending!.entry.sectors] })).toBeNull()
    expect(pick({ damage: { sectors: [0], content: 'zeros' } })).toHaveLength(1)
    expect(pick({ damage: { sectors: [0, 9], content: 'zeros' } })).toBeNull()
    expect(pick({ damage: { sectors: [9], content: 'zeros' } })).toBeNull()
    expect(pick({ write: { ...write, nth: 99 } })).toBeNull()
    expect(pick({ write: anchors.at(log.end - 1) })).toBeNull()
    cursor.advanceTo(log.end - 1)
    expect(pick({})).toBeNull()
    cursor.release()
    run.site.dispose()
  })
})
