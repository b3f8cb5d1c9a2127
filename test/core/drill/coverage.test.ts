import { describe, expect, it } from 'vitest'
import { drill } from '../../../core/index.ts'
import type { DrillResult, FaultSpec, Scenario } from '../../../core/index.ts'
import { WriteLog } from '../../../core/block/write-log.ts'
import { FaultCoverage } from '../../../core/drill/coverage.ts'
import type { SourceRun } from '../../../core/drill/source-run.ts'
import { generatePlan } from '../../../core/drill/generate-plan.ts'
import { notebookScenario, shelfScenario } from './toys.ts'

const notebook = notebookScenario({}, { faults: ['stall', 'enospc', 'read-error-once'] })

async function drillWith(of: Scenario, ...faults: readonly Partial<FaultSpec>[]): Promise<DrillResult> {
  const specs = faults.map((fault): FaultSpec => ({ kind: 'stall', disk: 'book/log', fromUs: 0, toUs: 1e9, oneIn: 1, ...fault }))
  return drill(of, { plan: { ...generatePlan(of, '1'), faults: specs }, stateBudget: 100, shrinkAttempts: 0 })
}

const recoveries = (result: DrillResult, kind: string): number =>
  Object.values(result.coverage.faultsByRecovery[kind] ?? {}).reduce((sum, count) => sum + count, 0)

describe('coverage of a drill', () => {
  it('counts recoveries by the faults that had struck before the cut, and no others', async () => {
    const early = await drillWith(notebook, {})
    expect(early.coverage.faultsByRecovery.stall).toMatchObject({ 'power-cut': expect.any(Number) })
    expect(recoveries(early, 'stall')).toBeGreaterThan(20)
    expect(recoveries(early, 'stall')).toBeLessThanOrEqual(early.crashStates.generated)
    const late = await drillWith(notebook, { fromUs: 5000 })
    expect(late.faults.stall).toBeGreaterThan(0)
    expect(recoveries(late, 'stall')).toBeGreaterThan(0)
    expect(recoveries(late, 'stall')).toBeLessThan(recoveries(early, 'stall'))
    expect(Object.keys(late.coverage.faultsByRecovery)).toEqual(['stall'])
  })

  it('counts a cut from the instant of the strike on, and where two disks were struck from the first strike', () => {
    const log = new WriteLog()
    for (const atUs of [0, 100, 200, 200, 300, 400]) log.mark(atUs, 'submitted')
    const faults = [{ firstUs: { stall: 300, enospc: 400 } }, { firstUs: { stall: 200 } }]
    const counted = [0, 1, 2, 3, 4, 5, null].map((cutSeq) => {
      const coverage = new FaultCoverage()
      coverage.begin({ faults, site: { log } } as unknown as SourceRun)
      coverage.count('power-cut', cutSeq, null)
      return Object.keys(coverage.counts)
    })
    expect(counted).toEqual([[], [], ['stall'], ['stall'], ['stall'], ['stall', 'enospc'], []])
  })

  it('counts a fault of reads where it strikes: in recoveries', async () => {
    const result = await drillWith(notebook, { kind: 'read-error-once', oneIn: 2 })
    expect(result.faults['read-error-once']).toBeGreaterThan(0)
    expect(recoveries(result, 'read-error-once')).toBeGreaterThan(0)
  })

  it('says of a planned fault that never struck that it struck 0 times', async () => {
    const result = await drillWith(notebook, { kind: 'enospc', fromUs: 1e9, toUs: 2e9 })
    expect(result.faults).toEqual({ enospc: 0 })
    expect(result.coverage.faultsByRecovery).toEqual({})
    expect(result.coverage.faultPlans).toEqual({ stall: 0, enospc: 1, 'read-error-once': 0 })
  })

  it('tells what the seed left out, and whether there was a checkpoint', async () => {
    const plan = generatePlan(notebook, '1')
    const { coverage } = await drill(notebook, { plan, stateBudget: 1 })
    expect(Object.keys(coverage.familiesOff)).toEqual(plan.swarm!.familiesOff)
    expect(coverage.checkpointed).toBe(0)
    expect((await drill(shelfScenario(true), { stateBudget: 1 })).coverage.faultPlans).toEqual({})
  })
})
