/**
 * `seeddrill`: what users import.
 * @module seeddrill
 */
export { default as fc } from 'fast-check'
export { backupPolicies, backupVaults } from './backup/index.ts'
export type { BackupPolicy, BackupVault } from './backup/index.ts'
export { IoError } from './block/index.ts'
export type { DeviceProfileName, FaultKind, FaultSpec, SyncVolume, Volume, WriteOptions } from './block/index.ts'
export type { CrashSpec } from './crash/index.ts'
export { PHASES } from './crash/index.ts'
export { FileError, MOUNT_PRESETS } from './fs/index.ts'
export type {
  AttributeChange, CheckPolicy, DirectoryEntry, FileCalls, FileErrorCode, FilePromises, FileSystem, FileType, MountOptions, MountPreset, OpenFlags,
  StatFs, Stats, WritebackSchedule,
} from './fs/index.ts'
export { hostedApp, HostingError, mapHostedStack } from './hosting/index.ts'
export type { HostedApp, HostedAppOptions, HostedContext } from './hosting/index.ts'
export { Rejected } from './machine/app.ts'
export type { AppClock, AppContext, AppDefinition, FileSystemSpec, Quiesce, Size } from './machine/app.ts'
export type { NoProperties, Properties, PropertyDetails, PropertyKind, PropertyNames } from './machine/properties.ts'
export { ledger, log, registers, sequence, VERDICTS } from './oracle/index.ts'
export type { Durability, Model, OperationRecord, Verdict, VerdictName } from './oracle/index.ts'
export { assumedMinutes, documentedMinutes } from './sim/index.ts'
export type { DurationModel, Mutex, RandomStream, Signal } from './sim/index.ts'
export * from './drill/index.ts'
