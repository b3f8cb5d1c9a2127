/** After a process kill the device still has its cache: a recovery may read from it what no flush has made durable. */
import { describe, expect, it } from 'vitest'
import { drill, replay } from '../../../core/index.ts'
import { listScenario } from './list-app.ts'
import type { ListHabits } from './list-app.ts'

/** Which recoveries are looked at twice is drawn, so one seed may miss what it looks for. */
const SEEDS = ['1', '2', '3']

async function failuresOf(habits: ListHabits): Promise<string[]> {
  const scenario = listScenario(habits)
  const found: string[] = []
  for (const seed of SEEDS) {
    const { failures } = await drill(scenario, { seed, shrinkAttempts: 0 })
    for (const { verdict, crash } of failures) found.push(`${verdict} after ${crash.kind}`)
  }
  return found
}

describe('a recovery from a device that kept its cache', () => {
  it('is sound when the boot flushes what it has read', async () => {
    expect(await failuresOf({})).toEqual([])
  })

  it('is found out when what it showed goes with the next power cut', async () => {
    expect(await failuresOf({ flushAtBoot: false })).toContain('recovery-not-idempotent after process-kill')
  })

  it('is replayed on a device that kept it', async () => {
    const scenario = listScenario({ flushAtBoot: false })
    const found = []
    for (const seed of SEEDS) found.push(...(await drill(scenario, { seed, shrinkAttempts: 0 })).failures)
    const cached = found.filter(({ verdict, crash }) => verdict === 'recovery-not-idempotent' && crash.kind === 'process-kill')
    expect(cached.length).toBeGreaterThan(0)
    for (const { plan, crash, verdict, traceHash } of cached) {
      const payload = { v: 1, scenario: scenario.name, codeHash: '', plan, crash, verdict, traceHash } as const
      expect(await replay(scenario, payload)).toMatchObject({ outcome: 'still-fails', verdict })
    }
  })
})
