/** Runs part of a drill with everything ambient trapped; a trapped call is the scenario's fault. */
import { resumeGuard, suspendGuard, withGuard } from '../sim/guard.ts'
import type { GuardSession } from '../sim/guard.ts'
import { ScenarioError } from './options.ts'
import type { Scenario } from './scenario.ts'

/** @throws ScenarioError naming the call, when the application or scenario made one, even if it swallowed the error */
export async function guarded<T>(scenario: Scenario, work: () => Promise<T>): Promise<T> {
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
    if (violation) throw new ScenarioError(scenario.name, violation.message, { cause: violation })
    throw error
  }
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
