import { entryBytes, type KeyWrite } from './entry.ts'

/** The newest writes, not yet in a run. A deletion is kept: it hides what older runs hold. */
export class Memtable {
  readonly #values = new Map<string, string | null>()
  #sizeBytes = 0

  /** Bytes that a run of it would take at most: a key that was written twice counts twice. */
  get sizeBytes(): number {
    return this.#sizeBytes
  }

  get isEmpty(): boolean {
    return this.#values.size === 0
  }

  get values(): ReadonlyMap<string, string | null> {
    return this.#values
  }

  apply(writes: readonly KeyWrite[]): void {
    for (const write of writes) {
      this.#values.set(write.key, write.value)
      this.#sizeBytes += entryBytes(write)
    }
  }
}
