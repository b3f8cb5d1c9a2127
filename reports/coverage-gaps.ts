/**
 * What a reader might believe was tested and was not, in one table: the summary prints it, the JSON report
 * has it, and the exit code of `--strict-coverage` follows it.
 */
import type { RunTotals } from '../core/drill/events.ts'
import type { PropertyCount } from '../core/drill/property-book.ts'
import { counted, dashed, plain } from './format.ts'

export interface CoverageGap {
  readonly gap: string
  /** One line. */
  readonly text: string
  /** With `--strict-coverage` the run fails for it. */
  readonly strict: boolean
}

interface GapRow {
  readonly gap: string
  readonly strict: boolean
  /** One line each. */
  readonly lines: (totals: RunTotals) => readonly string[]
}

const CHECKPOINT_PHASE = 'mid-checkpoint'

const GAPS: readonly GapRow[] = [
  {
    gap: 'phase',
    strict: true,
    lines: (totals) => listed('no crash in phase', quiet(totals.phases).filter((phase) => isPossible(phase, totals))),
  },
  {
    gap: 'phase-without-checkpoints',
    strict: false,
    lines: (totals) => listed('no crash in phase', quiet(totals.phases).filter((phase) => !isPossible(phase, totals))),
  },
  {
    gap: 'fault-never-fired',
    strict: true,
    lines: ({ faults, coverage }) =>
      listed('planned and never fired', quiet(faults).filter((kind) => coverage.faultPlans[kind] !== 0)),
  },
  {
    gap: 'fault-never-planned',
    strict: true,
    lines: ({ coverage }) => listed('claimed and in no plan', quiet(coverage.faultPlans)),
  },
  {
    gap: 'failover',
    strict: false,
    lines: ({ seeds, failovers: { crashConsistent, fileSystemConsistent, appConsistent, latest } }) =>
      seeds === 0 ? [] : listed('no failover to', quiet({ crashConsistent, fileSystemConsistent, appConsistent, latest }).map(dashed)),
  },
  { gap: 'journal', strict: true, lines: ({ neverReplayed }) => listed('no boot replayed the journal of a file system in', neverReplayed) },
  { gap: 'sometimes', strict: true, lines: linesOf('sometimes', ({ failed }) => `never true, looked at ${counted(failed, 'time')}`) },
  { gap: 'reachable', strict: true, lines: linesOf('reachable', () => 'never reached') },
  { gap: 'always', strict: false, lines: linesOf('always', () => 'never looked at', ({ failed }) => failed === 0) },
]

/** Everything that a run did not cover, in the order of the table. */
export function coverageGaps(totals: RunTotals): readonly CoverageGap[] {
  return GAPS.flatMap(({ gap, strict, lines }) => lines(totals).map((text) => ({ gap, text, strict })))
}

/** For what `--strict-coverage` fails. */
export function strictGaps(totals: RunTotals): readonly string[] {
  return coverageGaps(totals).flatMap(({ strict, text }) => (strict ? [text] : []))
}

function quiet(counts: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(counts).flatMap(([name, count]) => (count === 0 ? [name] : []))
}

function listed(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${what}: ${names.join(', ')}`]
}

/** An application without checkpoints cannot be cut in one. */
function isPossible(phase: string, { coverage }: RunTotals): boolean {
  return phase !== CHECKPOINT_PHASE || coverage.checkpointed > 0
}

function linesOf(
  kind: PropertyCount['kind'],
  what: (count: PropertyCount) => string,
  isQuiet: (count: PropertyCount) => boolean = () => true,
): GapRow['lines'] {
  return ({ properties }) =>
    properties
      .filter((count) => count.kind === kind && count.passed === 0 && isQuiet(count))
      .map((count) => `${kind} "${plain(count.name)}" (${plain(count.app)}): ${what(count)}`)
}
