/** What a user's tests set for fast-check as a whole changes no drill of Seeddrill, and stays set. */
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { drill } from '../../../core/index.ts'
import { generatePlan } from '../../../core/drill/generate-plan.ts'
import { operationKinds } from '../../../core/drill/operation-kinds.ts'
import { withOwnSettings } from '../../../core/drill/own-settings.ts'
import { notebookScenario, shelfScenario } from './toys.ts'

const before = fc.readConfigureGlobal()
const THEIRS = { randomType: 'mersenne', unbiased: true, interruptAfterTimeLimit: 0, examples: [[[]]], numRuns: 3 } as const

afterEach(() => fc.configureGlobal(before))

describe('settings of fast-check as a whole', () => {
  it('change no plan and no kinds of operations', () => {
    const found = () => ({ plan: generatePlan(shelfScenario(true), 'seed'), sampled: operationKinds(shelfScenario(true)).sampled })
    const plain = found()
    fc.configureGlobal({ ...THEIRS })
    expect(found()).toEqual(plain)
    expect(fc.readConfigureGlobal()).toEqual(THEIRS)
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
