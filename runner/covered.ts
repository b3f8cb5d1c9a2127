/** What a drill covered, as a set: kinds of things that happened at all, so that a run can tell when nothing new comes. */
import type { DrillResult } from '../core/drill/result.ts'

type Numbers = Readonly<Record<string, number>>

const namesOf = (kind: string, counts: Numbers): readonly string[] =>
  Object.entries(counts).flatMap(([name, count]) => (count > 0 ? [`${kind} ${name}`] : []))

/** Digits of a number in base two. Of whole numbers, so that no machine's logarithm has a say. */
const bitsOf = (count: number): number => 32 - Math.clz32(count)

/**
 * Crash phases, kinds of failovers, faults that struck, recoveries after each fault, properties that were seen to hold, and
 * how many different observations there were, by powers of two: almost every drill sees some that no other saw, so only a
 * drill that sees twice as many counts as new, as in AFL's buckets of hit counts
 * (https://lcamtuf.coredump.cx/afl/technical_details.txt).
 */
export function coveredBy({ phases, failovers, faults, coverage, properties, crashStates }: Omit<DrillResult, 'failures'>): readonly string[] {
  const seen = properties.filter(({ kind, passed }) => kind !== 'unreachable' && passed > 0)
  return [
    ...namesOf('phase', phases),
    ...namesOf('failover', { ...failovers }),
    ...namesOf('fault', faults),
    ...Object.entries(coverage.faultsByRecovery).flatMap(([fault, recoveries]) => namesOf(`${fault} before`, recoveries)),
    ...seen.map(({ app, name }) => `property ${app}: ${name}`),
    `observations ${bitsOf(crashStates.distinctObservations)}`,
  ]
}
