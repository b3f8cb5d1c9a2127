/**
 * Adds a run up. One tally serves the summary, the machine-readable report, the view and the exit
 * code, so that they never disagree.
 */
import type {
  CaseFinished,
  CaseOutcome,
  ExpectedBecause,
  ExpectedFailure,
  RunEvent,
  RunScenario,
  RunTotals,
  SavedOutcome,
} from '../core/drill/events.ts'
import type { DrillCoverage } from '../core/drill/coverage.ts'
import type { PropertyCount } from '../core/drill/property-book.ts'
import type { CrashStateCounts, DrillResult, FailoverCounts } from '../core/drill/result.ts'
import { collectFailures } from './collapsed-failures.ts'
import type { CollapsedFailure, FailureCollector } from './collapsed-failures.ts'

export type { CollapsedFailure } from './collapsed-failures.ts'

export interface TalliedCase {
  readonly seed: string
  readonly outcome: CaseOutcome
  readonly traceHash: string | null
  readonly stateHash: string | null
  readonly sweepHash: string | null
}

/** A saved failure that was replayed. */
export interface TalliedSaved {
  readonly id: string
  readonly outcome: CaseOutcome
  /** Null when the replay came to no answer. */
  readonly became: SavedOutcome | null
}

/** Counts of one scenario or of many. */
export interface Counts {
  readonly crashStates: CrashStateCounts
  readonly skippedBecause: Readonly<Record<string, number>>
  readonly phases: Readonly<Record<string, number>>
  readonly failovers: FailoverCounts
  readonly loss: DrillResult['loss']
  readonly recoveryCrashes: number
  readonly cleanShutdowns: number
  readonly faults: Readonly<Record<string, number>>
  readonly coverage: DrillCoverage
  readonly properties: readonly PropertyCount[]
}

export interface TalliedScenario extends Counts {
  readonly scenario: RunScenario
  readonly cases: readonly TalliedCase[]
  readonly saved: readonly TalliedSaved[]
  readonly failures: readonly CollapsedFailure[]
  readonly messages: readonly string[]
}

export interface Tally {
  /** Takes the same time however long the run already is. */
  add(event: RunEvent): void
  /**
   * One scenario as it stands: no copy, so it changes with the run.
   * @throws RangeError when it is not part of the run
   */
  underWay(name: string): Pick<TalliedScenario, 'scenario' | 'failures'>
  /** In the order of the run, as it is now: a copy of what has changed since the last call. */
  scenarios(): readonly TalliedScenario[]
  totals(): RunTotals
}

const NO_SAVED: Readonly<Record<SavedOutcome, number>> = { 'still-fails': 0, 'no-longer-fails': 0, 'plan-no-longer-applies': 0 }
const NO_CRASH_STATES: CrashStateCounts = { generated: 0, deduped: 0, skipped: 0, checked: 0, distinctObservations: 0 }
const NO_FAILOVERS: FailoverCounts = {
  crashConsistent: 0,
  fileSystemConsistent: 0,
  appConsistent: 0,
  latest: 0,
  insideOperation: 0,
  replayNeeded: 0,
  nonzeroRpo: 0,
  failbacks: 0,
}
const NO_COVERAGE: DrillCoverage = {
  faultsByRecovery: {},
  faultPlans: {},
  familiesOff: {},
  operationsOff: {},
  checkpointed: 0,
  fileSystemBoots: { boots: 0, journalReplayed: 0, checked: 0, repaired: 0, unbootable: 0 },
}
const NO_COUNTS: Counts = {
  crashStates: NO_CRASH_STATES,
  skippedBecause: {},
  phases: {},
  failovers: NO_FAILOVERS,
  loss: { worstRpoUs: 0, worstLostOperations: 0 },
  recoveryCrashes: 0,
  cleanShutdowns: 0,
  faults: {},
  coverage: NO_COVERAGE,
  properties: [],
}
const NO_OUTCOMES: Record<CaseOutcome, number> = {
  passed: 0,
  violated: 0,
  inconclusive: 0,
  'cut-short': 0,
  misused: 0,
  'not-deterministic': 0,
  'internal-error': 0,
}

/** What accounts for itself where a failure is expected. */
const EXPLAINED: readonly CaseOutcome[] = ['passed', 'violated', 'inconclusive', 'cut-short']

type Numbers = Readonly<Record<string, number>>

function sum<Row extends object>(left: Row, right: Row): Row {
  const total: Record<string, number> = { ...(left as Numbers) }
  for (const [name, count] of Object.entries(right as Numbers)) total[name] = (total[name] ?? 0) + count
  return total as Row
}

function sumCounts(left: Counts, right: Counts): Counts {
  return {
    crashStates: sum(left.crashStates, right.crashStates),
    skippedBecause: sum(left.skippedBecause, right.skippedBecause),
    phases: sum(left.phases, right.phases),
    failovers: sum(left.failovers, right.failovers),
    loss: {
      worstRpoUs: Math.max(left.loss.worstRpoUs, right.loss.worstRpoUs),
      worstLostOperations: Math.max(left.loss.worstLostOperations, right.loss.worstLostOperations),
    },
    recoveryCrashes: left.recoveryCrashes + right.recoveryCrashes,
    cleanShutdowns: left.cleanShutdowns + right.cleanShutdowns,
    faults: sum(left.faults, right.faults),
    coverage: sumCoverage(left.coverage, right.coverage),
    properties: sumProperties(left.properties, right.properties),
  }
}

function sumCoverage(left: DrillCoverage, right: DrillCoverage): DrillCoverage {
  const faultsByRecovery: Record<string, Numbers> = { ...left.faultsByRecovery }
  for (const [kind, counts] of Object.entries(right.faultsByRecovery))
    faultsByRecovery[kind] = sum(faultsByRecovery[kind] ?? {}, counts)
  return {
    faultsByRecovery,
    faultPlans: sum(left.faultPlans, right.faultPlans),
    familiesOff: sum(left.familiesOff, right.familiesOff),
    operationsOff: sum(left.operationsOff, right.operationsOff),
    checkpointed: left.checkpointed + right.checkpointed,
    fileSystemBoots: sum(left.fileSystemBoots, right.fileSystemBoots),
  }
}

function sumProperties(left: readonly PropertyCount[], right: readonly PropertyCount[]): readonly PropertyCount[] {
  const total = [...left]
  for (const count of right) {
    const index = total.findIndex(({ app, name, kind }) => app === count.app && name === count.name && kind === count.kind)
    if (index < 0) total.push(count)
    else total[index] = { ...count, passed: total[index]!.passed + count.passed, failed: total[index]!.failed + count.failed }
  }
  return total
}

/** One scenario under way: what grows with the run is never copied to take one more case up. */
interface Row {
  readonly scenario: RunScenario
  counts: Counts
  readonly cases: TalliedCase[]
  readonly saved: TalliedSaved[]
  readonly found: FailureCollector
  readonly messages: Set<string>
  /** Null once something has changed since. */
  copy: TalliedScenario | null
}

/** Starts at nothing. */
export function createTally(): Tally {
  const rows = new Map<string, Row>()
  let planned = 0

  const rowOf = (name: string): Row => {
    const row = rows.get(name)
    if (!row) throw new RangeError(`tally: scenario ${name} is not part of the run`)
    return row
  }
  const changed = (name: string): Row => Object.assign(rowOf(name), { copy: null })
  const scenarios = (): readonly TalliedScenario[] => [...rows.values()].map((row) => (row.copy ??= copyOf(row)))
  return {
    add(event) {
      if (event.type === 'run-started') {
        planned = event.cases
        for (const scenario of event.scenarios) rows.set(scenario.name, emptyRow(scenario))
      }
      if (event.type === 'failure') changed(event.scenario).found.add(event.failure, event.seed)
      if (event.type === 'case-finished') addCase(changed(event.scenario), event)
    },
    underWay(name) {
      const { scenario, found } = rowOf(name)
      return { scenario, failures: found.failures }
    },
    scenarios,
    totals: () => totalsOf(scenarios(), planned),
  }
}

function emptyRow(scenario: RunScenario): Row {
  return { scenario, counts: NO_COUNTS, cases: [], saved: [], found: collectFailures(), messages: new Set(), copy: null }
}

function addCase(row: Row, { seed, outcome, result, messages, corpus, savedOutcome }: CaseFinished): void {
  if (corpus !== undefined) {
    row.saved.push({ id: corpus, outcome, became: savedOutcome ?? null })
    return
  }
  const { traceHash = null, stateHash = null, sweepHash = null } = result ?? {}
  row.counts = sumCounts(row.counts, result ?? NO_COUNTS)
  row.cases.push({ seed, outcome, traceHash, stateHash, sweepHash })
  for (const message of messages) row.messages.add(message)
}

function copyOf({ scenario, counts, cases, saved, found, messages }: Row): TalliedScenario {
  const failures = found.failures.map(({ first, seeds }) => ({ first, seeds: [...seeds] }))
  return { scenario, ...counts, cases: [...cases], saved: [...saved], failures, messages: [...messages] }
}

function totalsOf(rows: readonly TalliedScenario[], planned: number): RunTotals {
  const counted = rows.filter(({ scenario }) => scenario.expects === null)
  const replayed = rows.flatMap(({ saved }) => saved)
  const finished = rows.reduce((total, { cases }) => total + cases.length, replayed.length)
  const outcomes = { ...NO_OUTCOMES }
  for (const { scenario, cases } of rows)
    for (const { outcome } of cases) if (scenario.expects === null || !EXPLAINED.includes(outcome)) outcomes[outcome]++
  const saved = { ...NO_SAVED }
  for (const { outcome, became } of replayed)
    if (became === null) outcomes[outcome]++
    else saved[became]++
  return {
    scenarios: counted.length,
    seeds: counted.reduce((total, { cases }) => total + cases.length, 0),
    ...counted.reduce<Counts>((total, row) => sumCounts(total, row), pick(NO_COUNTS)),
    neverReplayed: counted.filter(neverReplayed).map(({ scenario }) => scenario.name),
    violations: counted.reduce((total, { failures }) => total + failures.length, 0),
    outcomes,
    saved,
    planted: expectedOf(rows, 'planted'),
    documented: expectedOf(rows, 'documented'),
    contradicted: expectedOf(rows, 'contradicted'),
    notRun: planned - finished,
  }
}

function neverReplayed({ coverage: { fileSystemBoots } }: TalliedScenario): boolean {
  return fileSystemBoots.boots > 0 && fileSystemBoots.journalReplayed === 0
}

function expectedOf(rows: readonly TalliedScenario[], because: ExpectedBecause): readonly ExpectedFailure[] {
  return rows.flatMap(({ scenario: { name, expects, because: why }, failures }) => {
    if (expects === null || why !== because) return []
    const found = failures.find(({ first }) => expects.includes(first.verdict))
    return [{ scenario: name, expected: expects, verdict: found?.first.verdict ?? null, seed: found?.seeds[0] ?? null }]
  })
}

/** Only what is counted: rows carry more. */
function pick(counts: Counts): Counts {
  const { crashStates, skippedBecause, phases, failovers, loss, recoveryCrashes, cleanShutdowns, faults, coverage, properties } = counts
  return { crashStates, skippedBecause, phases, failovers, loss, recoveryCrashes, cleanShutdowns, faults, coverage, properties }
}
