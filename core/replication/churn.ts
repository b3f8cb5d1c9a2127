/**
 * How much change a replica can take. Azure Site Recovery documents it for each disk, by the size of the replica disk and
 * the average size of the writes, and for each machine. A burst above it delays points; what stays above it never
 * catches up.
 */

/** `high`: premium block-blob cache, chosen when replication is enabled. `preview`: as announced for very large machines. */
export type ChurnMode = 'normal' | 'high' | 'preview'

/** Kind of the replica disk. */
export type ReplicaTier = 'standard' | 'premium'

export interface ChurnPolicy {
  readonly mode: ChurnMode
  readonly tier: ReplicaTier
  /** Of the writes of all disks. Null: as measured, batch by batch. */
  readonly averageIoBytes: number | null
}

export interface ChurnRow {
  readonly mode: ChurnMode
  readonly tier: ReplicaTier
  /** Smallest replica disk that the row is for. */
  readonly fromDiskBytes: number
  /** Smallest average write that the row is for. The first row of each size also stands for smaller ones. */
  readonly fromAverageIoBytes: number
  readonly bytesPerSecond: number
}

const KIB = 1024
const GIB = 1024 * 1024 * KIB
const MEGABYTE = 1_000_000
/** A P20; what is smaller counts as P10 or P15. */
const LARGE_PREMIUM_BYTES = 512 * GIB
const HIGH_CHURN_BYTES = 1024 * GIB

const rows = (
  mode: ChurnMode,
  tier: ReplicaTier,
  fromDiskBytes: number,
  limits: readonly (readonly [averageIoKibibytes: number, megabytesPerSecond: number])[],
): readonly ChurnRow[] => limits.map(([kibibytes, megabytes]) => ({
  mode, tier, fromDiskBytes, fromAverageIoBytes: kibibytes * KIB, bytesPerSecond: megabytes * MEGABYTE,
}))

/** Limits of one disk. Source: Azure Site Recovery, support matrix and high-churn support. 1 MB is taken as 10⁶ bytes. */
export const CHURN_ROWS: readonly ChurnRow[] = [
  ...rows('normal', 'standard', 0, [[8, 2]]),
  ...rows('normal', 'premium', 0, [[8, 2], [16, 4], [32, 8]]),
  ...rows('normal', 'premium', LARGE_PREMIUM_BYTES, [[8, 5], [16, 20]]),
  ...rows('high', 'premium', HIGH_CHURN_BYTES, [[8, 20], [16, 35], [24, 50]]),
  ...rows('preview', 'premium', 0, [[0, 250]]),
]

/** Limits of one machine, all its disks together, in bytes per second. Source: the same. */
export const MACHINE_CHURN: Readonly<Record<ChurnMode, number>> = {
  normal: 54 * MEGABYTE,
  high: 100 * MEGABYTE,
  preview: 500 * MEGABYTE,
}

export interface ChurnQuestion {
  readonly mode: ChurnMode
  readonly tier: ReplicaTier
  readonly diskBytes: number
  readonly averageIoBytes: number
}

/** What one replica disk can take, in bytes per second. A disk that a mode has no row for has the normal limit. */
export function churnLimitOf({ mode, tier, diskBytes, averageIoBytes }: ChurnQuestion): number {
  const ofTier = CHURN_ROWS.filter((row) => row.tier === tier && row.fromDiskBytes <= diskBytes)
  const ofMode = ofTier.filter((row) => row.mode === mode)
  const candidates = ofMode.length > 0 ? ofMode : ofTier.filter((row) => row.mode === 'normal')
  const largest = Math.max(...candidates.map(({ fromDiskBytes }) => fromDiskBytes))
  const ofSize = candidates.filter(({ fromDiskBytes }) => fromDiskBytes === largest)
  const fitting = ofSize.filter(({ fromAverageIoBytes }) => fromAverageIoBytes <= averageIoBytes)
  return (fitting.at(-1) ?? ofSize[0]!).bytesPerSecond
}
