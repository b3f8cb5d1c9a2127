/**
 * Makes a failure small: its plan without replication, disasters and faults where they do not matter, by
 * fast-check with fewer and simpler operations, faults with narrower windows; then its crash. The predicate is
 * always "the re-swept run, or the re-examined state, still shows the same fingerprint".
 */
import fc from 'fast-check'
import { guarded } from './guarded.ts'
import type { Finding } from './findings.ts'
import { withOwnSettings } from './own-settings.ts'
import { plainOperations, problemOfValues } from './plain-operations.ts'
import type { Plan, PlannedOperation } from './plan.ts'
import { Prober } from './prober.ts'
import { search, stageOf } from './search.ts'
import type { Found } from './search.ts'
import type { Scenario } from './scenario.ts'
import { shrinkCrash } from './shrink-crash.ts'
import { drawSwarm } from './swarm.ts'
import { drawnOperations, numericSeed, workload } from './workload.ts'

export interface ShrinkLimits {
  /** At most this many plans and crash states are tried. */
  readonly attempts: number
  /** Plans that may show the failure too: tried before the plan itself. Default none. */
  readonly smaller?: readonly Plan[]
  /** Ends the search with the best plan so far. */
  readonly signal?: { readonly aborted: boolean } | undefined
  /** Told of each plan before it is tried, and waited for. */
  readonly onAttempt?: (attempts: number) => Promise<void> | void
}

export interface Shrunk {
  readonly found: Found
  readonly attempts: number
  readonly ended: 'nothing-smaller' | 'budget' | 'interrupted'
}

/** The share of the attempts that is kept for the crash: a plan can use up any number. */
const CRASH_SHARE = 6
/** How often the window of one fault is halved, at most. */
const WINDOW_HALVINGS = 4

/** Null when the failure does not show again even in the plan as it is. */
export async function shrink(
  scenario: Scenario,
  plan: Plan,
  wanted: Finding,
  limits: ShrinkLimits,
): Promise<Shrunk | null> {
  const shrinker = new Shrinker(scenario, wanted, limits)
  for (const candidate of [...(limits.smaller ?? []), plan])
    if (shrinker.best === null) await shrinker.accepts(candidate)
  if (shrinker.best === null) return null
  await shrinker.dropParts()
  await shrinker.dropOperations()
  await shrinker.narrowFaults()
  await shrinker.shrinkCrash()
  return { found: shrinker.best!, attempts: shrinker.attempts, ended: shrinker.ended }
}

class Shrinker {
  best: Found | null = null
  attempts = 0
  readonly #scenario: Scenario
  readonly #wanted: Finding
  readonly #limits: ShrinkLimits
  readonly #tried = new Set<string>()
  /** At most this many attempts by now. */
  #allowed: number
  #ranOut = false

  constructor(scenario: Scenario, wanted: Finding, limits: ShrinkLimits) {
    this.#scenario = scenario
    this.#wanted = wanted
    this.#limits = limits
    this.#allowed = limits.attempts - Math.floor(limits.attempts / CRASH_SHARE)
  }

  /** Tries a plan; keeps it as the best one when it still fails. */
  async accepts(plan: Plan): Promise<boolean> {
    if (this.#exhausted) return false
    this.attempts++
    await this.#limits.onAttempt?.(this.attempts)
    const found = await guarded(this.#scenario, () => search(this.#scenario, plan, this.#wanted))
    if (!found) return false
    this.best?.evidence.run.site.dispose()
    this.best = found
    return true
  }

  async dropParts(): Promise<void> {
    const stage = stageOf(this.#wanted)
    if (stage !== 'disasters' && this.#plan.disasters.length > 0) await this.accepts({ ...this.#plan, disasters: [] })
    if (stage !== 'disasters' && stage !== 'points' && this.#plan.replication)
      await this.accepts({ ...this.#plan, replication: null })
    for (const fault of this.#plan.faults)
      await this.accepts({ ...this.#plan, faults: this.#plan.faults.filter((other) => other !== fault) })
  }

  /** Half of a window after half of it, as long as the failure stays. */
  async narrowFaults(): Promise<void> {
    for (let index = 0; index < this.#plan.faults.length; index++)
      for (let halvings = 0; halvings < WINDOW_HALVINGS; halvings++) if (!(await this.#halveWindow(index))) break
  }

  async #halveWindow(index: number): Promise<boolean> {
    const fault = this.#plan.faults[index]!
    const middleUs = Math.floor((fault.fromUs + fault.toUs) / 2)
    if (middleUs <= fault.fromUs) return false
    for (const window of [{ toUs: middleUs }, { fromUs: middleUs }])
      if (await this.accepts({ ...this.#plan, faults: this.#plan.faults.with(index, { ...fault, ...window }) })) return true
    return false
  }

  /** The crash has what is left of all attempts. */
  async shrinkCrash(): Promise<void> {
    this.#allowed = this.#limits.attempts
    const { finding, evidence } = this.best!
    const mayTry = (): boolean => {
      if (this.#exhausted) return false
      this.attempts++
      return true
    }
    this.best = { ...this.best!, finding: await shrinkCrash(new Prober(evidence, finding.fingerprint), finding, mayTry) }
  }

  get ended(): Shrunk['ended'] {
    if (this.#limits.signal?.aborted) return 'interrupted'
    return this.#ranOut ? 'budget' : 'nothing-smaller'
  }

  async dropOperations(): Promise<void> {
    const { seed, operations } = this.#plan
    const { allows } = drawSwarm(this.#scenario, seed)
    const generated = drawnOperations(this.#scenario, seed, allows)
    const fromSeed = problemOfValues(generated) === null && JSON.stringify(generated) === JSON.stringify(operations)
    const start = fromSeed ? { seed: numericSeed(seed) } : { seed: 0, examples: [[[...operations]]] as [PlannedOperation[]][] }
    await withOwnSettings(() => {
      const arbitrary = workload(this.#scenario, { allows, exhausted: () => this.#exhausted })
      const fails = fc.asyncProperty(arbitrary, async (candidate) => !(await this.#stillFails(candidate)))
      return fc.check(fails, { ...start, numRuns: 1, endOnFailure: false })
    })
  }

  get #exhausted(): boolean {
    if (this.attempts < this.#allowed && this.#limits.signal?.aborted !== true) return false
    this.#ranOut = true
    return true
  }

  get #plan(): Plan {
    return this.best!.plan
  }

  /**
   * fast-check begins with the plan itself, which is known to fail. What it offers a second time is not
   * tried a second time: it passed, or it is the best plan already and the rest of its neighbours wait.
   * Nor is what a token could not hold.
   */
  async #stillFails(operations: readonly PlannedOperation[]): Promise<boolean> {
    if (problemOfValues(operations) !== null) return false
    const text = JSON.stringify(operations)
    const isFirst = this.#tried.size === 0
    if (operations.length === 0 || this.#tried.has(text)) return false
    this.#tried.add(text)
    return isFirst || this.accepts({ ...this.#plan, operations: plainOperations(this.#scenario.name, operations) })
  }
}
