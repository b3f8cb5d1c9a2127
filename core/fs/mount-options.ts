/**
 * How file systems differ in what a crash leaves, as data. Sources: ext4(5) and Documentation/filesystems/ext4 for
 * `data=`, `delalloc`, `auto_da_alloc` and `barrier`; fsync(2) for what `fsync` of a file does not promise of its name.
 */
export interface MountOptions {
  /**
   * `ordered`: new blocks hold their data before the metadata that points to them is committed. `writeback`: no order,
   * so that a crash may show what the blocks held before. Default `ordered`.
   */
  readonly data: 'ordered' | 'writeback'
  /** Blocks are chosen when data is written back, not when it is written: until then the file has its old size on disk. */
  readonly delayedAllocation: boolean
  /** A rename over a file, and the closing of a file that was cut to nothing, choose blocks for the new content; under `ordered` it is then on disk first. */
  readonly replaceHeuristic: boolean
  /** Flushes of the device around commits. Without them a commit may become durable before what it needs. */
  readonly barriers: boolean
  /**
   * What `fsync` of a file takes with it. `journal`: everything that the journal holds, names included. `file`: the file
   * alone, as POSIX has it; a new name needs an `fsync` of its directory.
   */
  readonly fsync: 'journal' | 'file'
  /**
   * How a commit is told from a torn one. `barrier`: its record is written once everything else is durable. `checksum`:
   * all of it goes out together (`journal_async_commit`), and only the checksum tells; ext4 refuses that beside `ordered`.
   */
  readonly commit: 'barrier' | 'checksum'
}

export const MOUNT_PRESETS = {
  /** ext4 as it is mounted by default. */
  ext4: { data: 'ordered', delayedAllocation: true, replaceHeuristic: true, barriers: true, fsync: 'journal', commit: 'barrier' },
  /** ext4 without the help for programs that replace files carelessly; XFS behaves much like it. */
  'ext4-noauto': { data: 'ordered', delayedAllocation: true, replaceHeuristic: false, barriers: true, fsync: 'journal', commit: 'barrier' },
  /** ext3 by default, ext4 with `nodelalloc`. */
  'ext3-ordered': { data: 'ordered', delayedAllocation: false, replaceHeuristic: false, barriers: true, fsync: 'journal', commit: 'barrier' },
  'ext3-writeback': { data: 'writeback', delayedAllocation: false, replaceHeuristic: false, barriers: true, fsync: 'journal', commit: 'barrier' },
  /** Only what POSIX promises. */
  posix: { data: 'ordered', delayedAllocation: true, replaceHeuristic: false, barriers: true, fsync: 'file', commit: 'barrier' },
  'ext4-async-commit': { data: 'writeback', delayedAllocation: true, replaceHeuristic: true, barriers: true, fsync: 'journal', commit: 'checksum' },
  /** `barrier=0`: right only on devices without a volatile cache. */
  'ext4-nobarrier': { data: 'ordered', delayedAllocation: true, replaceHeuristic: true, barriers: false, fsync: 'journal', commit: 'barrier' },
} as const satisfies Record<string, MountOptions>

export type MountPreset = keyof typeof MOUNT_PRESETS

/** When the operating system writes back on its own. Part of the plan, since a crash may come before or after. */
export const WRITEBACK_SCHEDULES = ['eager', 'lazy', 'random'] as const
export type WritebackSchedule = (typeof WRITEBACK_SCHEDULES)[number]

/** Planted defects, for proving that tests of the file system and of what runs on it notice. */
export interface FileSystemDefects {
  /** Recovery does not look at the checksum of a transaction. */
  readonly skipsJournalChecksum?: boolean
  /** A freed metadata block is not revoked, so an old copy of it may be replayed over data. */
  readonly omitsRevoke?: boolean
  /** A rename is committed in two transactions. */
  readonly splitsRename?: boolean
  /** Metadata is written in place, without the journal. */
  readonly writesMetadataInPlace?: boolean
  /** Reserved space is recorded with the wrong number of blocks. */
  readonly recordsReservationWrongly?: boolean
}
