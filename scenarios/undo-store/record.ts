/**
 * Log records, 20 bytes each: kind u8, one byte free, subject u16 (a counter or a member), amount i32,
 * transaction u48, compensated LSN u48. They hold differences, not contents: what a record adds is also what
 * taking it back has to subtract, whatever other transactions have done to the counter since.
 */

/** Bytes of a record. */
export const RECORD_BYTES = 20

const SUBJECT_AT = 2
const AMOUNT_AT = 4
const TRANSACTION_AT = 8
const COMPENSATES_AT = 14

const KINDS = ['add', 'compensation', 'toggle', 'commit', 'end'] as const

/**
 * `add` changes a counter, `compensation` takes one such change back and is never taken back itself, `toggle`
 * announces a change of the set that counts from the commit on, `commit` and `end` (after an abort) are the last.
 */
export type RecordKind = (typeof KINDS)[number]

/** A change without its place in the log. */
export interface RecordBody {
  readonly kind: RecordKind
  /** The LSN of the first record of the transaction; null in that record itself. */
  readonly transaction: number | null
  /** A counter or a member. */
  readonly subject?: number
  /** What is added to the counter. */
  readonly amount?: number
  /** The LSN of the change that is taken back. */
  readonly compensates?: number
}

/** A record at its place in the log. */
export interface LogRecord extends Required<RecordBody> {
  readonly lsn: number
  readonly transaction: number
}

/** Gives a record its place. */
export function placeRecord(lsn: number, body: RecordBody): LogRecord {
  const { kind, transaction, subject = 0, amount = 0, compensates = 0 } = body
  return { lsn, kind, transaction: transaction ?? lsn, subject, amount, compensates }
}

/** Writes a record. */
export function encodeRecord(target: Buffer, at: number, record: LogRecord): void {
  target.writeUInt8(KINDS.indexOf(record.kind), at)
  target.writeUInt16LE(record.subject, at + SUBJECT_AT)
  target.writeInt32LE(record.amount, at + AMOUNT_AT)
  target.writeUIntLE(record.transaction, at + TRANSACTION_AT, 6)
  target.writeUIntLE(record.compensates, at + COMPENSATES_AT, 6)
}

/** Reads a record whose checksum has been verified. */
export function decodeRecord(source: Buffer, at: number, lsn: number): LogRecord {
  return {
    lsn,
    kind: KINDS[source.readUInt8(at)]!,
    subject: source.readUInt16LE(at + SUBJECT_AT),
    amount: source.readInt32LE(at + AMOUNT_AT),
    transaction: source.readUIntLE(at + TRANSACTION_AT, 6),
    compensates: source.readUIntLE(at + COMPENSATES_AT, 6),
  }
}
