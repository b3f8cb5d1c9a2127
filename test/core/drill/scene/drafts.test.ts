/** The bounds of a scene, on marks made by hand. */
import { describe, expect, it } from 'vitest'
import { drill } from '../../../../core/index.ts'
import { fit } from '../../../../core/drill/scene/drafts.ts'
import type { Draft } from '../../../../core/drill/scene/drafts.ts'
import { MOST_CHARACTERS, MOST_MARKS } from '../../../../core/drill/scene/scene.ts'
import type { SceneLane } from '../../../../core/drill/scene/scene.ts'
import { notebookScenario } from '../toys.ts'

const lane: SceneLane = { name: 'db/wal', kind: 'volume', side: 'source' }
const idle: SceneLane = { name: 'db/data', kind: 'volume', side: 'source' }

const draft = (order: number, change: Partial<Draft> = {}): Draft => ({
  lane,
  order,
  named: false,
  origin: null,
  endUs: order,
  mark: { kind: 'write', startUs: order, label: 'x' },
  ...change,
})
const drafts = (count: number): Draft[] => Array.from({ length: count }, (_, order) => draft(order))
const startsOf = (all: readonly Draft[], around: number): number[] => fit(all, around, [lane], undefined).marks.map(({ startUs }) => startUs)

describe('the marks of a scene', () => {
  it('all stay where they are few, in the order of time', () => {
    expect(fit([draft(2), draft(1), draft(3)], 3, [idle, lane], undefined)).toMatchObject({
      lanes: [lane],
      marks: [{ lane: 0, startUs: 1 }, { startUs: 2 }, { startUs: 3 }],
      leftOut: 0,
    })
  })

  it('that are nearest to the cut stay where they are many, and what the verdict names', () => {
    const many = [draft(0, { named: true }), ...drafts(5000).slice(1)]
    const starts = startsOf(many, 4000)
    expect(starts).toHaveLength(MOST_MARKS)
    expect(starts[0]).toBe(0)
    expect(starts[1]).toBeGreaterThan(3700)
    expect(starts.at(-1)).toBeLessThan(4300)
    expect(fit(many, 4000, [lane], undefined).leftOut).toBe(5000 - MOST_MARKS)
  })

  it('stay within their characters, however long their labels are', () => {
    const long = drafts(5000).map((one) => ({ ...one, mark: { ...one.mark, label: 'é'.repeat(1000), name: 'W'.repeat(9) } }))
    const fitted = fit(long, 4999, [lane], () => 'f'.repeat(1000))
    expect(JSON.stringify(fitted.marks).length).toBeLessThan(MOST_CHARACTERS / 2)
    expect(fitted.marks.length).toBeGreaterThan(100)
    expect(fitted.leftOut).toBe(5000 - fitted.marks.length)
  })

  it('ask for a line only where somebody kept it', () => {
    const { marks } = fit([draft(1), draft(2, { origin: new Error('here') })], 2, [lane], ({ message }) => message)
    expect(marks.map(({ line }) => line)).toEqual([undefined, 'here'])
  })
})

it('a scene of a long run stays within its bounds', async () => {
  const scenario = notebookScenario({ forgetsFlush: true }, { operations: 300 })
  const { failures } = await drill(scenario, { seed: '1', stateBudget: 60, shrinkAttempts: 0 })
  expect(failures.length).toBeGreaterThan(0)
  for (const { scene } of failures) {
    expect(scene.marks.length).toBeLessThanOrEqual(MOST_MARKS)
    expect(JSON.stringify(scene).length).toBeLessThanOrEqual(MOST_CHARACTERS)
  }
  expect(Math.max(...failures.map(({ scene }) => scene.marksLeftOut))).toBeGreaterThan(0)
})
