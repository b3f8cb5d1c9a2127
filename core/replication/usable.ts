/** Points that are listed and cannot be failed over to. */

interface UnusableRow {
  /** What failing over to one answers. */
  readonly error: string
  readonly meaning: string
}

/** Source: Azure Site Recovery, troubleshooting of replication between regions. */
export const UNUSABLE_POINTS = {
  'sku-changed': {
    error: 'BookmarkNotFound',
    meaning: 'the kind of a disk was changed: its earlier snapshots are invalid, and stay listed until retention ends',
  },
} as const satisfies Record<string, UnusableRow>

/** True, or why not. */
export type Usability = true | keyof typeof UNUSABLE_POINTS
