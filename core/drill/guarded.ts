/** Runs part of a drill with everything ambient trapped; a trapped call is the scenario's fault. */
import { AmbientAccessError, resumeGuard, suspendGuard, withGuard } from '../sim/guard.ts'
import type { GuardSession } from '../sim/guard.ts'
import { ScenarioError } from './options.ts'
import type { Locate } from './options.ts'
import type { Scenario } from './scenario.ts'

/**
 * @param locate finds the line of the call; without it the error names none
 * @throws ScenarioError naming the call, when the application or scenario made one, even if it swallowed the error
 */
export async function guarded<T>(scenario: Scenario, work: () => Promise<T>, locate?: Locate): Promise<T> {
  let session: GuardSession | undefined
  try {
    return await withGuard(async (opened) => {
      session = opened
      const result = await work()
      if (opened.violation) throw opened.violation
      return result
    })
  } catch (error) {
    const violation = session?.violation
    if (violation) throw new ScenarioError(scenario.name, `${violation.message}${placeOf(violation, locate)}`, { cause: violation })
    throw error
  }
}

/** ` (at ledger.ts:41:20)`; empty where nobody knows, and for errors that name a place of their own. */
function placeOf(violation: Error, locate: Locate | undefined): string {
  const place = violation instanceof AmbientAccessError ? locate?.(violation) : null
  return place ? ` (at ${place})` : ''
}

/** Inside {@link guarded}: does something with everything ambient as the host has it. */
export async function outsideTheGuard<T>(work: () => Promise<T>): Promise<T> {
  suspendGuard()
  try {
    return await work()
  } finally {
    resumeGuard()
  }
}
