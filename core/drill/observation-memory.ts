/**
 * What the images of a drill have shown, within bounded memory: a million states may show as many different
 * things. What has not been asked for longest is forgotten, and booted again when it is met again.
 */
import { LRUCache } from 'lru-cache'
import type { Observation } from './recovery.ts'

/** In characters of the observations' texts; what an application shows takes some times as many bytes. */
const MOST_TEXT = 16 << 20
const MOST_IMAGES = 500_000
/** An observation takes about as much memory as this many characters, however little it shows. */
const LEAST_TEXT = 128

export class ObservationMemory {
  // By size and not by number: a cache that knows its number takes the memory for all of them at once.
  readonly #ofImages: LRUCache<string, string>
  readonly #observations: LRUCache<string, Observation>

  constructor({ mostText = MOST_TEXT, mostImages = MOST_IMAGES } = {}) {
    this.#ofImages = new LRUCache({ maxSize: mostImages, sizeCalculation: () => 1 })
    this.#observations = new LRUCache({ maxSize: mostText, sizeCalculation: textOf })
  }

  /** What these very images showed; null when they were not met, or it is forgotten. */
  ofImages(imageKey: string): Observation | null {
    const identity = this.#ofImages.get(imageKey)
    return identity === undefined ? null : this.byIdentity(identity)
  }

  byIdentity(identity: string): Observation | null {
    return this.#observations.get(identity) ?? null
  }

  /** Keeps each different observation once, and returns that one with its identity. */
  keep(imageKey: string, observation: Observation): { readonly identity: string; readonly observation: Observation } {
    const identity = identityOf(observation)
    this.#ofImages.set(imageKey, identity)
    const same = this.#observations.get(identity)
    if (!same) this.#observations.set(identity, observation)
    return { identity, observation: same ?? observation }
  }
}

/** What a verdict or a count can depend on: two observations with one identity are judged alike, and counted alike. */
export function identityOf({ key, replayed, mounts }: Observation): string {
  return mounts ? `${key}/${replayed}/${mounts.journalBlocks}/${mounts.checks}/${mounts.repairs}` : `${key}/${replayed}`
}

function textOf(observation: Observation): number {
  return Math.max(LEAST_TEXT, (observation.ok ? observation.text : observation.message).length)
}
