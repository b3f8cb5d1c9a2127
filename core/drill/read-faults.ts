/**
 * Faults that only a read can meet. A recovered site reads its disks more than any other does, so there
 * they strike at all times; other faults belong to the protected site alone.
 */
import { FaultInjector } from '../block/fault-injector.ts'
import { FAULTS } from '../block/faults.ts'
import type { FaultKind, FaultSpec } from '../block/faults.ts'
import { createStreams } from '../sim/random.ts'
import type { Plan } from './plan.ts'

export type FaultsOfDisk = (diskId: string) => FaultInjector | null

/** How often each kind has struck. */
export type Strikes = Partial<Record<FaultKind, number>>

/**
 * The injectors of a site that is booted from images with this key; null when the plan has no such faults.
 * What they do depends on the plan and the images only.
 */
export function readFaultsOf({ faults, seed }: Plan, imagesKey: () => string): FaultsOfDisk | null {
  const specs = faults.filter(onlyRead).map((spec) => ({ ...spec, fromUs: 0, toUs: Infinity }))
  if (specs.length === 0) return null
  const streams = createStreams(`${seed}/${imagesKey()}`)
  return (diskId) => {
    const own = specs.filter(({ disk }) => disk === diskId)
    return own.length > 0 ? new FaultInjector(streams, own) : null
  }
}

function onlyRead({ kind }: FaultSpec): boolean {
  return FAULTS[kind].strikes.every((struck) => struck === 'read')
}

/** Adds what an injector has done to a count. */
export function addStrikes(sum: Strikes, injector: FaultInjector | null): void {
  for (const [kind, count] of Object.entries(injector?.fired ?? {}) as [FaultKind, number][])
    sum[kind] = (sum[kind] ?? 0) + count
}
