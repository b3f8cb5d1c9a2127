/** The picture of a run, against its log. */
import { describe, expect, it } from 'vitest'
import { makePicture } from '../../../../core/drill/explore/make-picture.ts'
import type { Picture, PictureMark } from '../../../../core/drill/explore/index.ts'
import { closeView } from '../../../../core/drill/explore/run-view.ts'
import type { RunView } from '../../../../core/drill/explore/run-view.ts'
import { planOf, viewOf } from './explored.ts'
import type { ScenarioName } from './explored.ts'

async function pictured<Result>(name: ScenarioName, see: (picture: Picture, view: RunView) => Result, plan = planOf(name)): Promise<Result> {
  const view = await viewOf(name, plan)
  const result = see(makePicture(view.evidence, view.journal, null), view)
  closeView(view)
  return result
}

const laneOf = ({ lanes }: Picture, { lane }: PictureMark): string => lanes[lane]!.name

describe('the picture of a run', () => {
  it.each(['forgets', 'halves', 'planted'] as const)('of %s has every request and every operation of the log, where and when it was', async (name) => {
    const compared = await pictured(name, (picture, { evidence }) => {
      const { log, diskIds, history } = evidence.run.site
      const at = (seq: number): PictureMark[] => picture.marks.filter((mark) => mark.seq === seq && mark.kind !== 'point')
      let count = 0
      for (let seq = log.base; seq < log.end; seq++) {
        const step = log.step(seq)
        if (step.kind === 'reset' || (step.kind !== 'mark' && step.submitSeq !== seq)) continue
        if (step.kind === 'mark' && step.mark === 'span-end') continue
        const [mark, ...more] = at(seq)
        expect(more).toEqual([])
        if (step.kind === 'mark') expect(mark!.startUs).toBe(step.atUs)
        else expect({ ...mark, lane: laneOf(picture, mark!) }).toMatchObject({ kind: step.kind, startUs: step.submitAt, endUs: step.completeSeq === null ? null : step.completeAt, lane: diskIds[step.disk], label: step.label })
        count++
      }
      for (const { id, submitted, answered } of history)
        expect(picture.marks.find(({ kind, operation }) => kind === 'submit' && operation === id)).toMatchObject({ startUs: submitted.atUs, endUs: answered?.atUs ?? null })
      return count
    })
    expect(compared).toBeGreaterThan(40)
  })

  it('is in order, on lanes that there are, and the same again', async () => {
    const first = await pictured('forgets', (picture) => picture)
    const again = await pictured('forgets', (picture) => picture)
    expect(again).toEqual(first)
    const starts = first.marks.map(({ startUs }) => startUs)
    expect(starts).toEqual(starts.toSorted((one, other) => one - other))
    expect(first.lanes.map(({ name }) => name)).toEqual(['client 0', 'client 1', 'client 2', 'book', 'book/log', 'link', 'replica'].filter((name) => first.lanes.some((lane) => lane.name === name)))
    expect(first.marks.every(({ lane }) => lane < first.lanes.length)).toBe(true)
    expect(structuredClone(first)).toEqual(first)
  })

  it('has what crossed the link, and every point that there was, also one that was thinned', async () => {
    await pictured('thinned', (picture, { evidence, journal }) => {
      const on = (name: string): PictureMark[] => picture.marks.filter((mark) => laneOf(picture, mark) === name)
      const kept = evidence.run.protection!.replication.points.map(({ id }) => id)
      expect(kept).toHaveLength(2)
      expect(on('replica').length).toBeGreaterThan(kept.length)
      expect(new Set(on('replica').map(({ name }) => name))).toEqual(new Set(journal.points.map(({ id }) => id)))
      expect(on('replica').map(({ name }) => name)).toEqual(expect.arrayContaining(kept))
      const { batches } = evidence.run.protection!.replication.statistics()
      expect(on('link').filter(({ kind }) => kind === 'span')).toHaveLength(batches)
      expect(batches).toBeGreaterThan(3)
      for (const { startUs, endUs } of on('link')) expect(endUs ?? Infinity).toBeGreaterThanOrEqual(startUs)
    })
  })

  it('of a run without replication has neither link nor replica', async () => {
    const names = await pictured('planted', ({ lanes }) => lanes.map(({ name }) => name))
    expect(names).not.toContain('link')
    expect(names).not.toContain('replica')
    expect(names).toContain('db/wal')
  })

  it('shows where a fault struck, and none where none did', async () => {
    const fault = { kind: 'lying-flush', disk: 'book/log', fromUs: 0, toUs: 1_000_000, oneIn: 2 } as const
    const struck = await pictured('thinned', ({ marks }) => marks.filter(({ kind }) => kind === 'fault'), { ...planOf('thinned'), faults: [fault] })
    expect(struck.length).toBeGreaterThan(0)
    expect(new Set(struck.map(({ label }) => label))).toEqual(new Set(['flush lied']))
    expect(await pictured('thinned', ({ marks }) => marks.filter(({ kind }) => kind === 'fault'), { ...planOf('thinned'), faults: [] })).toEqual([])
  })
})
