import { describe, expect, it, vi } from 'vitest'
import type { RunEvent } from '../../core/drill/events.ts'
import { startCampaign } from '../../runner/campaign.ts'
import type { CampaignOptions } from '../../runner/campaign.ts'
import { createEnough } from '../../runner/enough.ts'
import type { CaseOrder, CaseReport, StopFlag, WorkerNote } from '../../runner/order.ts'
import type { BatchEnding, Executor } from '../../runner/pool.ts'
import { reportedFailure, runScenario } from '../reports/run-events.ts'
import { order, report } from './orders.ts'

type Answer = (order: CaseOrder) => CaseReport | Promise<CaseReport> | 'die' | 'stick'

/** Does batches as a pool would: the answers decide what each case comes to, and when. */
function fakeExecutor(answer: Answer, stop: StopFlag): Executor & { readonly closed: () => boolean } {
  let closed = false
  let kill = (): void => {}
  const killed = new Promise<'killed'>((resolve) => (kill = () => resolve('killed')))
  const perform = async (orders: readonly CaseOrder[], onNote: (note: WorkerNote) => void): Promise<BatchEnding> => {
    const reports: CaseReport[] = []
    await turns(1)
    for (const each of orders) {
      if (stop[0] !== 0) break
      onNote({ type: 'started', case: each.case })
      const answered = await answer(each)
      if (answered === 'die') return { ended: 'died', culprit: each.case, message: 'out of memory' }
      if (answered === 'stick') return { ended: 'stuck', culprit: each.case, message: 'aborted' }
      reports.push(answered)
    }
    return { ended: 'done', reports }
  }
  return {
    async run(orders, onNote) {
      const ending = await Promise.race([perform(orders, onNote), killed])
      return ending === 'killed' ? { ended: 'died', culprit: orders[0]!.case, message: 'terminated' } : ending
    },
    async close() {
      closed = true
      kill()
    },
    closed: () => closed,
  }
}

async function campaign(orders: readonly CaseOrder[], answer: Answer, change: Partial<CampaignOptions> = {}) {
  const events: RunEvent[] = []
  const stop = new Int32Array(1)
  const executor = fakeExecutor(answer, stop)
  const names = [...new Set(orders.map(({ scenario }) => scenario.name))]
  const running = startCampaign(
    {
      orders,
      scenarios: names.map((name) => runScenario(name, [])),
      workers: 2,
      bail: null,
      stop,
      emit: (event) => void events.push(event),
      ...change,
    },
    executor,
  )
  const endedBy = await running.done
  expect(executor.closed()).toBe(true)
  return { events, endedBy, ended: endings(events) }
}

const endings = (events: readonly RunEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'case-finished' ? [`${event.case} ${event.outcome}`] : []))

const orders = (count: number, scenario = 'ledger') => Array.from({ length: count }, (_, index) => order(index, scenario))
const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await Promise.resolve()
}
const violated = (index: number): CaseReport => report(index, { outcome: 'violated', failures: [reportedFailure()] })

describe('startCampaign', () => {
  it('runs every case once and reports in their order, whichever finishes first', async () => {
    const { ended, endedBy, events } = await campaign(orders(6), async ({ case: index }) => {
      await turns(index % 2 === 0 ? 200 : 1)
      return report(index)
    })
    expect(endedBy).toBeNull()
    expect(ended).toEqual([0, 1, 2, 3, 4, 5].map((index) => `${index} passed`))
    expect(events.filter(({ type }) => type === 'case-started')).toHaveLength(6)
  })

  it.each([1, 2, 5])('reports the same with %d workers', async (workers) => {
    const answer: Answer = async ({ case: index }) => {
      await turns((index * 7) % 5)
      return index % 3 === 2 ? violated(index) : report(index)
    }
    const { ended, endedBy } = await campaign(orders(30), answer, { workers, bail: 2 })
    expect(endedBy).toBe('bail')
    expect(ended).toEqual(['0 passed', '1 passed', '2 violated', '3 passed', '4 passed', '5 violated'])
  })

  it.each([1, 2, 5])('ends at the same drill with %d workers when there is enough', async (workers) => {
    const answer: Answer = async ({ case: index }) => {
      await turns((index * 7) % 5)
      return report(index)
    }
    const enough = createEnough({ scenarios: [runScenario('ledger', [])], maxCases: 7 })
    const { ended, endedBy } = await campaign(orders(30), answer, { workers, enough })
    expect(endedBy).toBe('max-cases')
    expect(ended).toHaveLength(7)
    const last = await campaign(orders(7), answer, { workers, enough: createEnough({ scenarios: [runScenario('ledger', [])], maxCases: 7 }) })
    expect(last.endedBy).toBeNull()
  })

  it('tells each failure before the end of its case', async () => {
    const { events } = await campaign(orders(1), () => violated(0))
    expect(events.map(({ type }) => type)).toEqual(['case-started', 'failure', 'case-finished'])
  })

  it('goes on when a thread dies, blames the case that it was doing, and loses no other', async () => {
    const died = new Set<number>()
    const { ended } = await campaign(orders(40), ({ case: index }) => {
      if (index !== 17) return report(index, { durationMs: 1 })
      died.add(index)
      return 'die'
    })
    expect(died.size).toBe(1)
    expect(ended).toHaveLength(40)
    expect(ended.filter((each) => !each.endsWith('passed'))).toEqual(['17 internal-error'])
  })

  it('gives again what came back undone while nothing had ended the run', async () => {
    const dealt: number[][] = []
    const stop = new Int32Array(1)
    const events: RunEvent[] = []
    const executor: Executor = {
      async run(batch) {
        dealt.push(batch.map((each) => each.case))
        await turns(1)
        const reports = batch.map((each) => report(each.case))
        return { ended: 'done', reports: dealt.length === 1 ? reports.slice(0, 1) : reports }
      },
      close: async () => {},
    }
    const emit = (event: RunEvent): void => void events.push(event)
    const options = { orders: orders(4), scenarios: [runScenario('ledger', [])], workers: 1, batchSize: () => 4, bail: null, stop, emit }
    expect(await startCampaign(options, executor).done).toBeNull()
    expect(dealt).toEqual([[0, 1, 2, 3], [1, 2, 3]])
    expect(endings(events)).toHaveLength(4)
  })

  it('calls a case that takes no turn unrunnable', async () => {
    const { ended, events } = await campaign(orders(2), ({ case: index }) => (index === 0 ? 'stick' : report(index)))
    expect(ended).toEqual(['0 misused'])
    expect(events.at(-1)).toMatchObject({ messages: [expect.stringContaining('endless loop')] })
  })

  it('runs a scenario no further once it is misused or its planted defect is found', async () => {
    const both = [...orders(4, 'zoo/x'), order(4, 'ledger'), order(5, 'ledger')]
    const scenarios = [runScenario('zoo/x', [], ['lost-ack']), runScenario('ledger', [])]
    const { ended, endedBy } = await campaign(
      both,
      ({ case: index }) => (index === 1 ? violated(1) : report(index, { outcome: index === 4 ? 'misused' : 'passed' })),
      { scenarios, workers: 1, bail: 2 },
    )
    expect(endedBy).toBeNull()
    expect(ended).toEqual(['0 passed', '1 violated', '4 misused'])
  })

  it.each(['violated', 'misused', 'not-deterministic', 'internal-error'] as const)('stops after a drill that is %s, when it is to stop after the first failing one', async (outcome) => {
    const { ended, endedBy } = await campaign(orders(4), ({ case: index }) => report(index, { outcome: index === 1 ? outcome : 'passed' }), { bail: 1 })
    expect([endedBy, ended.at(-1)]).toEqual(['bail', `1 ${outcome}`])
  })

  it.each(['inconclusive', 'cut-short'] as const)('goes on after one that is %s', async (outcome) => {
    const { ended, endedBy } = await campaign(orders(4), ({ case: index }) => report(index, { outcome: index === 1 ? outcome : 'passed' }), { bail: 1 })
    expect([endedBy, ended]).toEqual([null, ['0 passed', `1 ${outcome}`, '2 passed', '3 passed']])
  })

  it('goes on looking when a planted defect shows in a way that it does not explain', async () => {
    const scenarios = [runScenario('zoo/x', [], ['phantom'])]
    const { ended } = await campaign(orders(3, 'zoo/x'), ({ case: index }) => violated(index), { scenarios })
    expect(ended).toHaveLength(3)
  })

  it('ends early: raises the flag, takes what was ready, and starts nothing more', async () => {
    const stop = new Int32Array(1)
    const events: RunEvent[] = []
    const executor = fakeExecutor(async ({ case: index }) => {
      if (index === 2) running.end('SIGINT')
      await turns(3)
      return report(index, stop[0] === 0 ? {} : { outcome: 'cut-short' })
    }, stop)
    const emit = (event: RunEvent): void => void events.push(event)
    const running = startCampaign({ orders: orders(50), scenarios: [runScenario('ledger', [])], workers: 1, bail: null, stop, emit }, executor)
    expect(await running.done).toBe('SIGINT')
    expect(endings(events)).toEqual(['0 passed', '1 passed', '2 cut-short'])
  })

  it('ends threads that do not end by themselves, and still reports the others', async () => {
    const events: RunEvent[] = []
    const stop = new Int32Array(1)
    const emit = (event: RunEvent): void => void events.push(event)
    const executor = fakeExecutor(({ case: index }) => {
      if (index === 1) running.end('SIGINT')
      return index === 0 ? new Promise<CaseReport>(() => {}) : report(index)
    }, stop)
    const running = startCampaign(
      { orders: orders(9), scenarios: [runScenario('ledger', [])], workers: 2, bail: null, stop, emit },
      executor,
    )
    expect(await running.done).toBe('SIGINT')
    expect(endings(events)).toEqual(['1 passed'])
  })

  it('lets a person who interrupts it wait no longer for what a time budget has ended', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const stop = new Int32Array(1)
      const executor = fakeExecutor(() => new Promise<CaseReport>(() => {}), stop)
      const running = startCampaign({ orders: orders(3), scenarios: [runScenario('ledger', [])], workers: 2, bail: null, stop, emit: () => {} }, executor)
      await turns(3)
      running.end('time-budget')
      await vi.advanceTimersByTimeAsync(5000)
      running.end('SIGINT')
      await vi.advanceTimersByTimeAsync(699)
      expect(executor.closed()).toBe(false)
      await vi.advanceTimersByTimeAsync(1)
      expect(executor.closed()).toBe(true)
      expect(await running.done).toBe('time-budget')
    } finally {
      vi.useRealTimers()
    }
  })
})
