/**
 * What this floor takes for granted about backups, row by row: the parameter, its default in words, the field that holds
 * it, and where it comes from. The table of the documentation is made from it.
 */

export interface SemanticsRow {
  readonly element: string
  readonly parameter: string
  readonly defaultText: string
  /** The field of a policy, or the table or function that decides. */
  readonly field: string
  readonly source: string
}

const AZURE = 'Azure Backup documentation'

export const backupSemantics = [
  { element: 'Backup', parameter: 'frequency', defaultText: 'daily; every 4 h around the clock from 08:00 (enhanced)', field: 'schedule', source: AZURE },
  { element: 'Backup', parameter: 'on demand', defaultText: 'at most 4 a day', field: 'limits.onDemandPerDay', source: AZURE },
  { element: 'Backup', parameter: 'start delay', defaultText: 'at most 2 h after the schedule', field: 'startDelay', source: AZURE },
  { element: 'Backup', parameter: 'queue at peak', defaultText: 'at most 8 h; off', field: 'peakQueue', source: `${AZURE}; how often is not stated` },
  { element: 'Backup', parameter: 'snapshot tier', defaultText: '2 days; 7 days (enhanced)', field: 'snapshots.keepDays', source: AZURE },
  { element: 'Backup', parameter: 'vault tier', defaultText: 'one transfer a day, of the last backup', field: 'transfer', source: AZURE },
  { element: 'Backup', parameter: 'failed transfer', defaultText: 'the next day\'s first backup is transferred in full', field: 'transfer', source: AZURE },
  { element: 'Backup', parameter: 'throughput', defaultText: '160 Mbit/s initial, 640 Mbit/s incremental', field: 'transfer.incremental', source: `${AZURE}, 2018` },
  { element: 'Backup', parameter: 'expiry', defaultText: 'the newest point always survives', field: 'keptTiers', source: AZURE },
  { element: 'Backup', parameter: 'label', defaultText: 'application if its writers took part; file system after their failure or without them; crash if the machine is off', field: 'consistency', source: AZURE },
  { element: 'Backup', parameter: 'script time-out', defaultText: '30 s', field: 'consistency.scriptTimeoutUs', source: AZURE },
  { element: 'Backup', parameter: 'crash fallback', defaultText: 'off; on (enhanced)', field: 'consistency.crashFallback', source: AZURE },
  { element: 'Backup', parameter: 'VSS mode', defaultText: 'full', field: 'consistency.vss', source: `${AZURE}; the effect on log chains is an inference` },
  { element: 'Backup', parameter: 'restore time', defaultText: 'queue + copy + creation of the machine; from a snapshot no copy', field: 'restore', source: AZURE },
  { element: 'Backup', parameter: 'cross-region RPO', defaultText: '36 h', field: 'secondRegion.lag', source: AZURE },
  { element: 'Backup', parameter: 'cross-region restore', defaultText: 'off: the second region opens on the vendor\'s declaration', field: 'crossRegionRestore', source: AZURE },
  { element: 'Backup', parameter: 'multi-VM consistency', defaultText: 'none', field: 'enableBackup', source: AZURE },
  { element: 'Backup', parameter: 'soft delete', defaultText: '14 days', field: 'softDelete', source: AZURE },
  { element: 'Backup', parameter: 'immutability', defaultText: 'off; lockable for good', field: 'immutability', source: AZURE },
  { element: 'Backup', parameter: 'clock set ahead', defaultText: 'later backups fail, also after correction', field: 'Backup.setClock', source: `${AZURE}; for how long is an inference` },
  { element: 'VSS', parameter: 'retry', defaultText: '10 min × 3', field: 'consistency.retry', source: 'Volume Shadow Copy Service documentation' },
  { element: 'VSS', parameter: 'no writer', defaultText: 'succeeds, and is not application-consistent', field: 'consistency', source: 'Volume Shadow Copy Service documentation' },
  { element: 'Cost', parameter: 'Backup', defaultText: 'fee + stored GiB', field: 'BACKUP_COST', source: 'press, 2015' },
] as const satisfies readonly SemanticsRow[]
