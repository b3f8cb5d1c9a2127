/** What is told to be nearest to an observation must be legal, and the observation itself where that is. */
import { describe, expect, it } from 'vitest'
import type { OperationRecord } from '../../../../core/oracle/history.ts'
import { createEngine } from '../../../../core/drill/explore/index.ts'
import { nearestAllowed } from '../../../../core/drill/explore/nearest-allowed.ts'
import { generatePlan } from '../../../../core/index.ts'
import { notebookScenario } from '../toys.ts'

type Records = readonly OperationRecord[]

const mark = (seq: number) => ({ seq, atUs: seq, completed: [] })

/** Answered `answeredAt`, or never. */
const operation = (id: number, submittedAt: number, answeredAt: number | null, position?: number): OperationRecord => ({
  id, client: 0, value: id, submitted: mark(submittedAt), answered: answeredAt === null ? null : mark(answeredAt),
  outcome: answeredAt === null ? 'unknown' : 'ok', result: undefined, position,
}) as unknown as OperationRecord

let tried = 0
const model = {
  shown: (_settled: number, further: Records = []): unknown => {
    tried++
    return further.map(({ id }) => id)
  },
}

function nearestTo(observed: readonly number[], optional: Records, contract: 'ack' | 'none' = 'none'): readonly number[] {
  tried = 0
  return nearestAllowed(model, { settled: 0, required: [], optional, contract }, { value: observed }).included.map(({ id }) => id)
}

/** One after the other. */
const inTurn = (count: number): Records => Array.from({ length: count }, (_, id) => operation(id, 2 * id, 2 * id + 1))
/** All at once. */
const together = (count: number): Records => Array.from({ length: count }, (_, id) => operation(id, id, count + id))
const upTo = (count: number): number[] => Array.from({ length: count }, (_, id) => id)

describe('what the model allows nearest to an observation', () => {
  it.each([0, 1, 3, 63, 64, 65, 777, 1999, 2000])('is the first %i of 2,000 operations where they were observed, after few tries', (count) => {
    expect(nearestTo(upTo(count), inTurn(2000))).toEqual(upTo(count))
    expect(tried).toBeLessThan(200)
  })

  it('has operations that ran side by side in the order in which they are there', () => {
    expect(nearestTo([2, 0], together(3))).toEqual([2, 0])
    expect(nearestTo([...upTo(50), 52, 51], [...inTurn(50), ...[50, 51, 52].map((id) => operation(id, 200 + id, 300 + id))])).toEqual([...upTo(50), 52, 51])
  })

  it('has no hole, and no order that real time or commit positions forbid', () => {
    expect(nearestTo([1], inTurn(2))).not.toEqual([1])
    expect(nearestTo([1, 0], inTurn(2))).not.toEqual([1, 0])
    const committed = [operation(0, 0, 9, 1), operation(1, 1, 8, 0)]
    expect(nearestTo([1, 0], committed)).toEqual([1, 0])
    expect(nearestTo([0, 1], committed)).not.toEqual([0, 1])
    expect(nearestTo([0], committed)).not.toEqual([0])
    expect(nearestTo([0], committed, 'ack')).toEqual([0])
  })

  it('has what is there once too often as well: it is not lost', async () => {
    const scenario = notebookScenario({ atRead: (texts) => [...texts, ...texts.slice(-1)] }, { operations: 10, clients: 1, policy: false })
    const engine = await createEngine(scenario, { plan: { ...generatePlan(scenario, '1'), faults: [] } })
    const answered = engine.opened.picture.marks.findLast(({ kind }) => kind === 'ack')!
    const branch = await engine.pull({ how: 'power-cut', seq: answered.seq!, survivors: 'newest', fates: [] })
    expect(branch).toMatchObject({ verdict: 'wrong-data', message: expect.stringContaining('applied twice') as string, lost: [] })
    await engine.close()
  })

  it('is what a power cut left that lost none of many operations of which nothing was promised', async () => {
    const scenario = notebookScenario({}, { durability: 'none', operations: 120, clients: 1, policy: false })
    const engine = await createEngine(scenario, { plan: { ...generatePlan(scenario, '1'), faults: [] } })
    const seq = Math.max(...engine.opened.picture.marks.map((each) => each.seq ?? 0))
    const branch = await engine.pull({ how: 'power-cut', seq, survivors: 'newest', fates: [] })
    expect(branch).toMatchObject({ verdict: 'ok', lost: [] })
    expect(branch.observed).toHaveLength(120)
    expect(branch.allowed).toEqual(branch.observed)
    await engine.close()
  })
})
