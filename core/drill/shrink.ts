/**
 * Makes a failing plan small: without replication, disasters and faults where they do not matter, then
 * by fast-check fewer and simpler operations. The predicate is always "the re-swept run still shows the
 * same fingerprint".
 */
import fc from 'fast-check'
import { guarded } from './guarded.ts'
import type { Finding } from './findings.ts'
import type { Plan, PlannedOperation } from './plan.ts'
import { search } from './search.ts'
import type { Found } from './search.ts'
import type { Scenario } from './scenario.ts'
import { numericSeed, workload } from './workload.ts'

export interface Shrunk {
  readonly found: Found
  readonly attempts: number
}

/** Null when the failure does not show again even in the plan as it is. */
export async function shrink(
  scenario: Scenario,
  plan: Plan,
  wanted: Finding,
  maximumAttempts: number,
): Promise<Shrunk | null> {
  const shrinker = new Shrinker(scenario, wanted, maximumAttempts)
  if (!(await shrinker.accepts(plan))) return null
  await shrinker.dropParts()
  await shrinker.dropOperations()
  return { found: shrinker.best!, attempts: shrinker.attempts }
}

class Shrinker {
  best: Found | null = null
  attempts = 0
  readonly #scenario: Scenario
  readonly #wanted: Finding
  readonly #maximumAttempts: number

  constructor(scenario: Scenario, wanted: Finding, maximumAttempts: number) {
    this.#scenario = scenario
    this.#wanted = wanted
    this.#maximumAttempts = maximumAttempts
  }

  /** Tries a plan; keeps it as the best one when it still fails. */
  async accepts(plan: Plan): Promise<boolean> {
    if (this.attempts >= this.#maximumAttempts) return false
    this.attempts++
    const found = await guarded(this.#scenario, () => search(this.#scenario, plan, this.#wanted))
    if (!found) return false
    this.best?.evidence.run.site.dispose()
    this.best = found
    return true
  }

  async dropParts(): Promise<void> {
    const { phase } = this.#wanted
    if (phase !== 'disaster' && this.#plan.disasters.length > 0) await this.accepts({ ...this.#plan, disasters: [] })
    if (phase !== 'disaster' && phase !== 'recovery-point') await this.accepts({ ...this.#plan, replication: null })
    for (const fault of this.#plan.faults)
      await this.accepts({ ...this.#plan, faults: this.#plan.faults.filter((other) => other !== fault) })
  }

  async dropOperations(): Promise<void> {
    const { seed, operations } = this.#plan
    const fails = fc.asyncProperty(workload(this.#scenario), async (candidate) => !(await this.#stillFails(candidate)))
    const generated = fc.sample(workload(this.#scenario), { seed: numericSeed(seed), numRuns: 1 })[0]
    const fromSeed = JSON.stringify(generated) === JSON.stringify(operations)
    const start = fromSeed ? { seed: numericSeed(seed) } : { seed: 0, examples: [[[...operations]]] as [PlannedOperation[]][] }
    await fc.check(fails, { ...start, numRuns: 1, endOnFailure: false })
  }

  get #plan(): Plan {
    return this.best!.plan
  }

  /** fast-check begins with the plan itself, which is known to fail. */
  async #stillFails(operations: readonly PlannedOperation[]): Promise<boolean> {
    if (operations.length === 0) return false
    if (JSON.stringify(operations) === JSON.stringify(this.#plan.operations)) return true
    return this.accepts({ ...this.#plan, operations })
  }
}
