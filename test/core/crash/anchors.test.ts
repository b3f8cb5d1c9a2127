import { describe, expect, it } from 'vitest'
import { WriteLog } from '../../../core/block/write-log.ts'
import type { LogStep } from '../../../core/block/write-log.ts'
import { AnchorIndex, describeAnchor } from '../../../core/crash/index.ts'
import { walDbScenario } from '../../../scenarios/wal-db-scenario.ts'
import { notebookScenario } from '../drill/toys.ts'
import { record } from './real-run.ts'

const SCENARIOS = [walDbScenario('wal-db'), notebookScenario()]

describe('an anchor', () => {
  it.each(SCENARIOS)('leads back to its own position in a run of $name, also as JSON', async (scenario) => {
    const { anchors, run } = await record(scenario, '7')
    const { log } = run.site
    const texts = new Set<string>()
    for (let seq = log.base; seq < log.end; seq++) {
      const text = JSON.stringify(anchors.at(seq))
      texts.add(text)
      expect(anchors.resolve(JSON.parse(text))).toBe(seq)
    }
    expect(texts.size).toBe(log.end - log.base)
    expect(log.end).toBeGreaterThan(50)
    run.site.dispose()
  })

  it('names the same step after an unrelated operation is dropped from the plan', async () => {
    const scenario = notebookScenario({}, { clients: 1 })
    const whole = await record(scenario, '7')
    const [dropped] = whole.run.plan.operations.slice(-3)
    const without = await record(scenario, '7', (plan) => ({
      ...plan,
      operations: plan.operations.filter(({ id }) => id !== dropped!.id),
    }))
    const { log } = whole.run.site
    let shared = 0
    for (let seq = log.base; seq < log.end; seq++) {
      const step = log.step(seq)
      const operation = operationOf(step)
      if (operation === null) continue
      const place = without.anchors.resolve(whole.anchors.at(seq))
      if (operation === dropped!.id) expect(place).toBeUndefined()
      else {
        expect(essence(without.run.site.log.step(place!))).toEqual(essence(step))
        shared++
      }
    }
    expect(shared).toBeGreaterThan(30)
    whole.run.site.dispose()
    without.run.site.dispose()
  })

  it('counts from the base of a log, and tells writes, flushes, marks and resets apart', () => {
    const log = new WriteLog()
    log.addDisk()
    for (let round = 0; round < 3; round++) log.mark(round, 'boot', { machine: 'db' })
    log.mark(9, 'submitted', { operation: 4 })
    log.advanceBase(1)
    const anchors = new AnchorIndex(log, ['db/wal'])
    expect(anchors.at(1)).toEqual({ step: 'boot', operation: null, where: 'db', label: 'boot', nth: 1 })
    expect(anchors.at(2).nth).toBe(2)
    expect(anchors.resolve({ ...anchors.at(2), nth: 3 })).toBeUndefined()
    expect(anchors.at(3)).toMatchObject({ step: 'submitted', operation: 4, where: 'clients' })
    expect(describeAnchor(anchors.at(2))).toBe('after "boot" on db boot (number 2)')
    expect(describeAnchor(anchors.at(3))).toBe('after operation 4: "submitted" on clients submitted')
  })
})

function operationOf(step: LogStep): number | null {
  return step.kind === 'reset' ? null : step.operation
}

/** What stays the same when other operations go: positions, times and places on the disk do not. */
function essence(step: LogStep): unknown {
  if (step.kind === 'mark') return [step.mark, step.operation, step.name]
  if (step.kind === 'reset') return step.disk
  return [step.kind, step.disk, step.operation, step.label, step.kind === 'flush' ? null : step.sectors]
}
