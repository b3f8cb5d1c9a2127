/** A request on its way through a disk. */
import type { RequestKind } from './faults.ts'
import type { LogEntry } from './write-log.ts'

/** Who asks for what no process of an application asked for: the snapshot service, the operating system. */
export const PLATFORM = 'device'

export interface RequestDetails {
  readonly kind: RequestKind
  readonly lba: number
  readonly sectors: number
  /** The bytes of a write, owned by the request; null otherwise. */
  readonly data: Uint8Array | null
  readonly fua: boolean
  readonly label: string
  /** Made where it was asked for; only while the log wants to know. */
  readonly origin?: Error
}

export type Answer =
  | { readonly ok: true; readonly data: Uint8Array | null }
  | { readonly ok: false; readonly error: Error }

export class Request {
  readonly details: RequestDetails
  readonly operation: number | null
  readonly process: string
  readonly answer: (answer: Answer) => void
  /** Its line in the write log; null for reads, and while submissions are held. */
  entry: LogEntry | null = null
  started = false
  /** How long the device itself takes, without transfer and faults. */
  latencyUs = 0
  /** What a fault answers instead of success. */
  error: Error | null = null
  /** What a fault makes a read return. */
  readData: Uint8Array | null = null

  constructor(details: RequestDetails, operation: number | null, process: string, answer: (answer: Answer) => void) {
    this.details = details
    this.operation = operation
    this.process = process
    this.answer = answer
  }

  get isRead(): boolean {
    return this.details.kind === 'read'
  }

  /** Overlapping requests are serialised unless both read; a flush overlaps nothing. */
  conflictsWith(other: Request): boolean {
    if (this.details.kind === 'flush' || other.details.kind === 'flush') return false
    if (this.isRead && other.isRead) return false
    return (
      this.details.lba < other.details.lba + other.details.sectors &&
      other.details.lba < this.details.lba + this.details.sectors
    )
  }
}
