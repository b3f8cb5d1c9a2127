import { describe, expect, it } from 'vitest'
import { record } from '../crash/real-run.ts'
import type { Evidence } from '../../../core/drill/source-run.ts'
import { notebookScenario } from './toys.ts'

/** How long the device took for each request of an operation, by operation. */
function latencies({ run: { site } }: Evidence): Map<number, number[]> {
  const byOperation = new Map<number, number[]>()
  for (let seq = site.log.base; seq < site.log.end; seq++) {
    const step = site.log.step(seq)
    if (step.kind === 'mark' || step.kind === 'reset' || step.operation === null || step.completeSeq !== seq) continue
    const own = byOperation.get(step.operation) ?? []
    byOperation.set(step.operation, [...own, step.completeAt - step.submitAt])
  }
  return byOperation
}

describe('dropping an operation from a plan', () => {
  it('shifts no draw of any other', async () => {
    const scenario = notebookScenario({}, { clients: 3, operations: 20, policy: false })
    const whole = await record(scenario, 'drop')
    const expected = latencies(whole)
    expect(expected.size).toBe(20)
    for (const dropped of [1, 7, 20]) {
      const without = await record(scenario, 'drop', (plan) => ({
        ...plan,
        operations: plan.operations.filter(({ id }) => id !== dropped),
      }))
      const found = latencies(without)
      expect(found.has(dropped)).toBe(false)
      for (const [operation, own] of found) expect(own, `operation ${operation}`).toEqual(expected.get(operation))
      without.run.site.dispose()
    }
    whole.run.site.dispose()
  })
})
