/** One history in this thread, from the order to the report. Nothing is thrown: every ending is a report. */
import { runHistory } from '../../core/drill/estate/index.ts'
import type { Outcome } from '../../core/drill/estate/index.ts'
import { ScenarioError } from '../../core/index.ts'
import { codeHash } from '../code-hash.ts'
import { watchUnhandled } from '../unhandled.ts'
import { messageOf } from '../usage-error.ts'
import { loadEstate } from './load-estate.ts'
import type { CaseOutcome, HistoryOrder, HistoryReport, ItemWork } from './order.ts'
import { partEstate } from './part-estate.ts'

/** Does what the order says. */
export async function runHistoryOrder(order: HistoryOrder): Promise<HistoryReport> {
  const { value: report, unhandled } = await watchUnhandled(() => perform(order))
  if (!unhandled) return report
  const message = `${order.estate.name}: an application left a rejected promise unhandled: ${messageOf(unhandled.reason)}`
  return { case: order.case, ok: false, misused: true, message }
}

async function perform(order: HistoryOrder): Promise<HistoryReport> {
  const { estate: ref, part, strategies, seed, kinds, disasters, quietDays, inFull } = order
  try {
    const whole = await loadEstate(ref)
    const estate = part === null ? whole : partEstate(whole, part)
    const outcomes = await runHistory(estate, strategies, { seed, kinds, disasters, quietDays })
    return { case: order.case, ok: true, outcomes: outcomes.map((outcome) => reported(outcome, inFull)) }
  } catch (error) {
    const misused = error instanceof ScenarioError
    const place = misused || !(error instanceof Error) ? '' : (error.stack ?? '').split('\n').slice(1, 3).map((line) => ` ${line.trim()}`).join('')
    return { case: order.case, ok: false, misused, message: `history ${seed}: ${messageOf(error)}${place}` }
  }
}

function reported(outcome: Outcome, inFull: boolean): CaseOutcome {
  const told = { ...outcome, items: itemsOf(outcome), digest: codeHash([JSON.stringify(outcome)]) }
  return inFull ? told : { ...told, steps: [], lost: [] }
}

/** Of each item the step that brought it to an end; of several the last. */
function itemsOf({ steps }: Outcome): readonly ItemWork[] {
  const found = new Map<string, ItemWork>()
  for (const { item, outcome, by, startUs, endUs } of steps)
    if (item !== null && outcome === 'done' && endUs !== null) found.set(item, { item, by, us: endUs - startUs })
  return [...found.values()]
}
