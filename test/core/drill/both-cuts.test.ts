/** An instant can be cut after the fact, from the log, or live, where the world goes on: both find the same disks. */
import { describe, expect, it } from 'vitest'
import type { LogStep } from '../../../core/block/write-log.ts'
import { buildImages } from '../../../core/crash/index.ts'
import { generatePlan } from '../../../core/drill/generate-plan.ts'
import { runSource } from '../../../core/drill/source-run.ts'
import type { SourceRun } from '../../../core/drill/source-run.ts'
import type { Scenario } from '../../../core/index.ts'
import { estateScenario } from '../../../scenarios/estate-scenario.ts'
import { logWriterScenario } from '../../../scenarios/log-writer-scenario.ts'
import { walDbScenario } from '../../../scenarios/wal-db-scenario.ts'

const SCENARIOS = [walDbScenario('wal-db'), logWriterScenario('log', { policy: 'none' }), estateScenario('estate')]

const keysOf = (images: readonly { hashKey(): string }[]): string[] => images.map((image) => image.hashKey())

/** The last position of the log not later than an instant. */
function lastBefore({ site: { log } }: SourceRun, atUs: number): number {
  let seq = log.end - 1
  while (seq > log.base && timeOf(log.step(seq), seq) > atUs) seq--
  return seq
}

function timeOf(step: LogStep, seq: number): number {
  if (step.kind === 'mark') return step.atUs
  if (step.kind === 'reset') return 0
  return step.completeSeq === seq ? step.completeAt : step.submitAt
}

/** What the log says the disks may hold at an instant, at the two edges. */
function cut(run: SourceRun, atUs: number): { readonly floors: string[]; readonly completed: string[] } {
  const cursor = run.site.keeper.cursor()
  cursor.advanceTo(lastBefore(run, atUs))
  const edges = (['floors', 'completed'] as const).map((choice) => {
    const images = buildImages(cursor, choice)
    const keys = keysOf(images)
    for (const image of images) image.release()
    return keys
  })
  cursor.release()
  return { floors: edges[0]!, completed: edges[1]! }
}

async function instants(scenario: Scenario): Promise<{ readonly whole: SourceRun; readonly at: number[] }> {
  const whole = await runSource(scenario, generatePlan(scenario, '11'))
  const booted = timeOf(whole.site.log.step(whole.bootedSeq - 1), whole.bootedSeq - 1)
  const length = whole.site.kernel.now - booted
  return { whole, at: Array.from({ length: 12 }, (_, index) => booted + Math.floor((length * (2 * index + 1)) / 24)) }
}

describe.each(SCENARIOS)('at one instant of $name', (scenario) => {
  it('the log of the whole run and a run that ends there agree', async () => {
    const { whole, at } = await instants(scenario)
    for (const atUs of at) {
      const live = await runSource(scenario, whole.plan, { untilUs: atUs })
      expect(cut(live, atUs)).toEqual(cut(whole, atUs))
      expect(keysOf(live.site.disks.map((disk) => disk.image))).toEqual(cut(whole, atUs).completed)
      live.site.dispose()
    }
    whole.site.dispose()
  })

  it('a machine that loses its power there comes back with what the log says', async () => {
    const { whole, at } = await instants(scenario)
    const different = new Set<string>()
    for (const atUs of at) {
      const live = await runSource(scenario, whole.plan, { untilUs: atUs })
      const { floors } = cut(whole, atUs)
      const cursor = live.site.keeper.cursor()
      cursor.advanceTo(live.site.log.end - 1)
      const survivors = buildImages(cursor, 'floors')
      for (const machine of live.site.machines) machine.powerCut(survivors.splice(0, machine.disks.length))
      expect(keysOf(live.site.disks.map((disk) => disk.image))).toEqual(floors)
      const after = live.site.keeper.cursor()
      after.advanceTo(live.site.log.end - 1)
      expect(after.disks.every(({ pending }) => pending.length === 0)).toBe(true)
      expect(keysOf(after.disks.map((disk) => disk.floors))).toEqual(floors)
      if (floors.join() !== cut(whole, atUs).completed.join()) different.add(String(atUs))
      cursor.release()
      after.release()
      live.site.dispose()
    }
    expect(different.size).toBeGreaterThan(0)
    whole.site.dispose()
  })
})
