/**
 * Judges one recovery. Gathers the verdicts of all checkers that apply: the oracle over the history,
 * the clean quiesce, and the scenario's own invariants. Does not look at disks or at how the recovery ran.
 */
import { FAULTS } from '../block/faults.ts'
import type { Claim } from '../oracle/claim.ts'
import type { Checker } from '../oracle/linearise.ts'
import { VERDICTS } from '../oracle/verdict.ts'
import type { Verdict } from '../oracle/verdict.ts'
import type { Plan } from './plan.ts'
import type { Observation } from './recovery.ts'
import type { InvariantContext, Scenario } from './scenario.ts'
import { shortText } from './text.ts'
import { callPart } from './user-code.ts'

export interface Case {
  /** `power-cut`, `crash-consistent` and so on. */
  readonly kind: string
  readonly claim: Claim
  /** Of the recovery on which this life began; invariants see its operations too. */
  readonly before?: Claim
  readonly observation: Observation
  /** The recovery point was made by a quiesce that promises to need no replay. */
  readonly clean: boolean
  /** It was made while file systems were frozen: their journals have nothing to replay. Default false. */
  readonly atRest?: boolean
}

export function judge(scenario: Scenario, plan: Plan, checker: Checker<unknown, unknown>, judged: Case): Verdict {
  const { observation, claim } = judged
  const destructive = isDestructive(scenario, plan)
  if (!observation.ok) {
    if (destructive) return OK
    const { message, unbootable } = observation
    if (unbootable) return { status: 'violated', verdict: 'os-unbootable', message: `the operating system does not boot: ${message}` }
    return { status: 'violated', verdict: 'refuses-to-open', message: `the application does not come back: ${message}` }
  }
  const verdict = checker.check(claim, observation.observed, observation.text)
  if (verdict.status === 'violated') {
    // Whatever else is wrong with damaged data is a consequence.
    const own = ownInvariants(scenario, judged, observation.observed)
    if (own.status === 'violated' && own.verdict === 'silent-corruption') return own
  }
  if (verdict.status !== 'ok')
    return destructive ? asSilentCorruption(verdict) : judged.kind === CLEAN_SHUTDOWN ? asNeverDurable(verdict, claim) : verdict
  const journalBlocks = observation.mounts?.journalBlocks ?? 0
  if (judged.atRest && journalBlocks > 0) {
    const message = `the point is labelled ${judged.kind}, but its file system was not at rest: ${journalBlocks} blocks of its journal were replayed`
    return { status: 'violated', verdict: 'mislabelled-point', message }
  }
  if (judged.clean && observation.replayed > 0) {
    const message = `recovery from an app-consistent point replayed ${observation.replayed} records`
    return { status: 'violated', verdict: 'not-clean', message }
  }
  return ownInvariants(scenario, judged, observation.observed)
}

const OK: Verdict = { status: 'ok' }

/** True when the plan has faults that no application is asked to survive: then it must only fail loudly. */
export function isDestructive(scenario: Scenario, plan: Plan): boolean {
  return plan.faults.some((fault) => FAULTS[fault.kind].destructive && !scenario.faults?.includes(fault.kind))
}

/** What a clean shutdown leaves is judged under this kind. */
export const CLEAN_SHUTDOWN = 'clean-shutdown'

const SHORTFALLS: readonly string[] = ['lost-ack', 'order-hole', 'partial-transaction', 'wrong-data']

/** There was no crash to blame: where all had to be there, whatever is missing of it never became durable. */
function asNeverDurable(verdict: Verdict, { contract }: Claim): Verdict {
  if (verdict.status !== 'violated') return verdict
  const never = verdict.verdict === 'lost-ack' || (contract === 'ack' && SHORTFALLS.includes(verdict.verdict))
  const message = `after a clean shutdown, ${verdict.message}`
  return { ...verdict, message, verdict: never ? 'never-durable' : verdict.verdict }
}

function asSilentCorruption(verdict: Verdict): Verdict {
  return verdict.status === 'violated' ? { ...verdict, verdict: 'silent-corruption' } : verdict
}

/**
 * What a scenario's own invariants are shown. Plain values: V8 keeps what a getter of an object literal holds until its
 * next full collection, here each judgement's claims, and the recovered site with them.
 */
function shownCase({ kind, claim, before }: Case, observed: unknown): InvariantContext<unknown, unknown> {
  const { contract, must, may } = claim
  return { kind, contract, must: before ? [...before.must, ...must] : must, may: before ? [...before.may, ...may] : may, observed }
}

function ownInvariants(scenario: Scenario, judged: Case, observed: unknown): Verdict {
  for (const [name, invariant] of Object.entries(scenario.invariants ?? {})) {
    const verdict = callPart(scenario, `invariants.${name}`, () => verdictOf(invariant(shownCase(judged, observed) as never)))
    if (verdict.status === 'violated') return { ...verdict, message: `${name}: ${verdict.message}` }
    if (verdict.status === 'inconclusive') return { ...verdict, reason: `${name}: ${verdict.reason}` }
  }
  return OK
}

/** @throws TypeError when an invariant returned something else */
function verdictOf(returned: Verdict): Verdict {
  const { status, verdict } = (returned ?? {}) as { readonly status?: unknown; readonly verdict?: unknown }
  const known =
    status === 'violated' ? Object.hasOwn(VERDICTS, String(verdict)) : status === 'ok' || status === 'inconclusive'
  if (!known) throw new TypeError(`must return a verdict such as { status: 'ok' }, got ${shortText(returned)}`)
  return returned
}
