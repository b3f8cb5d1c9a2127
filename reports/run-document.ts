/** What a run came to, as one document: the JSON report, and the data of the HTML report. */
import { createHash } from 'node:crypto'
import type { RunFinished, RunStarted } from '../core/drill/events.ts'
import { coverageGaps } from './coverage-gaps.ts'
import type { CollapsedFailure, TalliedScenario } from './tally.ts'

const HASH_DIGITS = 16

/** Versioned; `docs/schemas/run.schema.json` describes it. */
export function runDocument(started: RunStarted, finished: RunFinished, rows: readonly TalliedScenario[]) {
  const { v, seed, settings } = started
  const { exitCode, endedBy, coverageFailures, totals, durationMs } = finished
  return {
    v,
    seed,
    exitCode,
    endedBy,
    settings,
    totals,
    notCovered: coverageGaps(totals),
    coverageFailures,
    scenarios: rows.map(scenarioOf),
    durationMs: Math.round(durationMs),
  }
}

function scenarioOf(row: TalliedScenario) {
  const { scenario, cases } = row
  return {
    name: scenario.name,
    file: scenario.file,
    status: statusOf(row),
    seeds: cases.length,
    codeHash: scenario.codeHash,
    traceHash: combined(cases.map(({ traceHash }) => traceHash)),
    stateHash: combined(cases.map(({ stateHash }) => stateHash)),
    sweepHash: combined(cases.map(({ sweepHash }) => sweepHash)),
    crashStates: row.crashStates,
    skippedBecause: row.skippedBecause,
    phases: row.phases,
    failovers: row.failovers,
    loss: row.loss,
    recoveryCrashes: row.recoveryCrashes,
    cleanShutdowns: row.cleanShutdowns,
    faults: row.faults,
    coverage: row.coverage,
    properties: row.properties,
    expects: scenario.expects,
    because: scenario.because,
    failures: row.failures.map(failureOf),
    messages: row.messages,
    saved: row.saved,
    cases,
  }
}

function failureOf({ first, seeds }: CollapsedFailure) {
  const { fingerprint, verdict, meaning, token, replay, saved = null, message, phase, timeline, traceHash, shrunk, cause, scene } = first
  return { fingerprint, verdict, meaning, token, replay, saved, message, phase, timeline, traceHash, seeds, shrunk, cause, scene }
}

/** The worst that happened to the scenario; from bad to good. */
const STATUS_ORDER = [
  'internal-error',
  'misused',
  'not-deterministic',
  'violated',
  'inconclusive',
  'cut-short',
  'passed',
] as const

/** Of all drills of a scenario. */
export function statusOf({ cases }: TalliedScenario): (typeof STATUS_ORDER)[number] | 'not-run' {
  return STATUS_ORDER.find((status) => cases.some(({ outcome }) => outcome === status)) ?? 'not-run'
}

/** The hash itself for one seed, a digest over all of them for more; null when there is none. */
function combined(hashes: readonly (string | null)[]): string | null {
  if (hashes.length <= 1) return hashes[0] ?? null
  return createHash('sha256').update(hashes.join()).digest('hex').slice(0, HASH_DIGITS)
}
