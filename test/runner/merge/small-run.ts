/** A small real run in this thread, whole or in shards; each drill is done once and remembered. */
import type { RunEvent, RunScenario, RunShard, RunStarted } from '../../../core/drill/events.ts'
import { createTally } from '../../../reports/index.ts'
import { startCampaign } from '../../../runner/campaign.ts'
import { createEnough } from '../../../runner/enough.ts'
import { exitCode } from '../../../runner/exit-codes.ts'
import { judged } from '../../../runner/judged.ts'
import { readPiece } from '../../../runner/merge/piece.ts'
import type { Piece } from '../../../runner/merge/piece.ts'
import type { CaseOrder, CaseReport } from '../../../runner/order.ts'
import type { Executor } from '../../../runner/pool.ts'
import { runCase } from '../../../runner/run-case.ts'
import { takeShard } from '../../../runner/shard.ts'
import { started } from '../../reports/run-events.ts'
import { order } from '../orders.ts'

const CODE_HASH = '0123456789ab'
const remembered = new Map<string, Promise<CaseReport>>()
/** A drill puts its guard in place of the host's clock: one at a time. */
let before: Promise<unknown> = Promise.resolve()

function drilled(each: CaseOrder): Promise<CaseReport> {
  const key = `${each.scenario.name} ${each.seed}`
  const report = remembered.get(key) ?? before.then(() => runCase(each, { onProgress: () => {}, stop: new Int32Array(1) }))
  before = report
  remembered.set(key, report)
  return report
}

const inThisThread: Executor = {
  run: async (orders) => ({ ended: 'done', reports: await Promise.all(orders.map(async (each) => ({ ...(await drilled(each)), case: each.case }))) }),
  close: async () => {},
}

export interface SmallRun {
  readonly scenarios: readonly RunScenario[]
  readonly bail?: number | null
  readonly maxCases?: number
}

export const soundScenario = (name: string, seeds: readonly string[], expects: RunScenario['expects'] = null): RunScenario => ({
  name, file: null, codeHash: CODE_HASH, seeds, expects, because: expects && 'planted',
})

/** Its events. */
export async function smallRun({ scenarios: all, bail = null, maxCases }: SmallRun, shard?: RunShard): Promise<readonly RunEvent[]> {
  const drills = all.flatMap(({ name, seeds }) => seeds.map((seed) => ({ name, seed })))
  const planned = drills.map(({ name, seed }, index): CaseOrder => ({ ...order(index, name, seed), stateBudget: 60, shrinkAttempts: 0 }))
  const part = shard && takeShard(planned, all, shard)
  const { orders, scenarios } = part ?? { orders: planned, scenarios: all }
  const events: RunEvent[] = []
  const tally = createTally()
  const emit = (event: RunEvent): void => {
    tally.add(event)
    events.push(event)
  }
  const { settings } = started()
  const begin: RunStarted = {
    ...started(...scenarios), version: '1.0.0', savedFailures: 0, cases: orders.length, ...(part && { whole: part.whole }),
    settings: { ...settings, bail, ...(maxCases !== undefined && { maxCases }), ...(shard && { shard }) },
  }
  emit(begin)
  const enough = createEnough({ scenarios, maxCases })
  const endedBy = await startCampaign({ orders, scenarios, workers: 2, bail, stop: new Int32Array(1), emit, enough }, inThisThread).done
  const totals = tally.totals()
  const { exit, coverageFailures } = judged(begin, totals, endedBy)
  emit({ v: 1, type: 'run-finished', totals, exitCode: exitCode(exit), endedBy, coverageFailures, durationMs: 5 })
  return events
}

/** Through the text of its file. */
export const pieceOf = (name: string, events: readonly RunEvent[]): Piece => readPiece(name, events.map((event) => `${JSON.stringify(event)}\n`).join(''))
