/** A branch that fails as reporters are told of a failure: with its scene, as a replay of its token shows it. */
import type { Branch } from '../../core/drill/explore/branch.ts'
import type { ReportedFailure } from '../../core/drill/events.ts'
import { decodeToken } from '../../core/index.ts'
import type { Plan, ShrinkReport, TokenPayload } from '../../core/index.ts'
import { failureOf } from '../corpus/replay-saved.ts'
import type { ScenarioRef } from '../order.ts'
import { openRealm } from '../realm-client.ts'
import { reportedFailure } from '../reported-failure.ts'
import { UsageError } from '../usage-error.ts'

/** @throws UsageError when there was nothing to recover from, and so nothing to show again */
export function payloadOf({ token, message }: Branch): TokenPayload {
  if (token === null) throw new UsageError(`there is nothing to show again: ${message}`)
  const decoded = decodeToken(token)
  if (!decoded.ok) throw new Error(decoded.message)
  return decoded.payload
}

/**
 * Null: it recovers as it must. Asks a thread that has seen nothing else.
 * @throws UsageError when that thread says otherwise than the branch: nothing that is kept of it would show it again
 */
export async function toldFailure(scenario: ScenarioRef, branch: Branch): Promise<ReportedFailure | null> {
  const payload = payloadOf(branch)
  const realm = openRealm()
  try {
    const result = await realm.replay(scenario, payload, false, null)
    const isSame = result.verdict === payload.verdict && result.outcome !== 'plan-no-longer-applies'
    if (!isSame) throw new UsageError(`a fresh thread does not show ${payload.verdict} again but says: ${result.message}; the application keeps something in memory, or its file was changed`)
    if (!result.found) return null
    const { fingerprint } = result.found
    return reportedFailure(scenario, failureOf({ fingerprint, shrunk: notShrunk(payload.plan) }, result, result.found), payload.plan)
  } finally {
    await realm.close()
  }
}

/** A person chose the crash, and nobody looked for a smaller plan. */
export function notShrunk({ operations, faults }: Plan): ShrinkReport {
  return {
    fromOperations: operations.length, toOperations: operations.length, faults: { from: faults.length, to: faults.length },
    disks: null, lostWrites: null, attempts: 0, budget: 0, ended: 'not-shrunk',
  }
}
