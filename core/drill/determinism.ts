/** Drills one plan twice and compares trace, state, images, observations and verdicts. */
import { describeDivergence, firstDivergence } from '../sim/divergence.ts'
import type { ComparedTrace, Trace } from '../sim/trace.ts'
import { drill } from './drill.ts'
import { planOf } from './generate-plan.ts'
import type { DrillOptions } from './options.ts'
import type { DrillResult } from './result.ts'
import type { Scenario } from './scenario.ts'

export interface DeterminismReport {
  readonly equal: boolean
  /** Of the first drill. */
  readonly result: DrillResult
  /** What differs, and the first divergent event with its context. */
  readonly lines: readonly string[]
  /** Of the first drill's run before any crash. */
  readonly trace: Trace
}

/** Compares two drills in this process; the runner compares a third one in a fresh process. */
export async function checkDeterminism(scenario: Scenario, options: DrillOptions = {}): Promise<DeterminismReport> {
  const plan = await planOf(scenario, options)
  const quiet = { ...options, plan, shrinkAttempts: 0 }
  const traces: Trace[] = []
  const keep = (trace: Trace): void => void traces.push(trace)
  const first = await drill(scenario, { ...quiet, onTrace: keep })
  const second = await drill(scenario, { ...quiet, onTrace: keep })
  const differing = differences(first, second)
  if (differing.length === 0) return { equal: true, result: first, lines: [], trace: traces[0]! }
  return { equal: false, result: first, lines: [...differing, ...whereRunsPart(traces[0]!, traces[1]!)], trace: traces[0]! }
}

/** What differs between two results of one plan, one line each. */
export function differences(first: DrillResult, second: DrillResult): string[] {
  const COMPARED = ['traceHash', 'stateHash', 'sweepHash', 'status'] as const
  return COMPARED.filter((name) => first[name] !== second[name]).map(
    (name) => `${first.scenario}, seed ${first.seed}: ${name} differs: ${first[name]} and ${second[name]}`,
  )
}

/**
 * Where the runs before any crash stop being the same; where they are, the recoveries differ: memory that outlives a
 * crash, mostly.
 */
export function whereRunsPart(one: ComparedTrace, other: ComparedTrace): string[] {
  const divergence = firstDivergence(one, other)
  if (divergence) return describeDivergence(divergence)
  return [
    `the run before any crash is the same both times (trace ${one.hash()}, ${one.length} events);`,
    'what recoveries showed differs: look for module-level state in the application',
  ]
}
