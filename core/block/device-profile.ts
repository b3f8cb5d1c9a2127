/** How a device behaves in time and under a power cut. Plain data; presets are a table. */
import { SECTOR_BYTES } from './geometry.ts'

export interface LatencyUs {
  /** No request is faster than this. */
  readonly minimumUs: number
  /** Mean of the exponential part that is added to the minimum. 0: always exactly the minimum. */
  readonly meanUs: number
}

export interface DeviceProfile {
  readonly name: string
  readonly read: LatencyUs
  readonly write: LatencyUs
  readonly flush: LatencyUs
  /** Transfer rate shared by all requests. Infinity: transfers take no time. */
  readonly bytesPerSecond: number
  /** Requests that the device works on at once; the others wait in submission order. */
  readonly queueDepth: number
  /** `volatile`: a completed write is durable only after a FLUSH. `write-through`: completion is durability. */
  readonly cache: 'volatile' | 'write-through'
  /** What a power cut leaves whole: 512 or 4096 bytes. */
  readonly atomicWriteBytes: 512 | 4096
  /** False: a power cut may also leave garbage in, or beside, a sector that was being written. */
  readonly powerSafeOverwrite: boolean
  /** What a failed FLUSH does to the writes that it covered. */
  readonly flushErrorPolicy: FlushErrorPolicy
}

/**
 * `keep-dirty`: they stay volatile, a later FLUSH covers them. `mark-clean`: they read back but will
 * never reach the medium, as Linux file systems did in 2018 ("fsyncgate"). `drop`: they are gone at once.
 */
export type FlushErrorPolicy = 'keep-dirty' | 'mark-clean' | 'drop'

const noLatency: LatencyUs = { minimumUs: 0, meanUs: 0 }

const base = {
  queueDepth: 32,
  cache: 'volatile',
  atomicWriteBytes: SECTOR_BYTES,
  powerSafeOverwrite: true,
  flushErrorPolicy: 'keep-dirty',
} as const

export const DEVICE_PROFILES = {
  /** A premium cloud disk: well under a millisecond, flush about two. */
  ssd: {
    ...base,
    name: 'ssd',
    read: { minimumUs: 80, meanUs: 60 },
    write: { minimumUs: 100, meanUs: 150 },
    flush: { minimumUs: 400, meanUs: 800 },
    bytesPerSecond: 200_000_000,
  },
  /** A rotating or standard cloud disk. */
  hdd: {
    ...base,
    name: 'hdd',
    read: { minimumUs: 2000, meanUs: 4000 },
    write: { minimumUs: 2000, meanUs: 5000 },
    flush: { minimumUs: 8000, meanUs: 8000 },
    bytesPerSecond: 60_000_000,
  },
  /** A consumer disk without capacitors: a power cut spoils what it was writing, and its neighbours in the same 4 KiB. */
  'ssd-consumer': {
    ...base,
    name: 'ssd-consumer',
    read: { minimumUs: 80, meanUs: 60 },
    write: { minimumUs: 60, meanUs: 100 },
    flush: { minimumUs: 1000, meanUs: 3000 },
    bytesPerSecond: 400_000_000,
    powerSafeOverwrite: false,
  },
  /** No latency at all: requests complete where they are made. The crash sweep boots on it. */
  instant: {
    ...base,
    name: 'instant',
    read: noLatency,
    write: noLatency,
    flush: noLatency,
    bytesPerSecond: Infinity,
  },
} as const satisfies Record<string, DeviceProfile>

export type DeviceProfileName = keyof typeof DEVICE_PROFILES

/** Each profile without its latency: the same under a power cut, in no time. */
export const INSTANT_PROFILES = Object.fromEntries(
  Object.entries(DEVICE_PROFILES).map(([name, profile]): [string, DeviceProfile] => {
    const { read, write, flush, bytesPerSecond } = DEVICE_PROFILES.instant
    return [name, { ...profile, read, write, flush, bytesPerSecond }]
  }),
) as Readonly<Record<DeviceProfileName, DeviceProfile>>

/** True when every request completes at the instant of its submission. */
export function isInstant(profile: DeviceProfile): boolean {
  return [profile.read, profile.write, profile.flush].every((l) => l.minimumUs === 0 && l.meanUs === 0) &&
    profile.bytesPerSecond === Infinity
}
