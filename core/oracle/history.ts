/** What clients saw: the only source of what must and what may be there after a crash. */

import type { Mark } from '../block/write-log.ts'

export type { Mark }

export type Outcome = 'ok' | 'failed' | 'unknown'

export interface OperationRecord<Operation = unknown, Result = unknown> {
  readonly id: number
  readonly client: number
  readonly value: Operation
  readonly submitted: Mark
  /** When the answer reached the client; null while none has. */
  answered: Mark | null
  /** `failed` = {@link Rejected}: certainly not applied. `unknown` = any other rejection, or no answer. */
  outcome: Outcome
  result: Result | undefined
  /** The commit position, if the application reported one with `committed(position, result)`. */
  position: number | undefined
}

/**
 * `ack`: an acknowledged operation is durable. `sync`: only operations acknowledged before the
 * start of the last completed span `sync`. `none`: nothing is promised, but what is there must be
 * a prefix in real-time order. The last two still forbid holes.
 */
export type Durability = 'ack' | 'sync' | 'none'
