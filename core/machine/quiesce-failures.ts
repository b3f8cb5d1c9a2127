/** Phases, limits and failures of a snapshot set, as the Volume Shadow Copy Service has them. Data only. */

/** In this order. After a failure it goes on with `release`. */
export const QUIESCE_PHASES = [
  'identify', 'prepare', 'freeze', 'flush', 'snapshot', 'release', 'thaw', 'complete',
] as const

export type QuiescePhase = (typeof QUIESCE_PHASES)[number]

interface FailureRow {
  /** The code that the service logs; null where the documentation names none. */
  readonly code: number | null
  /** Whether the requester may wait and try again. */
  readonly retryable: boolean
  readonly meaning: string
}

export const QUIESCE_FAILURES = {
  'set-in-progress': { code: 0x80042316, retryable: false, meaning: 'another set works on a machine of this one' },
  'machine-down': { code: null, retryable: false, meaning: 'a machine of the set does not run' },
  'no-provider': { code: 0x80042304, retryable: false, meaning: 'no provider is registered' },
  'writer-out-of-resources': { code: 0x800423f1, retryable: true, meaning: 'a writer ran out of resources' },
  'writer-timeout': { code: 0x800423f2, retryable: true, meaning: 'a writer did not freeze in time' },
  'writer-retryable': { code: 0x800423f3, retryable: true, meaning: 'a writer failed and may succeed at another time' },
  'writer-veto': { code: 0x800423f4, retryable: false, meaning: 'a writer refused to freeze' },
  'early-thaw': { code: null, retryable: false, meaning: 'a watchdog thawed the writers before the snapshot' },
  'flush-timeout': { code: 0x80042313, retryable: true, meaning: 'a disk did not flush in time' },
  'flush-error': { code: null, retryable: false, meaning: 'a disk reported an error for its flush, or its file system could not be brought to rest' },
  'hold-writes-timeout': { code: 0x80042314, retryable: true, meaning: 'the provider did not commit in time' },
  'provider-failed': { code: null, retryable: false, meaning: 'the provider could not make the snapshot' },
  'machine-crashed': { code: null, retryable: false, meaning: 'a machine of the set crashed' },
  'thaw-failed': { code: null, retryable: false, meaning: 'a writer failed after the snapshot' },
} as const satisfies Record<string, FailureRow>

export type QuiesceFailure = keyof typeof QUIESCE_FAILURES

export interface QuiesceLimits {
  /** How long each writer may take to freeze, and again to thaw, in µs. Default 60 s (documented). */
  readonly freezeTimeoutUs: number
  /** How long the disks may take to flush, in µs. Default 10 s (assumed). */
  readonly flushTimeoutUs: number
  /** How long writes may be held for the provider to commit, in µs. Default 10 s (documented). */
  readonly holdWritesTimeoutUs: number
  /**
   * A watchdog thaws everything this long after the first writer was asked to freeze, in µs. A set whose
   * snapshot is not taken by then is rejected. Null (default): no watchdog.
   */
  readonly watchdogUs: number | null
}

export const QUIESCE_LIMITS: QuiesceLimits = {
  freezeTimeoutUs: 60_000_000,
  flushTimeoutUs: 10_000_000,
  holdWritesTimeoutUs: 10_000_000,
  watchdogUs: null,
}

/**
 * Mistakes of real products, built in to show that the oracles find them. All are off by default.
 * Each makes a set succeed, and be called app-consistent, that should not.
 */
export interface QuiesceDefects {
  /** A writer's veto counts as success (a hook whose exit status nobody reads). */
  readonly ignoreVeto?: boolean
  /** Writers are never asked to freeze (a hook that only echoes). */
  readonly snapshotWithoutFreeze?: boolean
  /** Writers are thawed before the flush and the snapshot. */
  readonly thawBeforeSnapshot?: boolean
  /** Nobody looks whether the watchdog has thawed the writers. */
  readonly earlyThawUnnoticed?: boolean
  /** File systems are not frozen: what they hold in memory is missing, and the journal has to be replayed. */
  readonly fileSystemForgotten?: boolean
}

/**
 * What a writer throws in `freeze` when a later try may succeed. Anything else that it throws is a
 * veto: no retry.
 */
export class WriterFault extends Error {
  override readonly name = 'WriterFault'
  readonly kind: 'out-of-resources' | 'retryable'

  constructor(kind: 'out-of-resources' | 'retryable', message: string) {
    super(message)
    this.kind = kind
  }
}
