/** The layer of states that a device leaves that is not power-safe: one write spoilt, or its neighbours. */
import type { DurabilityCursor } from '../block/durability.ts'
import type { RandomStream } from '../sim/random.ts'
import { sample, whole } from './crash-state.ts'
import type { CrashState } from './crash-state.ts'
import type { LayerOptions } from './layer-options.ts'
import { DAMAGE_CONTENTS, neighbours, ownSectors } from './damage.ts'
import { allPending } from './picks.ts'

/** One write has damaged its own sectors, or its neighbours, in each content; everything else survives. */
export function deviceDamageStates(cursor: DurabilityCursor, options: LayerOptions): readonly CrashState[] {
  const { stream, singledOut, powerSafe } = options
  if (powerSafe) return []
  const pending = allPending(cursor)
  return sample(pending, singledOut, stream).flatMap((write) => {
    const places = [someRun(ownSectors(write), stream), someRun(neighbours(cursor, write), stream)]
    return places.filter((sectors) => sectors.length > 0).flatMap((sectors) =>
      DAMAGE_CONTENTS.map((content): CrashState => ({
        kind: 'power-cut',
        choice: whole(pending).map((picked) => (picked.pending === write ? { ...picked, damage: { sectors, content } } : picked)),
        why: 'not-power-safe',
      })),
    )
  })
}

/** Some of them, next to each other; none of none. */
function someRun(sectors: readonly number[], stream: RandomStream): readonly number[] {
  if (sectors.length === 0) return []
  const from = stream.below(sectors.length)
  return sectors.slice(from, from + 1 + stream.below(sectors.length - from))
}
