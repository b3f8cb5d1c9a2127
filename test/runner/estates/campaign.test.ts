/** Histories on threads that are made up. */
import { describe, expect, it } from 'vitest'
import { startHistories } from '../../../runner/estates/campaign.ts'
import type { HistoryOrder, HistoryReport } from '../../../runner/estates/order.ts'
import type { BatchEnding, Executor } from '../../../runner/pool.ts'
import { fewFacts } from './outcomes.ts'

const orders = Array.from({ length: 5 }, (_, index): HistoryOrder => ({
  case: index, estate: fewFacts.estate, part: null, strategies: [], seed: `s-${index + 1}`, kinds: ['region-loss'], disasters: 1, quietDays: 2, inFull: false,
}))

function begin(ending: (order: HistoryOrder) => Promise<BatchEnding<HistoryReport>>, workers = 2) {
  const reports: HistoryReport[] = []
  let closed = 0
  const executor: Executor<HistoryOrder, HistoryReport> = { run: ([order]) => ending(order!), close: () => Promise.resolve(void closed++) }
  let steps = 0
  const stop = new Int32Array(1)
  const campaign = startHistories({ orders, workers, stop, onReport: (report) => reports.push(report), onProgress: () => steps++ }, executor)
  return { campaign, reports, stop, closed: () => closed, steps: () => steps }
}

const fine = (order: HistoryOrder): BatchEnding<HistoryReport> => ({ ended: 'done', reports: [{ case: order.case, ok: true, outcomes: [] }] })

describe('histories', () => {
  it('are reported in their order, whichever ended first', async () => {
    const { campaign, reports, steps } = begin(async (order) => {
      await new Promise((resolve) => setTimeout(resolve, order.case === 0 ? 30 : 1))
      return fine(order)
    }, 3)
    expect(await campaign.done).toBeNull()
    expect(reports.map((report) => report.case)).toEqual([0, 1, 2, 3, 4])
    expect(steps()).toBe(5)
  })

  it('go on when a thread dies or is stuck: that costs one of them', async () => {
    const { campaign, reports } = begin((order) => Promise.resolve(
      order.case === 1 ? { ended: 'died', culprit: 1, message: 'bang' } : order.case === 3 ? { ended: 'stuck', culprit: 3, message: '' } : fine(order),
    ))
    await campaign.done
    expect(reports.map((report) => report.ok)).toEqual([true, false, true, false, true])
    expect(reports[1]).toMatchObject({ misused: false, message: 'history s-2: the worker thread ended: bang' })
    expect(reports[3]).toMatchObject({ misused: true, message: expect.stringContaining('endless loop') as string })
  })

  it('begin no further one after an interruption, and report what has ended', async () => {
    const begun: number[] = []
    const { campaign, reports, stop, closed } = begin(async (order) => {
      begun.push(order.case)
      if (order.case === 2) campaign.end('SIGINT')
      await new Promise((resolve) => setTimeout(resolve, 1))
      return order.case === 2 ? { ended: 'done', reports: [] } : fine(order)
    }, 1)
    expect(await campaign.done).toBe('SIGINT')
    expect(begun).toEqual([0, 1, 2])
    expect(reports.map((report) => report.case)).toEqual([0, 1])
    expect([stop[0], closed()]).toEqual([1, 0])
  })
})
