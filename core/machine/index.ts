/**
 * `machine` puts disks, processes and one application together: booting, the crash of a process, of
 * the operating system or of the power, and quiesce, by which applications come to rest for a
 * snapshot (requester, writers, provider, with their time-outs and failure codes).
 *
 * It does not model: processors and memory, several applications on one machine, or of an operating system more than
 * the page cache, the check of its file systems, and a few files of its own.
 */
export { Rejected } from './app.ts'
export type { AppClock, AppContext, AppDefinition, Quiesce, Size, SpanName } from './app.ts'
export { DiskHolds } from './disk-holds.ts'
export { Machine } from './machine.ts'
export type { BootOutcome, CrashKind, MachineOptions, ShutdownOutcome } from './machine.ts'
export { SnapshotService } from './quiesce.ts'
export type { SnapshotRequest } from './quiesce.ts'
export { QUIESCE_FAILURES, QUIESCE_LIMITS, QUIESCE_PHASES, WriterFault } from './quiesce-failures.ts'
export type { QuiesceDefects, QuiesceFailure, QuiesceLimits, QuiescePhase } from './quiesce-failures.ts'
export type {
  SnapshotEvidence, SnapshotLabel, SnapshotOutcome, SnapshotProvider, SnapshotSetResult,
} from './quiesce-set.ts'
export type { WriterSpan } from './quiesce-writer.ts'
export { parseSize } from './size.ts'
