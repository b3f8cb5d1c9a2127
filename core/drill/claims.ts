/** What a scenario's contract demands of a crash, and of a copy. */
import type { Claim, ClaimIndex } from '../oracle/claim.ts'
import type { Durability } from '../oracle/history.ts'
import type { Scenario } from './scenario.ts'
import type { Evidence } from './source-run.ts'

/** A scenario that states no contract promises that acknowledged operations are durable. */
export function contractOf(scenario: Scenario): Durability {
  return scenario.durability ?? 'ack'
}

/** What a crash of the protected site just after this position demands. */
export function crashClaim(evidence: Evidence, seq: number): Claim {
  return evidence.claims.claimAt({ seq, vector: [], includesInFlight: true }, contractOf(evidence.run.scenario))
}

/** A copy of the disks: its label, how many writes of each disk it holds, and the positions it lies between. */
export interface Copy {
  readonly kind: string
  readonly vector: readonly number[]
  readonly seq: number
  /** Nothing that was answered later is required of it. */
  readonly answeredUpTo: number
}

/** The history of the site that was copied, and what its scenario promises. */
export interface CopiedHistory {
  readonly claims: ClaimIndex
  readonly run: { readonly scenario: Scenario }
}

/** What a failover to this copy demands. A quiesce makes everything durable, whatever the contract says. */
export function copyClaim(evidence: CopiedHistory, { kind, vector, seq, answeredUpTo }: Copy): Claim {
  const contract = kind === 'app-consistent' ? 'ack' : contractOf(evidence.run.scenario)
  return evidence.claims.claimAt({ seq, vector, includesInFlight: false, answeredUpTo }, contract)
}
