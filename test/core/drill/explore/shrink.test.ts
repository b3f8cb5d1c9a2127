/** A failing branch made small, beside the run that is explored. */
import { describe, expect, it } from 'vitest'
import { replay } from '../../../../core/index.ts'
import { createEngine } from '../../../../core/drill/explore/index.ts'
import type { Progress } from '../../../../core/drill/explore/index.ts'
import { planOf, SCENARIOS } from './explored.ts'
import { payloadOf } from './payload-of.ts'

describe('shrinking a branch', () => {
  it('gives a smaller run that fails alike, and whose token shows it', async () => {
    const engine = await createEngine(SCENARIOS.forgets, { plan: planOf('forgets') }, { shrinkAttempts: 30 })
    const last = engine.opened.picture.marks.findLast(({ kind }) => kind === 'ack')!
    const branch = await engine.pull({ how: 'power-cut', seq: last.seq!, survivors: 'floors', fates: [] })
    expect(branch.verdict).toBe('lost-ack')
    const progress: Progress[] = []
    const { branch: smaller, report } = await engine.shrink(branch, (one) => progress.push(one))
    expect(smaller).toMatchObject({ verdict: 'lost-ack', pull: { how: 'power-cut' } })
    expect(report.fromOperations).toBe(branch.plan.operations.length)
    expect(report.toOperations).toBe(smaller.plan.operations.length)
    expect(report.toOperations).toBeLessThan(report.fromOperations)
    expect(smaller.plan.replication).toBeNull()
    expect(progress.at(-1)!.done).toBeLessThanOrEqual(report.attempts)
    expect(progress.every(({ of }) => of === 30)).toBe(true)
    expect(await replay(SCENARIOS.forgets, payloadOf(smaller))).toMatchObject({ outcome: 'still-fails', verdict: 'lost-ack', timeline: smaller.timeline })
    // What is explored is still the run as it was.
    expect(await engine.pull(branch.pull)).toEqual(branch)
    await engine.close()
  }, 120_000)

  it('gives a branch of another run, in which it can be shown again, shrunk further, and held beside what passes', async () => {
    const engine = await createEngine(SCENARIOS.forgets, { plan: planOf('forgets') }, { shrinkAttempts: 30 })
    const last = engine.opened.picture.marks.findLast(({ kind }) => kind === 'ack')!
    const branch = await engine.pull({ how: 'power-cut', seq: last.seq!, survivors: 'floors', fates: [] })
    const { branch: smaller, report } = await engine.shrink(branch, () => {})
    expect(await engine.again(smaller)).toMatchObject({ verdict: smaller.verdict, message: smaller.message, plan: smaller.plan })
    const { branch: smallest, report: further } = await engine.shrink(smaller, () => {})
    expect([further.fromOperations, further.lostWrites?.from]).toEqual([report.toOperations, report.lostWrites?.to])
    expect(smallest.verdict).toBe('lost-ack')
    const passing = await engine.pull(smaller.nearestPassing!.pull, smaller.plan)
    expect(passing).toMatchObject({ verdict: 'ok', title: smaller.nearestPassing!.title, plan: smaller.plan })
    await engine.close()
  }, 120_000)

  it('says that there is nothing to shrink of a branch that recovers', async () => {
    const engine = await createEngine(SCENARIOS.thinned, { plan: planOf('thinned') })
    const branch = await engine.pull({ how: 'power-cut', seq: 9, survivors: 'floors', fates: [] })
    await expect(engine.shrink(branch, () => {})).rejects.toThrow('nothing to make smaller')
    await engine.close()
  })
})
