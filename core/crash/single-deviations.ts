/** The states that are one deviation away from a legal prefix: one write lost, torn, or exposed before it is there. */
import type { DurabilityCursor, PendingWrite } from '../block/durability.ts'
import type { RandomStream } from '../sim/random.ts'
import { inFlightAt, sample, whole } from './crash-state.ts'
import type { CrashState } from './crash-state.ts'
import type { LayerOptions } from './layer-options.ts'
import { allPending } from './picks.ts'
import type { PickedWrite } from './picks.ts'
import { unitsOf } from './units.ts'

type Units = readonly (readonly number[])[]

/** Everything survives but one write. */
export function omitOneStates(cursor: DurabilityCursor, { stream, singledOut }: LayerOptions): readonly CrashState[] {
  const pending = allPending(cursor)
  if (pending.length < 2) return []
  return sample(pending, singledOut, stream).map((omitted) => ({
    kind: 'power-cut',
    choice: whole(pending.filter((other) => other !== omitted)),
    why: 'unflushed-lost',
  }))
}

/** Which parts of a torn write survive. The parts that are missing hold older versions. */
const TEAR_SHAPES: Readonly<Record<string, (units: Units, stream: RandomStream) => Units>> = {
  prefix: (units, stream) => units.slice(0, 1 + stream.below(units.length - 1)),
  suffix: (units, stream) => units.slice(1 + stream.below(units.length - 1)),
  holes: someOf,
}

/** One write survives in part, in each shape; what came after it is lost, or is there as well. */
export function tearOneStates(cursor: DurabilityCursor, options: LayerOptions): readonly CrashState[] {
  const { stream, singledOut, atomicSectors } = options
  const pending = allPending(cursor)
  const tearable = pending.filter((write) => unitsOf(write, atomicSectors).length > 1)
  return sample(tearable, singledOut, stream).flatMap((write) => {
    const units = unitsOf(write, atomicSectors)
    return Object.values(TEAR_SHAPES).flatMap((shape): readonly CrashState[] => {
      const torn: PickedWrite = { pending: write, offsets: shape(units, stream).flat() }
      const others = stream.chance(1, 2) ? pending : pending.slice(0, pending.indexOf(write) + 1)
      return torn.offsets!.length === 0 ? [] : [{ kind: 'power-cut', choice: replaced(others, torn), why: 'unflushed-torn' }]
    })
  })
}

/**
 * An append whose data is not there yet, or only its beginning, while everything else is: what points to it
 * came first. The rest holds zeros; where the device is not power-safe, see `device-damage.ts`, garbage.
 */
export function appendExposureStates(cursor: DurabilityCursor, options: LayerOptions): readonly CrashState[] {
  const { stream, singledOut, atomicSectors } = options
  const pending = allPending(cursor)
  if (pending.length < 2) return []
  const appends = pending.filter((write) => isAppend(cursor, write, pending))
  return sample(appends, singledOut, stream).flatMap((append): readonly CrashState[] => {
    const units = unitsOf(append, atomicSectors)
    const kept = units.slice(0, stream.below(units.length)).flat()
    return [{ kind: 'power-cut', choice: replaced(pending, { pending: append, offsets: kept }), why: 'append-exposed' }]
  })
}

/** The operating system went away: the device keeps its cache; of each write in flight it had stored whatever it had. */
export function abortedStates(cursor: DurabilityCursor, { stream, atomicSectors }: LayerOptions): readonly CrashState[] {
  const pending = allPending(cursor)
  const inFlight = inFlightAt(cursor, pending)
  if (inFlight.length === 0) return []
  const choice = pending.flatMap((write): readonly PickedWrite[] => {
    const offsets = inFlight.includes(write) ? someOf(unitsOf(write, atomicSectors), stream).flat() : null
    return offsets === null || offsets.length > 0 ? [{ pending: write, offsets }] : []
  })
  return [{ kind: 'os-reset', choice, why: 'in-flight-cut' }]
}

/** It writes where nothing but zeros has ever been, on the medium or in the cache. */
function isAppend(cursor: DurabilityCursor, write: PendingWrite, pending: readonly PendingWrite[]): boolean {
  const { floors } = cursor.disks[write.entry.disk]!
  const earlier = pending.slice(0, pending.indexOf(write)).some((other) => overlap(other, write))
  if (earlier || write.entry.data === null) return false
  for (let lba = write.firstLba; lba < write.endLba; lba++) {
    const { high, low } = floors.sectorHash(lba)
    if (high !== 0 || low !== 0) return false
  }
  return true
}

function overlap(one: PendingWrite, other: PendingWrite): boolean {
  return one.entry.disk === other.entry.disk && one.firstLba < other.endLba && other.firstLba < one.endLba
}

/** All of them whole, with one in part; without it when no part is left. */
function replaced(pending: readonly PendingWrite[], part: PickedWrite): readonly PickedWrite[] {
  return whole(pending).flatMap((picked) => {
    if (picked.pending !== part.pending) return [picked]
    return part.offsets?.length === 0 ? [] : [part]
  })
}

export function someOf(units: Units, stream: RandomStream): Units {
  return units.filter(() => stream.chance(1, 2))
}
