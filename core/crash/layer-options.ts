/** How the layers of a sweep make their states: what the device may do, and how many are worth making. */
import type { DeviceProfile } from '../block/device-profile.ts'
import { SECTOR_BYTES, SECTORS_PER_BLOCK } from '../block/geometry.ts'
import type { RandomStream } from '../sim/random.ts'
import type { AtomicSectors } from './units.ts'

export interface LayerOptions {
  readonly stream: RandomStream
  readonly atomicSectors: AtomicSectors
  /** False: the device may also leave garbage or zeros in and beside what it was writing. */
  readonly powerSafe: boolean
  /** At most this many writes are omitted, torn or exposed one by one at an instant. */
  readonly singledOut: number
  /** Seeded picks at an instant. */
  readonly seededPicks: number
  /** An instant with more states than this is not enumerated. */
  readonly mostExhaustive: number
}

/** Writes singled out at an instant. */
const SINGLED_OUT = 3
/** Instants with more states than this are left to the seeded picks. */
const MOST_EXHAUSTIVE = 64

export function layerOptions(profile: DeviceProfile, stream: RandomStream, seededPicks: number): LayerOptions {
  return {
    stream,
    atomicSectors: atomicSectorsOf(profile),
    powerSafe: profile.powerSafeOverwrite,
    singledOut: SINGLED_OUT,
    seededPicks,
    mostExhaustive: MOST_EXHAUSTIVE,
  }
}

export function atomicSectorsOf({ atomicWriteBytes }: DeviceProfile): AtomicSectors {
  return atomicWriteBytes === SECTOR_BYTES ? 1 : SECTORS_PER_BLOCK
}
