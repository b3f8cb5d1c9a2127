/** What an operator is told. */

interface EventRow {
  /** Number of the event; null where the documentation names none. */
  readonly code: number | null
  readonly meaning: string
}

/** Source of the numbers: Azure Site Recovery, monitoring and troubleshooting. */
export const REPLICATION_EVENTS = {
  'no-app-point': { code: 153006, meaning: 'an app-consistent point was due and is missing' },
  'no-crash-point': { code: 153007, meaning: 'there was no crash-consistent point for too long' },
  'churn-over-limit': { code: null, meaning: 'a disk or a machine changes faster than its replica can take' },
  'resync-due': { code: null, meaning: 'source and replica have to be compared' },
  'transfer-failed': { code: null, meaning: 'a difference did not arrive in time and was rolled back' },
} as const satisfies Record<string, EventRow>

export type ReplicationEventKind = keyof typeof REPLICATION_EVENTS

export interface ReplicationEvent {
  readonly atUs: number
  readonly kind: ReplicationEventKind
  /** Number of the event; null where the documentation names none. App-consistent points of VMware machines: 78144. */
  readonly code: number | null
  readonly reason: string
  /** The code that the failing part logged, if any: a writer, a provider. */
  readonly failureCode: number | null
}

export type TellEvent = (kind: ReplicationEventKind, reason: string, failureCode?: number | null) => void
