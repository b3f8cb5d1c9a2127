/** What a replay says about the code, and when two replays of one code contradict each other. */
import type { ReplayResult, TokenPayload } from '../core/index.ts'

/** What was replayed, and with which code. */
export interface Replayed {
  readonly payload: TokenPayload
  /** A person changed it. */
  readonly edited: boolean
  /** Of the scenario as it is now. */
  readonly codeHash: string
}

/** The same code and plan must show the same. Leaked memory alone need not show twice, in threads with different pasts. */
export function isContradiction(result: ReplayResult, { payload, edited, codeHash }: Replayed): boolean {
  const sameAll = payload.codeHash === codeHash && !edited && payload.verdict !== 'leaked-memory'
  return sameAll && !isAsRecorded(result, payload)
}

/** It shows what was recorded, a failure or a recovery, in the very run that was recorded. */
function isAsRecorded({ outcome, verdict, traceHash }: ReplayResult, payload: TokenPayload): boolean {
  return outcome === (payload.verdict === 'ok' ? 'still-recovers' : 'still-fails') && verdict === payload.verdict && traceHash === payload.traceHash
}
