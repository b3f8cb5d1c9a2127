/** Ends of a run that follow from what was reported so far, and so are the same however many work at it. */
import type { CaseFinished, EarlyEnd, RunScenario } from '../core/drill/events.ts'
import { coveredBy } from './covered.ts'

/** A drill or a saved failure, in the order of the run. */
interface Ended {
  readonly scenario: { readonly name: string }
  readonly saved?: unknown
}

/** @param isDecided whether a scenario needs no more drills */
export type Enough = (order: Ended, report: Pick<CaseFinished, 'result'>, isDecided: (scenario: string) => boolean) => EarlyEnd | null

export interface EnoughOptions {
  readonly scenarios: readonly RunScenario[]
  readonly maxCases?: number | undefined
  readonly stableAfter?: number | undefined
}

/** What comes first. Replays of saved failures neither count nor cover. */
export function createEnough({ scenarios, maxCases = Infinity, stableAfter }: EnoughOptions): Enough {
  const stability = stableAfter === undefined ? null : createStability(scenarios, stableAfter)
  let drills = 0
  return ({ scenario: { name }, saved }, { result }, isDecided) => {
    if (saved) return null
    drills++
    stability?.hear(name, result)
    if (stability?.isReached(isDecided)) return 'stable'
    return drills >= maxCases ? 'max-cases' : null
  }
}

/**
 * Every scenario that must pass has had `after` drills in a row that covered nothing new. What must fail has to have
 * failed, for until then it is what the run looks for.
 */
function createStability(scenarios: readonly RunScenario[], after: number) {
  const covered = new Map(scenarios.map(({ name }) => [name, new Set<string>()]))
  const quiet = new Map(scenarios.map(({ name }) => [name, 0]))
  return {
    hear(name: string, result: CaseFinished['result']): void {
      const known = covered.get(name)!
      const before = known.size
      for (const cell of result ? coveredBy(result) : []) known.add(cell)
      quiet.set(name, known.size > before ? 0 : quiet.get(name)! + 1)
    },
    isReached: (isDecided: (scenario: string) => boolean): boolean =>
      scenarios.every(({ name, expects }) => isDecided(name) || (expects === null && quiet.get(name)! >= after)),
  }
}
