/**
 * Makes the index durable, and with it every chunk that it points to: chunks and index chunk first, then the
 * superblock that names them. A crash in between leaves the state before.
 */
import { encodeIndex, type ChunkIndex } from './chunk-index.ts'
import type { ChunkStoreDefect } from './defects.ts'
import type { Extents } from './extents.ts'
import type { Locator } from './frame.ts'
import { superblockOffset, type Layout } from './layout.ts'
import type { Storage } from './storage.ts'
import { encodeSuperblock, type Snapshot, type Superblock } from './superblock.ts'

export class Persister {
  /** Counts the changes of the index; whoever makes one counts it. */
  version: number
  readonly #storage: Storage
  readonly #layout: Layout
  readonly #extents: Extents
  readonly #index: ChunkIndex
  readonly #defect: ChunkStoreDefect | undefined
  #superblock: Superblock
  /** The newest state whose index chunk is durable. */
  #indexed: Snapshot

  constructor(
    storage: Storage,
    layout: Layout,
    extents: Extents,
    index: ChunkIndex,
    superblock: Superblock,
    defect: ChunkStoreDefect | undefined,
  ) {
    this.#storage = storage
    this.#layout = layout
    this.#extents = extents
    this.#index = index
    this.#superblock = superblock
    this.#indexed = superblock
    this.#defect = defect
    this.version = superblock.version
  }

  /** Every change up to this one is durable. */
  get persistedVersion(): number {
    return this.#superblock.version
  }

  /** Where the durable index lies. */
  get indexLocator(): Locator | undefined {
    return this.#superblock.index
  }

  /** Returns when every change up to this one is durable. */
  async persistUpTo(version: number): Promise<void> {
    while (this.persistedVersion < version) await this.persist()
  }

  /** Makes the present index durable. @throws Rejected when there is no room for it: then nothing has changed. */
  async persist(): Promise<void> {
    if (this.persistedVersion === this.version) return
    const content = encodeIndex(this.#index)
    const index = await this.#extents.append({ kind: 'index', key: '', content }, 'index')
    const generations = this.#extents.all.map(({ generation }) => generation)
    await this.#storage.flush('index-flush')
    const previous = this.#indexed
    this.#indexed = { version: this.version, index, generations }
    await this.#writeSuperblock(this.#defect === 'never-durable' ? previous : this.#indexed)
  }

  async #writeSuperblock(snapshot: Snapshot): Promise<void> {
    const superblock = { ...snapshot, sequence: this.#superblock.sequence + 1 }
    const offset = superblockOffset(superblock.sequence % 2)
    await this.#storage.write(offset, encodeSuperblock(this.#layout, superblock), 'superblock')
    await this.#storage.flush('superblock-flush')
    this.#superblock = superblock
  }
}
