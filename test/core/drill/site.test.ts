import { describe, expect, it } from 'vitest'
import { generatePlan } from '../../../core/index.ts'
import { runSource } from '../../../core/drill/source-run.ts'
import type { Site } from '../../../core/drill/site.ts'
import { isCompletion } from '../../../core/block/write-log.ts'
import type { Mark } from '../../../core/block/write-log.ts'
import { listScenario } from './list-app.ts'

const scenario = listScenario()

async function runSite(): Promise<Site> {
  const { site } = await runSource(scenario, generatePlan(scenario, 'site'))
  return site
}

describe('the history of a site', () => {
  it('holds every operation of the plan, with the very marks of the write log', async () => {
    const { history, log } = await runSite()
    expect(history).toHaveLength(15)
    for (const { id, submitted, answered } of history) {
      const about = { kind: 'mark', operation: id }
      const same = ({ seq, vector, atUs }: Mark): unknown => ({ seq, vector, atUs })
      expect(log.step(submitted.seq)).toMatchObject({ ...about, mark: 'submitted', ...(same(submitted) as object) })
      expect(log.step(answered!.seq)).toMatchObject({ ...about, mark: 'answered', ...(same(answered!) as object) })
    }
  })

  it('answers an operation after all it waited for, and counts its write in the vector of the answer', async () => {
    const { history, log } = await runSite()
    for (const { id, submitted, answered } of history) {
      const own: number[] = []
      let completed = 0
      for (let seq = log.base; seq < log.end; seq++) {
        const step = log.step(seq)
        if (step.kind === 'mark' || step.kind === 'reset' || !isCompletion(step, seq)) continue
        if (step.kind === 'write' && seq < answered!.seq) completed++
        if (step.operation === id) own.push(seq)
      }
      expect(own.length).toBeGreaterThan(0)
      expect(submitted.seq).toBeLessThan(Math.min(...own))
      expect(answered!.vector).toEqual([completed])
      expect(answered!.seq).toBeGreaterThan(submitted.seq)
    }
  })
})
