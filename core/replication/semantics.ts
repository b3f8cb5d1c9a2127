/**
 * What replication takes for granted, row by row: the element and its parameter, the default, where it is set, and where it
 * comes from. Tables for readers are made from this. Each row has a test that fails when its default is another.
 */

export interface SemanticsRow {
  /** Names the row, and its test. */
  readonly id: string
  readonly element: string
  readonly parameter: string
  readonly defaultText: string
  /** `policy`: a field of `policies.asr`, or one that is absent there, as every defect is. `constant`: an exported name. */
  readonly from: { readonly policy: string } | { readonly constant: string }
  readonly source: string
}

const ASR = 'Azure Site Recovery documentation'
const DRIVER = 'open driver of Azure Site Recovery for Linux'
const VSS = 'Volume Shadow Copy Service documentation'
const INFERRED = 'inferred, no vendor states it'

export const replicationSemantics: readonly SemanticsRow[] = [
  {
    id: 'tracking-granularity', element: 'Tracking', parameter: 'bitmap granularity',
    defaultText: '4 KiB a bit, 16 KiB for disks above 512 GiB',
    from: { policy: 'largeDisk' }, source: DRIVER,
  },
  {
    id: 'tracking-state', element: 'Tracking', parameter: 'write-order state',
    defaultText: 'Data, Metadata or Bitmap; tags only in Data',
    from: { policy: 'defects.pointInBitmapState' }, source: DRIVER,
  },
  {
    id: 'tracking-order-key', element: 'Tracking', parameter: 'order key',
    defaultText: 'stamps that never go back, and a sequence, for each machine',
    from: { policy: 'defects.clockNotHeld' }, source: DRIVER,
  },
  {
    id: 'tracking-spill', element: 'Tracking', parameter: 'spill',
    defaultText: 'above 64 MiB a disk leaves Data, below 16 MiB it is read back; a stopped agent leads to the bitmap at once',
    from: { policy: 'memory' }, source: DRIVER,
  },
  {
    id: 'tag-outcome', element: 'Tag', parameter: 'outcome',
    defaultText: 'committed, dropped, deleted, failed or partial',
    from: { constant: 'TAG_OUTCOMES' }, source: DRIVER,
  },
  {
    id: 'crash-point-interval', element: 'Crash point', parameter: 'interval',
    defaultText: '5 min',
    from: { policy: 'crashPointIntervalUs' }, source: ASR,
  },
  {
    id: 'crash-point-barrier', element: 'Crash point', parameter: 'barrier',
    defaultText: '300 ms, over all disks',
    from: { policy: 'barrierTimeoutUs' }, source: DRIVER,
  },
  {
    id: 'app-point-interval', element: 'App point', parameter: 'interval',
    defaultText: '1 h here, which is the least; off in current documents',
    from: { policy: 'appPointIntervalUs' }, source: ASR,
  },
  {
    id: 'app-point-freeze-limit', element: 'App point', parameter: 'freeze limit',
    defaultText: '60 s',
    from: { policy: 'quiesce.freezeTimeoutUs' }, source: DRIVER,
  },
  {
    id: 'app-point-failure', element: 'App point', parameter: 'failure',
    defaultText: 'tags revoked, event 153006; the crash-consistent schedule goes on',
    from: { policy: 'appFailure' }, source: INFERRED,
  },
  {
    id: 'cache-region-loss', element: 'Cache', parameter: 'place, loss of the region',
    defaultText: 'in the source region; what was not processed is lost with it',
    from: { policy: 'delta' }, source: INFERRED,
  },
  {
    id: 'processing-queue', element: 'Processing', parameter: 'lag, queue',
    defaultText: '2 s and the queue before it; the latest state takes until it is drained',
    from: { policy: 'processing.fixedUs' }, source: ASR,
  },
  {
    id: 'churn-limit', element: 'Churn limit', parameter: 'disk, machine',
    defaultText: 'by size of the disk and average write; 54, 100 or 500 MB/s a machine',
    from: { policy: 'churn' }, source: ASR,
  },
  {
    id: 'alert-no-point', element: 'Alert', parameter: 'no crash point',
    defaultText: '153007 after 60 min',
    from: { policy: 'alertAfterUs' }, source: ASR,
  },
  {
    id: 'retention-thinning', element: 'Retention', parameter: 'days, thinning',
    defaultText: '1 day: 2 h in full, then one an hour',
    from: { policy: 'retention' }, source: ASR,
  },
  {
    id: 'retention-stuck', element: 'Retention', parameter: 'without new points',
    defaultText: 'old ones stay beyond the window',
    from: { constant: 'retained' }, source: ASR,
  },
  {
    id: 'resync-effect', element: 'Resync', parameter: 'trigger, effect',
    defaultText: 'table of triggers; outside office hours; no new points until it is done',
    from: { policy: 'resync.window' }, source: ASR,
  },
  {
    id: 'group-size', element: 'Group', parameter: 'size',
    defaultText: '16 machines',
    from: { constant: 'MAXIMUM_GROUP_MACHINES' }, source: ASR,
  },
  {
    id: 'group-point', element: 'Group', parameter: 'point',
    defaultText: 'one common cut',
    from: { policy: 'groups' }, source: ASR,
  },
  {
    id: 'vss-hold-writes', element: 'VSS', parameter: 'hold writes',
    defaultText: '10 s',
    from: { policy: 'quiesce.holdWritesTimeoutUs' }, source: VSS,
  },
  {
    id: 'vss-retry', element: 'VSS', parameter: 'retry',
    defaultText: '3 times, 10 min apart',
    from: { policy: 'retry' }, source: VSS,
  },
  {
    id: 'vss-no-writer', element: 'VSS', parameter: 'no writer',
    defaultText: 'succeeds, and is file-system-consistent at most',
    from: { policy: 'defects.labelWithoutWriter' }, source: VSS,
  },
  {
    id: 'hook-order', element: 'Hook', parameter: 'order, exit code',
    defaultText: 'application, file system, cut, file system, application; a failure is no point',
    from: { policy: 'defects.ignoreVeto' }, source: 'QEMU guest agent and Azure Linux extensions documentation',
  },
  {
    id: 'freeze-watchdog', element: 'Freeze', parameter: 'watchdog',
    defaultText: 'off in the presets; settable, and then it thaws by itself, and a set that it thaws before its snapshot is no point. '
      + 'The backup extension for Linux has one, is waited for 66 s, and logs an inconsistent result',
    from: { policy: 'quiesce.watchdogUs' }, source: 'Azure Linux extensions (on by default there); off: assumed, as VSS has none',
  },
]
