/** In the suite every application is correct, so every alarm is false. */
import { describe, expect, it } from 'vitest'
import { PHASE_NAMES } from '../../core/crash/index.ts'
import { drill } from '../../core/drill/index.ts'
import type { DrillResult } from '../../core/drill/index.ts'
import { suite } from '../../scenarios/suite.ts'
import { canary, zoo } from '../../scenarios/zoo/index.ts'

const SEEDS = ['a', 'b', 'c', 'd', 'e', 'f']
const results: DrillResult[] = []

describe('the suite', () => {
  it.each(suite)('raises no alarm: $name', async (scenario) => {
    for (const seed of SEEDS) {
      const result = await drill(scenario, { seed, stateBudget: 120, shrinkAttempts: 0 })
      expect(
        result.failures.map(({ verdict, message, crash }) => `${seed}: ${verdict} ${JSON.stringify(crash)} ${message}`),
      ).toEqual([])
      expect(result.inconclusive).toEqual([])
      expect(result.status).toBe('passed')
      results.push(result)
    }
  })

  it('has names of its own', () => {
    const inZoo = [canary.scenario, ...zoo.map(({ bug }) => bug), ...new Set(zoo.map(({ twin }) => twin))]
    const names = [...suite, ...inZoo].map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(inZoo.every(({ name }) => name.startsWith('zoo/'))).toBe(true)
  })

  it('meets every phase, every kind of failover and what makes each interesting', () => {
    const sum = (of: (result: DrillResult) => number): number =>
      results.reduce((total, result) => total + of(result), 0)
    for (const phase of PHASE_NAMES)
      expect(
        sum(({ phases }) => phases[phase]),
        phase,
      ).toBeGreaterThan(0)
    for (const kind of [
      'crashConsistent',
      'fileSystemConsistent',
      'appConsistent',
      'latest',
      'insideOperation',
      'replayNeeded',
      'nonzeroRpo',
    ] as const)
      expect(
        sum(({ failovers }) => failovers[kind]),
        kind,
      ).toBeGreaterThan(0)
    expect(sum(({ recoveryCrashes }) => recoveryCrashes)).toBeGreaterThan(500)
  })
})
