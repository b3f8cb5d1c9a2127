/** What a replay says about the code, and when two replays of one code contradict each other. */
import type { ReplayResult, TokenPayload } from '../core/index.ts'

/** It shows what was recorded, a failure or a recovery, in the very run that was recorded. */
export function isAsRecorded({ outcome, verdict, traceHash }: ReplayResult, payload: TokenPayload): boolean {
  return outcome === (payload.verdict === 'ok' ? 'still-recovers' : 'still-fails') && verdict === payload.verdict && traceHash === payload.traceHash
}
