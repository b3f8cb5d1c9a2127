/** A small outcome of a comparison as its file tells it: times of the history in µs, steps from the disaster on. */
import type { CaseEvent } from '../../../runner/estates/case-events.ts'

const step = { v: 1, type: 'step', by: 'platform', automatic: true, provenance: 'documented', source: 'a page', outcome: 'done', after: [] } as const

export const caseEvents: readonly CaseEvent[] = [
  { v: 1, type: 'case', estate: 'orders', codeHash: 'abc', strategy: 'asr', seed: 's-1', index: 0 },
  { v: 1, type: 'disaster', kind: 'region-loss', atHistoryUs: 1000, causedAtHistoryUs: 1000 },
  { v: 1, type: 'source-ended', atHistoryUs: 1000 },
  { v: 1, type: 'copy-chosen', attempt: 1, atUs: 300, via: 'asr', points: ['p1'], kind: 'crash-consistent', oneCut: true, cutAtHistoryUs: 700 },
  { v: 1, type: 'verdict', attempt: 1, status: 'ok', verdict: null, message: null },
  { ...step, id: 'decision', name: 'decide', machine: null, startUs: 0, endUs: 300 },
  { ...step, id: 'db/boot', name: 'boot', machine: 'db', startUs: 300, endUs: 500, after: ['decision'] },
  { ...step, id: 'web/boot', name: 'boot', machine: 'web', startUs: 300, endUs: null, after: ['decision'] },
  { v: 1, type: 'lost-operation', id: 4, answeredAtHistoryUs: 800 },
  { v: 1, type: 'lost-operation', id: 5, answeredAtHistoryUs: 900 },
  {
    v: 1, type: 'outcome', recovered: true, agrees: true, reason: null, rpoUs: 300, lostOperations: 2, outsideDisagreements: 0, splitBrainOperations: 0,
    platformRtoUs: 500, serviceRtoUs: 600, splitBrainUs: 0, unprotectedUs: null, aftermath: null,
  },
]
