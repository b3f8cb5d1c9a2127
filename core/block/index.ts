/**
 * `block` is the storage of the simulated world: real bytes in 4 KiB blocks shared copy-on-write,
 * disks with a queue, latency and a volatile cache, the write log that is the truth of a run, the
 * durability cursor that says what a power cut may leave, and the table of device faults.
 *
 * It does not model: file systems (the floor above), RAID or erase blocks, wear, partial
 * completion of a request on a sound device, or a medium whose bad sectors outlive the images that
 * are cut from the write log.
 */
export { createArena } from './arena.ts'
export type { Arena } from './arena.ts'
export { createImage } from './block-image.ts'
export type { BlockImage } from './block-image.ts'
export { DEVICE_PROFILES, isInstant } from './device-profile.ts'
export type { DeviceProfile, DeviceProfileName, FlushErrorPolicy, LatencyUs } from './device-profile.ts'
export { Disk } from './disk.ts'
export { DiskDurability, DurabilityCursor, PendingWrite } from './durability.ts'
export { FaultInjector } from './fault-injector.ts'
export { FAULT_KINDS, FAULTS } from './faults.ts'
export type { FaultKind, FaultRow, FaultSpec } from './faults.ts'
export { BLOCK_BYTES, SECTOR_BYTES, SECTORS_PER_BLOCK } from './geometry.ts'
export { LogKeeper } from './log-keeper.ts'
export type { LogKeeperOptions } from './log-keeper.ts'
export { createVolume } from './volume-face.ts'
export { IoError } from './volume.ts'
export type { FlushOptions, IoErrorCode, SyncVolume, Volume, WriteOptions } from './volume.ts'
export { isCompletion, WriteLog } from './write-log.ts'
export type { FlushEntry, LogEntry, LogMark, LogReset, LogStep, Mark, MarkKind, WriteEntry } from './write-log.ts'
export { hashBytes } from './xxhash32.ts'
