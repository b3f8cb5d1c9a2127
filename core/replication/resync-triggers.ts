/** What makes a resync due: source and replica have to be compared, since it is not known any more where they differ. */

interface TriggerRow {
  /** Who finds out: the filter driver at the source, or the service that receives. */
  readonly by: 'driver' | 'service'
  readonly meaning: string
}

/** Sources: Azure Site Recovery's troubleshooting pages and its open driver for Linux; `log-overflow`: Hyper-V Replica. */
export const RESYNC_TRIGGERS = {
  'unclean-shutdown': { by: 'driver', meaning: 'the machine stopped without the driver having written its bitmap' },
  'unclean-boot': { by: 'driver', meaning: 'the machine came back and the memory of changes is gone' },
  'bitmap-read-error': { by: 'driver', meaning: 'the bitmap could not be read' },
  'bitmap-write-error': { by: 'driver', meaning: 'the bitmap could not be written' },
  'bitmap-open-error': { by: 'driver', meaning: 'the bitmap could not be opened' },
  'bitmap-changes-lost': { by: 'driver', meaning: 'the bitmap could not be opened, and changes were lost with it' },
  'out-of-bounds-io': { by: 'driver', meaning: 'a write beyond the end of the disk was captured' },
  'invalid-io': { by: 'driver', meaning: 'a write that makes no sense was captured' },
  'memory-exhausted': { by: 'driver', meaning: 'the driver had no memory left even for its bitmap' },
  'flush-failure': { by: 'driver', meaning: 'the flush before a shutdown failed' },
  'unsupported-io': { by: 'driver', meaning: 'a kind of request that the driver cannot capture' },
  'transfer-failure': { by: 'service', meaning: 'uploads failed again and again' },
  'forced-shutdown': { by: 'service', meaning: 'the machine was switched off by force' },
  'disk-resize': { by: 'service', meaning: 'the disk was resized' },
  'offline-disk-change': { by: 'service', meaning: 'the disk was changed while its machine was off' },
  'missing-snapshots': { by: 'service', meaning: 'snapshots at the target are missing' },
  'log-overflow': { by: 'service', meaning: 'the log of changes outgrew its share of the disk' },
} as const satisfies Record<string, TriggerRow>

export type ResyncTrigger = keyof typeof RESYNC_TRIGGERS
