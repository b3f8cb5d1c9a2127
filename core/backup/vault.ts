/** Where backups lie, how many places know of them, and what it takes to destroy them. Plain JSON. */
import { checkDuration } from '../sim/duration.ts'
import type { DurationModel } from '../sim/duration.ts'
import { DAY_US, HOUR_US } from './calendar.ts'

export interface SecondRegion {
  /** From the arrival in the vault to that in the second region. Azure: at most 12 h (documented). */
  readonly lag: DurationModel
  /** The same for the first item of a machine. Azure: at most 48 h (documented). */
  readonly firstItemLag: DurationModel
  /**
   * Without cross-region restore the second copy is closed until the vendor declares the region lost: from the loss to
   * that. Null: it never does.
   */
  readonly declaration: DurationModel | null
}

export interface BackupVault {
  readonly name: string
  /** `local`: one zone of the region. `zone`: all its zones. `geo`: one zone, and a second region. */
  readonly redundancy: 'local' | 'zone' | 'geo'
  /** The customer may restore in the second region at any time. Needs `geo`. */
  readonly crossRegionRestore: boolean
  readonly secondRegion: SecondRegion
  /** `on`: who administers the vault can switch it off. `always-on`: nobody can. */
  readonly softDelete: { readonly state: 'off' | 'on' | 'always-on'; readonly days: number }
  /** `on`: no deletion before expiry, until who administers the vault switches it off. `locked`: nobody can. */
  readonly immutability: 'off' | 'on' | 'locked'
}

const LAG_SOURCE = 'Azure Backup documentation; the mean is assumed'

/** Azure's default. Without cross-region restore, which a customer has to ask for. */
const geo: BackupVault = {
  name: 'geo',
  redundancy: 'geo',
  crossRegionRestore: false,
  secondRegion: {
    lag: {
      minimumUs: 0, meanUs: 3 * HOUR_US, maximumUs: 12 * HOUR_US,
      provenance: 'assumed', source: `at most 12 h: ${LAG_SOURCE}`,
    },
    firstItemLag: {
      minimumUs: 0, meanUs: 12 * HOUR_US, maximumUs: 48 * HOUR_US,
      provenance: 'assumed', source: `at most 48 h: ${LAG_SOURCE}`,
    },
    declaration: {
      minimumUs: 6 * HOUR_US, meanUs: 2 * DAY_US, maximumUs: null,
      provenance: 'assumed', source: 'assumed: the vendor first tries to bring the region back',
    },
  },
  softDelete: { state: 'on', days: 14 },
  immutability: 'off',
}

/** The presets by name. */
export const backupVaults = {
  local: { ...geo, name: 'local', redundancy: 'local' },
  zone: { ...geo, name: 'zone', redundancy: 'zone' },
  geo,
  crossRegion: { ...geo, name: 'cross-region', crossRegionRestore: true },
} as const satisfies Record<string, BackupVault>

export type BackupVaultName = keyof typeof backupVaults

const SOFT_DELETE_DAYS = { minimum: 14, maximum: 180 }

/**
 * Refuses what no vault can be.
 * @throws RangeError naming the field and its value
 */
export function checkBackupVault(vault: BackupVault): void {
  const { redundancy, crossRegionRestore, softDelete, secondRegion } = vault
  if (crossRegionRestore && redundancy !== 'geo')
    throw new RangeError(`BackupVault.crossRegionRestore: needs redundancy geo, got ${redundancy}`)
  const { minimum, maximum } = SOFT_DELETE_DAYS
  if (!(Number.isInteger(softDelete.days) && softDelete.days >= minimum && softDelete.days <= maximum))
    throw new RangeError(`BackupVault.softDelete.days: must be ${minimum} … ${maximum}, got ${softDelete.days}`)
  checkDuration('BackupVault.secondRegion.lag', secondRegion.lag)
  checkDuration('BackupVault.secondRegion.firstItemLag', secondRegion.firstItemLag)
  if (secondRegion.declaration) checkDuration('BackupVault.secondRegion.declaration', secondRegion.declaration)
}

/** What a vault promises of the second region: the age of the newest point there, without transfers. Azure: 36 h. */
export function secondRegionRpoUs({ secondRegion: { lag } }: BackupVault): number {
  return lag.maximumUs === null ? Infinity : DAY_US + lag.maximumUs
}
