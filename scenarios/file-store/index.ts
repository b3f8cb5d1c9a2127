/**
 * Values in files of their own, each replaced as a whole: written under another name, synced, renamed over the old one, and
 * the directory synced. Each step can be left out, as programs do.
 */
import { defineApp } from '../../core/index.ts'
import type { AppContext, FileSystem, FileSystemSpec, Signal } from '../../core/index.ts'
import { readText, syncDirectory, writeText } from '../../core/fs/index.ts'

/** How a file is replaced. The defaults are the careful way. */
export interface FileStoreHabits {
  /** Written in place, or as a whole under another name and renamed. Default `rename`. */
  readonly replace?: 'rename' | 'in-place'
  /** Sync the file before it is renamed, or after it was written in place. Default true. */
  readonly syncFile?: boolean
  /** Sync the directory after the rename, and after the creation of a file. Default true. */
  readonly syncDirectory?: boolean
  /** Space that is reserved for a file before it is written, in bytes. Default none. */
  readonly reserveBytes?: number
}

export interface FileStoreOptions extends FileStoreHabits {
  readonly disk?: FileSystemSpec
  /** It comes to rest when it is asked to, for an app-consistent point. Default true. */
  readonly writer?: boolean
}

const DIRECTORY = '/store'

export class FileStore {
  readonly #files: FileSystem
  readonly #habits: Required<FileStoreHabits>
  readonly #rested: Signal
  readonly #thawed: Signal
  #running = 0
  #frozen = false

  private constructor({ fileSystems, signal }: AppContext<string, Record<never, never>, 'disk'>, habits: FileStoreHabits) {
    this.#files = fileSystems.disk
    this.#rested = signal()
    this.#thawed = signal()
    this.#habits = { replace: 'rename', syncFile: true, syncDirectory: true, reserveBytes: 0, ...habits }
  }

  /** Opens the directory, or makes it. */
  static async open(context: AppContext<string, Record<never, never>, 'disk'>, habits: FileStoreHabits = {}): Promise<FileStore> {
    const files = context.fileSystems.disk
    const { promises } = files
    const known = await promises.readDirectory('/')
    if (!known.some(({ name }) => name === 'store')) await promises.makeDirectory(DIRECTORY)
    // Also when it was there: what was read may be in memory only.
    await syncDirectory(files, '/')
    await syncDirectory(files, DIRECTORY)
    return new FileStore(context, habits)
  }

  /** Changes that run come to their end, and later ones wait for {@link thaw}. */
  async freeze(): Promise<void> {
    this.#frozen = true
    while (this.#running > 0) await this.#rested.wait()
  }

  thaw(): void {
    this.#frozen = false
    this.#thawed.notify()
  }

  set(key: string, value: string): Promise<void> {
    return this.#change(() => this.#replace(key, value))
  }

  remove(key: string): Promise<void> {
    return this.#change(async () => {
      await this.#files.promises.unlink(`${DIRECTORY}/${key}`)
      await this.#syncNames()
    })
  }

  async #change(change: () => Promise<void>): Promise<void> {
    while (this.#frozen) await this.#thawed.wait()
    this.#running++
    try {
      await change()
    } finally {
      if (--this.#running === 0) this.#rested.notify()
    }
  }

  async #replace(key: string, value: string): Promise<void> {
    const { replace, syncFile, reserveBytes } = this.#habits
    const path = `${DIRECTORY}/${key}`
    const target = replace === 'rename' ? `${path}.new` : path
    await writeText(this.#files, target, JSON.stringify({ key, value }), { sync: syncFile, reserveBytes })
    if (replace === 'rename') await this.#files.promises.rename(target, path)
    await this.#syncNames()
  }

  /** @throws SyntaxError when a file is not what was written */
  async readAll(): Promise<Record<string, string>> {
    const values: Record<string, string> = {}
    for (const { name } of await this.#files.promises.readDirectory(DIRECTORY)) {
      if (name.endsWith('.new')) continue
      values[name] = (JSON.parse(await readText(this.#files, `${DIRECTORY}/${name}`)) as { readonly value: string }).value
    }
    return values
  }

  async #syncNames(): Promise<void> {
    if (this.#habits.syncDirectory) await syncDirectory(this.#files, DIRECTORY)
  }
}

export function fileStore({ disk = { size: '1MiB' }, writer = true, ...habits }: FileStoreOptions = {}) {
  return defineApp({
    name: 'file-store',
    fileSystems: { disk },
    boot: (context) => FileStore.open(context, habits),
    ...(writer ? { quiesce: { freeze: (store: FileStore) => store.freeze(), thaw: (store: FileStore) => store.thaw(), clean: true } } : {}),
  })
}
