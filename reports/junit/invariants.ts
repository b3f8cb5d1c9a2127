/** What must hold, in a reader's words: each is one test of each scenario, whatever the seeds, so that its history can be followed. */
import type { VerdictName } from '../../core/oracle/verdict.ts'
import type { TalliedScenario } from '../tally.ts'

export interface Invariant {
  readonly name: string
  /** That it is broken. */
  readonly verdicts: readonly VerdictName[]
  /** Anything in the run could have broken it. */
  readonly tested: (row: TalliedScenario) => boolean
}

const checked = ({ crashStates }: TalliedScenario): boolean => crashStates.checked > 0

const failedOver = ({ failovers: { crashConsistent, fileSystemConsistent, appConsistent, latest } }: TalliedScenario): boolean =>
  crashConsistent + fileSystemConsistent + appConsistent + latest > 0

/** The names are part of the format: a test that changes its name is another test for whoever reads the report. */
export const INVARIANTS: readonly Invariant[] = [
  { name: 'what was acknowledged survives', verdicts: ['lost-ack', 'never-durable', 'rpo-exceeded', 'unprotected-too-long', 'divergence-overwritten'], tested: checked },
  { name: 'nothing appears that nobody wrote', verdicts: ['phantom', 'id-reissued'], tested: checked },
  { name: 'operations are whole and in order', verdicts: ['partial-transaction', 'order-hole', 'wrong-data'], tested: checked },
  { name: 'it opens and serves after recovery', verdicts: ['refuses-to-open', 'os-unbootable', 'service-down', 'split-brain', 'rto-exceeded'], tested: checked },
  { name: 'damage is told', verdicts: ['silent-corruption'], tested: checked },
  { name: 'recovery can be interrupted', verdicts: ['recovery-not-idempotent'], tested: ({ recoveryCrashes }) => recoveryCrashes > 0 },
  { name: 'recovery points keep their promise', verdicts: ['mislabelled-point', 'not-clean'], tested: failedOver },
  {
    name: 'stated properties hold',
    verdicts: ['assertion-failed'],
    tested: ({ properties }) => properties.some(({ kind, passed, failed }) => kind === 'unreachable' || (kind === 'always' && passed + failed > 0)),
  },
  { name: 'nothing depends on lost memory', verdicts: ['leaked-memory'], tested: checked },
]
