import { describe, expect, it } from 'vitest'
import { drill, replay } from '../../../core/index.ts'
import type { DrillOptions, Failure, Scenario } from '../../../core/index.ts'
import { walDbScenario } from '../../../scenarios/wal-db-scenario.ts'
import { zoo } from '../../../scenarios/zoo/index.ts'
import { notebookScenario } from './toys.ts'

async function shrunkBy(scenario: Scenario, options: DrillOptions): Promise<Failure> {
  const { failures } = await drill(scenario, { seed: '1', stateBudget: 150, ...options })
  return failures[0]!
}

async function stillFails(scenario: Scenario, { plan, crash, verdict, traceHash }: Failure): Promise<boolean> {
  const token = { v: 1, scenario: scenario.name, codeHash: '', plan, crash, verdict, traceHash } as const
  const result = await replay(scenario, token)
  return result.outcome === 'still-fails' && result.verdict === verdict && result.traceHash === traceHash
}

const idsOf = ({ plan }: Failure): readonly number[] => plan.operations.map(({ id }) => id)
const lossy = notebookScenario({ forgetsFlush: true }, { operations: 40 })

describe('shrinking', () => {
  it.each([lossy, walDbScenario('hasty', { defect: 'ack-before-flush' })])(
    'makes a failure of $name smaller, and it still fails',
    async (scenario) => {
      const whole = await shrunkBy(scenario, { shrinkAttempts: 0 })
      const small = await shrunkBy(scenario, { shrinkAttempts: 60 })
      expect(whole.shrunk).toMatchObject({ fromOperations: 40, toOperations: 40, attempts: 0, ended: 'not-shrunk' })
      expect(small.shrunk.toOperations).toBe(small.plan.operations.length)
      expect(small.shrunk.toOperations).toBeLessThanOrEqual(3)
      expect(small.shrunk.attempts).toBeLessThanOrEqual(60)
      expect(small.plan.disasters).toEqual([])
      expect(small.plan.replication).toBeNull()
      expect(small.fingerprint).toBe(whole.fingerprint)
      expect(idsOf(whole)).toEqual(expect.arrayContaining([...idsOf(small)]))
      expect(await stillFails(scenario, small)).toBe(true)
    },
  )

  it('looks for a failure where it was found: at a recovery point', async () => {
    const failure = await shrunkBy(notebookScenario({ alwaysReplays: true }), { shrinkAttempts: 30 })
    expect(failure.crash.kind).toBe('recovery-point')
    expect(failure.shrunk.toOperations).toBeLessThan(3)
    expect(failure.plan.disasters).toEqual([])
  })

  it('keeps to its budget', async () => {
    for (const shrinkAttempts of [1, 2, 4]) {
      const failure = await shrunkBy(lossy, { shrinkAttempts })
      expect(failure.shrunk.attempts).toBeLessThanOrEqual(shrinkAttempts)
      expect(await stillFails(lossy, failure)).toBe(true)
    }
  })

  it('keeps what a failure after a failover needs', async () => {
    const tired = notebookScenario({
      atBoot: (_, texts) => void Object.assign(texts, { old: texts.length > 0 }),
      atAppend: (_text, _context, texts) => ('old' in texts && texts.old ? new Promise<never>(() => {}) : undefined),
    })
    for (const seed of ['1', '2', '3', '4']) {
      const { failures } = await drill(tired, { seed, stateBudget: 60, shrinkAttempts: 20 })
      for (const failure of failures) expect(await stillFails(tired, failure)).toBe(true)
      const [first] = failures
      if (first?.crash.kind === 'recovery-point') expect(first.plan.replication).not.toBeNull()
      if (first?.crash.kind === 'disaster') expect(first.plan.disasters).not.toEqual([])
    }
  })

  it('ends with the best plan so far when the drill is interrupted', async () => {
    let boots = 0
    const counted = notebookScenario({ forgetsFlush: true, atBoot: () => void boots++ }, { operations: 40 })
    const whole = await shrunkBy(counted, { shrinkAttempts: 60 })
    boots = 0
    await shrunkBy(counted, { shrinkAttempts: 0 })
    const soon = boots + 12
    boots = 0
    const signal = {
      get aborted(): boolean {
        return boots > soon
      },
    }
    const early = await shrunkBy(counted, { shrinkAttempts: 60, signal })
    expect(early.shrunk).toMatchObject({ ended: 'interrupted', budget: 60 })
    expect(early.cause).toBeNull()
    expect(early.shrunk.attempts).toBeGreaterThan(0)
    expect(early.shrunk.attempts).toBeLessThan(whole.shrunk.attempts)
    expect(early.shrunk.toOperations).toBeLessThan(40)
    expect(await stillFails(counted, early)).toBe(true)
  })

  it('brings back every write whose loss does not matter, and needs no second crash that does not', async () => {
    const scenario = zoo.find(({ id }) => id === 'torn-tail-fatal')!.bug
    const failure = await shrunkBy(scenario, { shrinkAttempts: 60 })
    expect(failure.shrunk.lostWrites!.to).toBeLessThanOrEqual(1)
    expect(failure.shrunk.disks!.to).toBe(1)
    expect(failure.crash.then).toBeUndefined()
    expect(await stillFails(scenario, failure)).toBe(true)
  })
})
