/** The map of the space that runs take on the data volume. Volatile: it is rebuilt from the manifest. */
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import type { RunMeta } from './run.ts'

export class RunSpace {
  readonly #start: number
  readonly #end: number
  #taken: readonly RunMeta[] | undefined

  constructor(start: number, end: number) {
    this.#start = start
    this.#end = end
  }

  /** From now on the space of exactly these runs is taken. */
  rebuild(runs: readonly RunMeta[]): void {
    this.#taken = runs.toSorted((one, other) => one.offset - other.offset)
  }

  /** The first gap that is large enough. @throws Error when there is none */
  allocate(sizeBytes: number): number {
    if (this.#taken === undefined) throw new Error('manifest-store: space for a run is asked for before it is known')
    let offset = this.#start
    for (const run of this.#taken) {
      if (run.offset - offset >= sizeBytes) return offset
      offset = run.offset + sectorsOf(run.sizeBytes)
    }
    if (this.#end - offset < sizeBytes) throw new Error('manifest-store: the data volume has no room for another run')
    return offset
  }
}

/** Bytes rounded up to whole sectors, and at least one. */
export function sectorsOf(sizeBytes: number): number {
  return Math.max(1, Math.ceil(sizeBytes / SECTOR_BYTES)) * SECTOR_BYTES
}
