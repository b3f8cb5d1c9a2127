/** A real failure of a small scenario, as a run tells it and as the corpus keeps it. */
import { encodeToken, generatePlan, scenario } from '../../../core/index.ts'
import type { Plan, TokenPayload } from '../../../core/index.ts'
import type { NewEntry } from '../../../runner/corpus/entry.ts'
import type { CaseReport } from '../../../runner/order.ts'
import { notebookScenario } from '../../core/drill/toys.ts'
import { drillResult, reportedFailure } from '../../reports/run-events.ts'
import { report } from '../orders.ts'

export const NAME = 'toys/note.book'

const notebook = scenario({ ...notebookScenario({}), name: NAME })

export const originalPlan: Plan = generatePlan(notebook, 'abc')

export const payload: TokenPayload = {
  v: 1,
  scenario: NAME,
  codeHash: '0123456789ab',
  plan: { ...originalPlan, operations: originalPlan.operations.slice(-1) },
  crash: { kind: 'recovery-point', point: 'crash-consistent#1' },
  verdict: 'lost-ack',
  traceHash: 'aaaa',
}

export const newEntry = (change: Partial<NewEntry> = {}): NewEntry => ({
  id: 'toys-note.book-f1f1f1',
  file: 'drills/note.ts',
  fingerprint: 'f1f1f1',
  message: 'a note is missing',
  payload,
  originalPlan,
  shrunk: reportedFailure().shrunk,
  token: encodeToken(payload),
  seeddrill: '1.2.3',
  options: { states: null },
  ...change,
})

/** A drill of it that failed. */
export const failedReport = (index: number, fingerprint = 'f1f1f1'): CaseReport =>
  report(index, {
    outcome: 'violated',
    result: drillResult({ scenario: NAME, status: 'violated' }),
    failures: [reportedFailure({ fingerprint, token: encodeToken(payload) })],
    plan: originalPlan,
  })
