/** Which instants a sweep looks at, and that none of their states goes uncounted. */
import { describe, expect, it } from 'vitest'
import { createArena } from '../../../core/block/arena.ts'
import { isCompletion } from '../../../core/block/write-log.ts'
import { flushBoundaryStates } from '../../../core/crash/edges.ts'
import { LAYER_NAMES } from '../../../core/crash/index.ts'
import type { LayerName } from '../../../core/crash/index.ts'
import { Examiner } from '../../../core/drill/examiner.ts'
import { generatePlan } from '../../../core/drill/generate-plan.ts'
import { gatherEvidence, runSource } from '../../../core/drill/source-run.ts'
import type { Evidence } from '../../../core/drill/source-run.ts'
import { ObservationMemory } from '../../../core/drill/observation-memory.ts'
import { sweep } from '../../../core/drill/sweep.ts'
import { listScenario } from './list-app.ts'
import type { ListHabits } from './list-app.ts'

async function swept(budget: number, layers: readonly LayerName[], memory = new ObservationMemory(), habits: ListHabits = {}) {
  const scenario = listScenario(habits)
  const plan = generatePlan(scenario, '1')
  const arena = createArena()
  const examiner = new Examiner(scenario, plan, arena, {}, memory)
  const evidence = gatherEvidence(await runSource(scenario, plan, { arena }))
  await sweep(examiner, evidence, budget, layers)
  return { examiner, evidence }
}

const made = ({ layers }: Examiner): number => Object.values(layers).reduce((sum, count) => sum + count, 0)

const verdictsOf = ({ findings }: Examiner): readonly string[] => findings.all.map(({ fingerprint }) => fingerprint).sort()

/** The states at an answer, at the end of a flush, and at the instant before it. */
function atPromises({ run: { site } }: Evidence): number {
  const { log, keeper } = site
  const cursor = keeper.cursor()
  const flushEnds = (seq: number): boolean => {
    const step = seq < log.end ? log.step(seq) : null
    return step?.kind === 'flush' && isCompletion(step, seq)
  }
  let states = 0
  for (let seq = log.base; seq < log.end; seq++) {
    cursor.advanceTo(seq)
    const step = log.step(seq)
    const answer = step.kind === 'mark' && step.mark === 'answered'
    if (answer || flushEnds(seq) || flushEnds(seq + 1)) states += flushBoundaryStates(cursor).length
  }
  cursor.release()
  return states
}

describe('a sweep', () => {
  it('looks at flush boundaries from both sides, and at answers', async () => {
    const { examiner, evidence } = await swept(10_000, ['flush-boundaries'])
    expect(made(examiner)).toBe(atPromises(evidence))
    expect(made(examiner)).toBeGreaterThan(40)
  })

  it.each([10, 10_000])('with a budget of %i counts each state once: checked, seen before, or left out', async (budget) => {
    const { examiner } = await swept(budget, LAYER_NAMES)
    const { checked, deduped, skipped, generated, recoveryCrashes } = examiner
    expect(generated).toBe(checked + deduped + skipped)
    expect(generated - recoveryCrashes).toBe(made(examiner))
    expect((examiner.skippedBecause['state budget'] ?? 0) > 0).toBe(budget < 10_000)
  })

  it('finds no less when it has to forget what images showed, and boots them again', async () => {
    const habits = { flushAtBoot: false }
    const { examiner: whole } = await swept(10_000, LAYER_NAMES, new ObservationMemory(), habits)
    const forgetful = new ObservationMemory({ mostImages: 3, mostText: 300 })
    const { examiner } = await swept(10_000, LAYER_NAMES, forgetful, habits)
    expect(examiner.checked).toBeGreaterThan(whole.checked)
    expect(examiner.deduped).toBeLessThan(whole.deduped)
    expect(verdictsOf(whole)).not.toEqual([])
    expect(verdictsOf(examiner)).toEqual(expect.arrayContaining([...verdictsOf(whole)]))
  })
})
