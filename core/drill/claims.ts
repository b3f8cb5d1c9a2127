/** What a scenario's contract demands of a crash, and of a copy. */
import { timeOf } from '../block/write-log.ts'
import type { WriteLog } from '../block/write-log.ts'
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

/** What is promised of a copy of this kind. A quiesce makes everything durable, whatever the contract says. */
export function copyContract(scenario: Scenario, kind: string): Durability {
  return kind === 'app-consistent' ? 'ack' : contractOf(scenario)
}

/** What a failover to this copy demands. */
export function copyClaim(evidence: CopiedHistory, { kind, vector, seq, answeredUpTo }: Copy): Claim {
  return evidence.claims.claimAt({ seq, vector, includesInFlight: false, answeredUpTo }, copyContract(evidence.run.scenario, kind))
}

/** The last position of the log that a copy up to an instant can know about; only the vector decides what is in it. */
export function lastStepBefore(log: WriteLog, timeUs: number): number {
  let seq = log.end - 1
  while (seq > log.base && timeOf(log.step(seq), seq) > timeUs) seq--
  return seq
}
