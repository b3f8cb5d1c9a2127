/** `fs.Dir`: a directory that is being read. */
import { Dirent } from './directory-programs.ts'
import type { Listing } from './directory-programs.ts'
import type { Forms } from './forms.ts'

const closed = (): Error => Object.assign(new Error('Directory handle was closed'), { code: 'ERR_DIR_CLOSED' })

/** Reads the names when it is opened, as an operating system reads a directory ahead. */
export class Dir {
  readonly path: string
  readonly #entries: Dirent[]
  readonly #deliver: Forms['deliver']
  #open = true

  constructor({ path, entries }: Listing, deliver: Forms['deliver']) {
    this.path = path
    this.#entries = entries.map(({ name, type }) => new Dirent(name, path, type))
    this.#deliver = deliver
  }

  readSync(): Dirent | null {
    if (!this.#open) throw closed()
    return this.#entries.shift() ?? null
  }

  closeSync(): void {
    if (!this.#open) throw closed()
    this.#open = false
  }

  read(callback?: (error: unknown, entry?: unknown) => void): Promise<Dirent | null> | undefined {
    return this.#answer(async () => this.readSync(), callback)
  }

  close(callback?: (error: unknown) => void): Promise<void> | undefined {
    return this.#answer(async () => this.closeSync(), callback)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Dirent> {
    try {
      for (let entry = await this.read(); entry; entry = await this.read()) yield entry
    } finally {
      await this.close()
    }
  }

  #answer<T>(work: () => Promise<T>, callback?: (error: unknown, result?: unknown) => void): Promise<T> | undefined {
    if (!callback) return work()
    this.#deliver(work(), callback)
    return undefined
  }
}
