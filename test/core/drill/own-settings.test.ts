/** What a user's tests set for fast-check as a whole changes no drill of Seeddrill, and stays set. */
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { drill } from '../../../core/index.ts'
import { generatePlan } from '../../../core/drill/generate-plan.ts'
import { operationKinds } from '../../../core/drill/operation-kinds.ts'
import { withOwnSettings } from '../../../core/drill/own-settings.ts'
import { workload } from '../../../core/drill/workload.ts'
import { notebookScenario, shelfScenario } from './toys.ts'

const before = fc.readConfigureGlobal()
const fails = (): never => {
  throw new Error('a hook of somebody else')
}
const THEIRS = { randomType: 'mersenne', unbiased: true, interruptAfterTimeLimit: 0, examples: [[[]]], numRuns: 3, baseSize: 'xlarge', asyncBeforeEach: fails } as const

afterEach(() => fc.configureGlobal(before))

describe('settings of fast-check as a whole', () => {
  it('change no plan and no kinds of operations', () => {
    const found = () => ({ plan: generatePlan(shelfScenario(true), 'seed'), sampled: operationKinds(shelfScenario(true)).sampled })
    const plain = found()
    fc.configureGlobal({ ...THEIRS })
    expect(found()).toEqual(plain)
    expect(fc.readConfigureGlobal()).toEqual(THEIRS)
  })

  it('change nothing of what is made while it shrinks', async () => {
    const values = fc.integer({ min: 5, max: 9 }).chain(() => fc.array(fc.nat()))
    const candidates = async () => {
      const seen: unknown[] = []
      await withOwnSettings(() => {
        const arbitrary = workload({ ...shelfScenario(true), operation: values, operations: 2 } as never)
        return fc.check(fc.asyncProperty(arbitrary, async (operations) => seen.push(structuredClone(operations)) > 1), { seed: 8, numRuns: 1 })
      })
      return seen
    }
    const plain = await candidates()
    expect(plain.length).toBeGreaterThan(5)
    fc.configureGlobal({ ...THEIRS })
    expect(await candidates()).toEqual(plain)
  })

  it('cut no shrink short', async () => {
    const lossy = notebookScenario({ forgetsFlush: true }, { operations: 40 })
    const shrunk = async () => (await drill(lossy, { seed: '1', stateBudget: 150, shrinkAttempts: 60 })).failures[0]!.plan
    const plain = await shrunk()
    fc.configureGlobal({ ...THEIRS })
    expect(await shrunk()).toEqual(plain)
  })

  it('are put back after an error', () => {
    fc.configureGlobal({ ...THEIRS })
    expect(() => withOwnSettings(() => {
      throw new Error('as it is')
    })).toThrow('as it is')
    expect(fc.readConfigureGlobal()).toEqual(THEIRS)
  })
})
