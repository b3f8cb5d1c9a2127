/** The bugs that can be planted in the chunk store. Every switch is consulted in exactly one place. */
export const CHUNK_STORE_DEFECTS = {
  'torn-chunk-false-trailer':
    'takes a torn chunk for a whole one when the bytes where its trailer should be match, and skips what lies there',
  'reclaim-read-error': 'takes a read error during reclamation for the end of the extent, and drops the chunks behind it',
  'never-durable': 'lets the superblock follow the index one update late, so the last update waits for one that never comes',
} as const satisfies Readonly<Record<string, string>>

/** One planted bug. */
export type ChunkStoreDefect = keyof typeof CHUNK_STORE_DEFECTS
