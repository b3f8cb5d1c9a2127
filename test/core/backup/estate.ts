/** A small world to back up: recorders of the replication tests, a slow client, and days of virtual time. */
import { createArena } from '../../../core/block/arena.ts'
import type { Arena } from '../../../core/block/arena.ts'
import { createImage } from '../../../core/block/block-image.ts'
import { DEVICE_PROFILES } from '../../../core/block/device-profile.ts'
import { WriteLog } from '../../../core/block/write-log.ts'
import { backupPolicies, backupVaults, enableBackup, HOUR_US, MINUTE_US } from '../../../core/backup/index.ts'
import type { Backup, BackupPolicy, BackupVault, BackupWorkload, LogChains } from '../../../core/backup/index.ts'
import type { AppDefinition } from '../../../core/machine/app.ts'
import { Machine } from '../../../core/machine/machine.ts'
import { SnapshotService } from '../../../core/machine/quiesce.ts'
import { Kernel } from '../../../core/sim/kernel.ts'
import { createStreams } from '../../../core/sim/random.ts'
import { gated, recorderApp, startClient, VOLUME_BYTES } from '../replication/estate.ts'

export const SECOND_US = 1_000_000

export interface BackupEstateOptions {
  readonly seed?: string
  readonly machines?: number
  readonly policy?: BackupPolicy
  readonly vault?: BackupVault
  readonly workloads?: Readonly<Record<string, BackupWorkload>>
  readonly chains?: LogChains
  /** Mean pause of the client between records. Default half an hour. */
  readonly thinkUs?: number
  readonly client?: boolean
  /** Null: the application cannot be frozen. By machine. */
  readonly quiesce?: (machine: number) => typeof gated | null
}

export interface BackupEstate {
  readonly kernel: Kernel
  readonly log: WriteLog
  readonly arena: Arena
  readonly machines: readonly Machine[]
  readonly snapshots: SnapshotService
  readonly backup: Backup
  /** Runs to an instant of virtual time. */
  run(untilUs: number): Promise<void>
}

/** Jobs start on time, and copies reach the second region a fixed time after the vault: what a test can reckon with. */
export const punctual: BackupPolicy = {
  ...backupPolicies.standard,
  startDelay: { ...backupPolicies.standard.startDelay, meanUs: 0 },
}

export const punctualEnhanced: BackupPolicy = { ...backupPolicies.enhanced, startDelay: punctual.startDelay }

/** A geo-redundant vault whose second region is `hours` behind. */
export function laggingVault(hours: number, base: BackupVault = backupVaults.crossRegion): BackupVault {
  const lag = { ...base.secondRegion.lag, minimumUs: hours * HOUR_US, meanUs: 0, maximumUs: null }
  return { ...base, secondRegion: { ...base.secondRegion, lag, firstItemLag: lag } }
}

export async function createBackupEstate(options: BackupEstateOptions = {}): Promise<BackupEstate> {
  const { quiesce = () => gated, thinkUs = 30 * MINUTE_US, client = true } = options
  const kernel = new Kernel({ streams: createStreams(options.seed ?? 'backup') })
  const log = new WriteLog()
  const arena = createArena()
  const machines = Array.from({ length: options.machines ?? 1 }, (_, index) => new Machine({
    kernel,
    log,
    id: `machine${index}`,
    app: recorderApp(quiesce(index)) as AppDefinition<string, unknown>,
    profile: DEVICE_PROFILES.ssd,
    images: [createImage(arena, VOLUME_BYTES), createImage(arena, VOLUME_BYTES)],
  }))
  for (const machine of machines) machine.boot(() => {})
  await kernel.run()
  const snapshots = new SnapshotService()
  const { policy = punctual, vault, workloads, chains } = options
  const backup = enableBackup({
    kernel, log, machines, policy, snapshots,
    ...(vault ? { vault } : {}), ...(workloads ? { workloads } : {}), ...(chains ? { chains } : {}),
  })
  if (client) startClient(kernel, machines, thinkUs)
  return {
    kernel, log, arena, machines, snapshots, backup,
    run: async (untilUs) => void (await kernel.run({ timeLimitUs: untilUs })),
  }
}
