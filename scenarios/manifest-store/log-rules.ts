/**
 * How log segments and the manifest depend on each other. Writer and recovery must agree on it: what a commit
 * may leave unsynced is what recovery has to stop at, and what recovery refuses must never come to be.
 */
import type { ManifestStoreDefect } from './defects.ts'

export interface LogRules {
  /** The segments that are made durable before a batch is acknowledged. */
  readonly synced: 'all-written' | 'newest'
  /** What recovery does where a segment does not continue the one before. */
  readonly gap: 'end-of-log' | 'jumped'
  /** Whether a manifest is durable before the log that it makes superfluous is given up. */
  readonly manifestFirst: boolean
  /** What recovery does with a manifest whose first segment is not there. */
  readonly emptyLog: 'refused' | 'accepted'
}

const SOUND: LogRules = { synced: 'all-written', gap: 'end-of-log', manifestFirst: true, emptyLog: 'refused' }

const BROKEN: Partial<Record<ManifestStoreDefect, LogRules>> = {
  'newer-log-synced-first': { ...SOUND, synced: 'newest', gap: 'jumped' },
  'empty-log-old-manifest': { ...SOUND, manifestFirst: false, emptyLog: 'accepted' },
}

export function logRules(defect: ManifestStoreDefect | undefined): LogRules {
  return (defect && BROKEN[defect]) ?? SOUND
}
