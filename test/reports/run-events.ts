/** Small builders of event streams. */
import type { CaseFinished, FailureFound, ReportedFailure, RunFinished, RunScenario, RunStarted } from '../../core/drill/events.ts'
import type { DrillResult } from '../../core/drill/result.ts'
import type { Scene } from '../../core/drill/scene/scene.ts'
import { createTally } from '../../reports/index.ts'
import type { RunEvent } from '../../reports/index.ts'

/** @param because default: `planted`, where a failure is expected */
export const runScenario = (
  name: string,
  seeds: readonly string[],
  expects: RunScenario['expects'] = null,
  because: RunScenario['because'] = expects && 'planted',
): RunScenario => ({
  name,
  file: null,
  codeHash: '0123456789ab',
  seeds,
  expects,
  because,
})

export function started(...scenarios: readonly RunScenario[]): RunStarted {
  const cases = scenarios.reduce((total, { seeds }) => total + seeds.length, 0)
  const settings = {
    patterns: [],
    filter: null,
    workers: 2,
    bail: null,
    timeBudgetMs: null,
    states: null,
    checkDeterminism: false,
    demo: false,
    strictCoverage: false,
  }
  return { v: 1, type: 'run-started', seed: 'stem', settings, scenarios, cases }
}

export const drillResult = (change: Partial<DrillResult> = {}): Omit<DrillResult, 'failures'> => ({
  scenario: 'ledger',
  seed: 'a',
  status: 'passed',
  traceHash: 'aaaa',
  stateHash: 'bbbb',
  sweepHash: 'cccc',
  operations: 40,
  virtualTimeUs: 1000,
  crashStates: { generated: 1000, deduped: 600, skipped: 100, checked: 300, distinctObservations: 20 },
  skippedBecause: { budget: 100 },
  layers: { prefixes: 600, 'seeded-picks': 400 },
  phases: { 'mid-recovery': 5, 'mid-checkpoint': 0, 'mid-write': 100, 'before-flush': 90, 'before-acknowledgement': 80, quiet: 25 },
  failovers: {
    crashConsistent: 3,
    fileSystemConsistent: 0,
    appConsistent: 1,
    latest: 2,
    insideOperation: 2,
    replayNeeded: 3,
    nonzeroRpo: 4,
    failbacks: 1,
  },
  loss: { worstRpoUs: 1_500_000, worstLostOperations: 4 },
  recoveryCrashes: 7,
  cleanShutdowns: 1,
  faults: { stall: 2, enospc: 0 },
  coverage: {
    faultsByRecovery: { stall: { 'power-cut': 30, latest: 1 } },
    faultPlans: { stall: 1, enospc: 1, 'error-once': 0 },
    familiesOff: { errors: 1 },
    operationsOff: { deposit: 1 },
    checkpointed: 1,
    fileSystemBoots: { boots: 0, journalReplayed: 0, checked: 0, repaired: 0, unbootable: 0 },
  },
  properties: [
    { app: 'ledger', name: 'the log wraps round', kind: 'sometimes', passed: 0, failed: 12 },
    { app: 'ledger', name: 'a torn tail is cut', kind: 'reachable', passed: 3, failed: 0 },
  ],
  inconclusive: [],
  ...change,
})

/** A client asks, one half of a write survives, the power goes. */
export const aScene: Scene = {
  lanes: [
    { name: 'client 1', kind: 'client', side: 'source' },
    { name: 'db', kind: 'machine', side: 'source' },
    { name: 'db/wal', kind: 'volume', side: 'source' },
    { name: 'replica', kind: 'replica', side: 'source' },
  ],
  marks: [
    { lane: 0, kind: 'submit', startUs: 100, endUs: 900, label: 'operation 7 {"add":1}', operation: 7 },
    { lane: 2, kind: 'write', startUs: 200, endUs: 400, label: 'record', name: 'W41', operation: 7, state: 'torn', sectors: [8, 2], line: 'ledger.ts:41:20' },
    { lane: 2, kind: 'write', startUs: 250, endUs: null, label: 'index', name: 'W42', state: 'in-flight', sectors: [16, 1] },
    { lane: 2, kind: 'flush', startUs: 500, endUs: 800, label: 'commit', state: 'lying' },
    { lane: 3, kind: 'point', startUs: 600, endUs: 950, label: 'crash-consistent', name: 'crash-consistent#1' },
    { lane: 0, kind: 'ack', startUs: 900, endUs: 900, label: 'operation 7 ok', operation: 7, state: 'ok' },
    { lane: 1, kind: 'crash', startUs: 1000, endUs: 1000, label: 'POWER CUT' },
    { lane: 1, kind: 'verdict', startUs: 1000, endUs: 1000, label: 'lost-ack: an acknowledged operation is missing after recovery' },
  ],
  marksLeftOut: 3,
  startUs: 100,
  endUs: 1000,
  crashUs: 1000,
  firstCrashUs: null,
  copyUs: null,
  blocks: [
    {
      write: 'W41',
      label: 'record',
      disk: 'db/wal',
      offset: 4096,
      rows: [{ offset: 4608, before: '00'.repeat(16), left: '00'.repeat(16), intended: '41'.repeat(16) }],
      rowsLeftOut: 31,
    },
  ],
}

export const reportedFailure = (change: Partial<ReportedFailure> = {}): ReportedFailure => ({
  fingerprint: 'f1f1f1',
  verdict: 'lost-ack',
  message: 'transfer 7 is missing',
  crash: { kind: 'recovery-point', point: 'crash-consistent#1' },
  phase: 'before-flush',
  timeline: ['t=1 transfer 7', 't=2 CRASH'],
  shrunk: {
    fromOperations: 40,
    toOperations: 2,
    faults: { from: 0, to: 0 },
    disks: { from: 2, to: 1 },
    lostWrites: { from: 9, to: 1 },
    attempts: 12,
    budget: 60,
    ended: 'nothing-smaller',
  },
  cause: null,
  scene: aScene,
  traceHash: 'aaaa',
  states: 3,
  foundAfter: 12,
  meaning: 'an acknowledged operation is missing after recovery',
  token: 'sd1.token',
  replay: 'seeddrill replay sd1.token',
  ...change,
})

type Place = readonly [index: number, scenario: string, seed: string]

export const failed = ([index, scenario, seed]: Place, change: Partial<ReportedFailure> = {}): FailureFound => ({
  v: 1,
  type: 'failure',
  case: index,
  scenario,
  seed,
  failure: reportedFailure(change),
})

export const finished = ([index, scenario, seed]: Place, change: Partial<CaseFinished> = {}): CaseFinished => ({
  v: 1,
  type: 'case-finished',
  case: index,
  scenario,
  seed,
  outcome: 'passed',
  result: drillResult({ scenario, seed }),
  messages: [],
  durationMs: 1500,
  ...change,
})

/** Adds the end that fits the events. */
export function ended(events: readonly RunEvent[], change: Partial<RunFinished> = {}): readonly RunEvent[] {
  const tally = createTally()
  for (const event of events) tally.add(event)
  return [...events, { v: 1, type: 'run-finished', totals: tally.totals(), exitCode: 0, endedBy: null, coverageFailures: [], durationMs: 2500, ...change }]
}
