/**
 * The bugs that can be planted in the store, one switch each, and the flushes that can be left out. Every
 * switch is consulted in exactly one place.
 */
export const MANIFEST_STORE_DEFECTS = {
  'commit-payload-reorder':
    'a commit record does not vouch for its payload, with which it shares a flush: part of a transaction may be absent',
  'empty-log-old-manifest':
    'an empty log beside a manifest counts as freshly created, so the log is reset before the new manifest is durable',
  'newer-log-synced-first':
    'a commit syncs only the newest log segment, and recovery goes on with it although the tail of an older one is missing',
  'seal-before-checkpoint':
    'recovery retires the log although what it replayed is in memory only, until the first flush of the memtable',
  'recovery-volatile-state': 'recovery allocates a run before the map of free space has been rebuilt, and panics',
} as const satisfies Readonly<Record<string, string>>

/** One planted bug. */
export type ManifestStoreDefect = keyof typeof MANIFEST_STORE_DEFECTS

/** Every flush that the store issues, by label, and what would be lost without it. */
export const MANIFEST_STORE_FLUSHES = {
  commit: 'an acknowledged transaction',
  segment: 'the first segment of the log that a manifest names',
  run: 'the run for which the log is no longer kept',
  manifest: 'the manifest, once the log before it is given up',
  'open-data': 'the manifest that recovery has read, before the space of what only its predecessor names is written',
  'open-segment': 'the segment with which a recovered store goes on',
  'open-run': 'what recovery has replayed and shown',
  'open-manifest': 'the end that recovery has set to the log, and the epoch that keeps its remains dead',
} as const satisfies Readonly<Record<string, string>>

/** The label of one flush. */
export type ManifestStoreFlush = keyof typeof MANIFEST_STORE_FLUSHES
