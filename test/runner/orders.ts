/** Small builders of orders and reports. */
import type { CaseOrder, CaseReport } from '../../runner/order.ts'

export const order = (index: number, scenario: string, seed = `s${index}`): CaseOrder => ({
  case: index,
  scenario: { name: scenario, bundle: null, file: null, codeHash: '0123456789ab' },
  seed,
  stateBudget: null,
  shrinkAttempts: null,
  freshRealm: false,
  checkDeterminism: false,
})

export const report = (index: number, change: Partial<CaseReport> = {}): CaseReport => ({
  case: index,
  outcome: 'passed',
  result: null,
  failures: [],
  messages: [],
  durationMs: 10,
  ...change,
})
