/**
 * A journaling file system on a simulated disk, its check, and what an application sees of it: system calls, synchronous
 * or awaited. What a crash leaves follows from the blocks alone: the page cache is memory of the operating system, which
 * the kill of a process leaves as it is and a power cut destroys; names and sizes become durable by commits of a journal.
 *
 * Not modelled: permissions (everyone is the superuser), quotas, extended attributes, access times, special files, memory
 * maps, file locks, and any sharing of a disk between machines.
 */
export { BOOT_DURATIONS, CHECK_POLICIES } from './boot-files.ts'
export type { BootReport, CheckPolicy } from './boot-files.ts'
export { survey } from './check.ts'
export type { Problem, Survey } from './check.ts'
export { DiskFiles } from './disk-files.ts'
export type { AttributeChange, DirectoryEntry, FileCalls, FilePromises, FileSystem, FileType, OpenFlags, StatFs, Stats } from './file-calls.ts'
export { FileError } from './file-error.ts'
export type { FileErrorCode } from './file-error.ts'
export { openImage } from './image-files.ts'
export { makeFileSystem } from './make.ts'
export { MOUNT_PRESETS, WRITEBACK_SCHEDULES } from './mount-options.ts'
export type { FileSystemDefects, MountOptions, MountPreset, WritebackSchedule } from './mount-options.ts'
export { CorruptMetadata } from './records.ts'
export { repair } from './repair.ts'
export type { Repair } from './repair.ts'
export { ShadowFiles } from './shadow-files.ts'
export { readText, syncDirectory, writeText } from './whole-files.ts'
