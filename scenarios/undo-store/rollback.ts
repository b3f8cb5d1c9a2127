/**
 * Takes back what a transaction has done to counters, at run time and in recovery alike: newest change first, each
 * by a compensation record. A compensation is redone like any change and never taken back itself, so a rollback
 * that a crash interrupts goes on where it stopped. Toggles need none of it: they count from the commit on.
 */
import type { Mutex } from '../../core/sim/signal.ts'
import type { UndoStoreDefect } from './defects.ts'
import type { Log } from './log.ts'
import { pageOfCounter } from './page.ts'
import type { Pager } from './pager.ts'
import type { RecordBody } from './record.ts'

/** Where changes of counters go. */
export interface ChangeParts {
  readonly log: Log
  readonly pager: Pager
  /** Held while pages are read or changed. */
  readonly latch: Mutex
  readonly defect: UndoStoreDefect | undefined
}

/** One change of a counter that may have to be taken back. */
export interface CounterChange {
  readonly lsn: number
  readonly counter: number
  readonly amount: number
}

/** Changes a counter: the record and the page, with nothing in between, so that pages change in the order of the log. */
export function changeCounter(
  { log, pager, latch }: ChangeParts,
  record: RecordBody & { readonly subject: number; readonly amount: number },
  onAppended?: (lsn: number) => void,
): Promise<void> {
  return latch.run(async () => {
    const frame = await pager.fetch(pageOfCounter(record.subject))
    const lsn = log.append(record)
    pager.change(frame, lsn, record.subject, record.amount)
    onAppended?.(lsn)
  })
}

/** Takes back `changes` (ascending) and appends the end of the transaction. `whenEnded`: the end is durable. */
export async function rollBack(
  parts: ChangeParts,
  transaction: number,
  changes: readonly CounterChange[],
  whenEnded?: () => void,
): Promise<void> {
  const undone = parts.defect === 'abort-undo-skipped' ? [] : changes.toReversed()
  for (const { lsn, counter, amount } of undone)
    await changeCounter(parts, { kind: 'compensation', transaction, subject: counter, amount: -amount, compensates: lsn })
  parts.log.append({ kind: 'end', transaction }, whenEnded)
}
