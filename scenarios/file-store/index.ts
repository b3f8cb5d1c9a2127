/**
 * Values in files of their own, each replaced as a whole: written under another name, synced, renamed over the old one, and
 * the directory synced. Each step can be left out, as programs do.
 */
import { defineApp } from '../../core/index.ts'
import type { FileSystem, FileSystemSpec } from '../../core/index.ts'

/** How a file is replaced. The defaults are the careful way. */
export interface FileStoreHabits {
  /** Written in place, or as a whole under another name and renamed. Default `rename`. */
  readonly replace?: 'rename' | 'in-place'
  /** Sync the file before it is renamed, or after it was written in place. Default true. */
  readonly syncFile?: boolean
  /** Sync the directory after the rename, and after the creation of a file. Default true. */
  readonly syncDirectory?: boolean
}

export interface FileStoreOptions extends FileStoreHabits {
  readonly disk?: FileSystemSpec
}

const DIRECTORY = '/store'
const encoder = new TextEncoder()
const decoder = new TextDecoder()

export class FileStore {
  readonly #files: FileSystem
  readonly #habits: Required<FileStoreHabits>

  constructor(files: FileSystem, { replace = 'rename', syncFile = true, syncDirectory = true }: FileStoreHabits = {}) {
    this.#files = files
    this.#habits = { replace, syncFile, syncDirectory }
  }

  /** Opens the directory, or makes it. */
  static async open(files: FileSystem, habits: FileStoreHabits): Promise<FileStore> {
    const { promises } = files
    const known = await promises.readDirectory('/')
    if (!known.some(({ name }) => name === 'store')) await promises.makeDirectory(DIRECTORY)
    // Also when it was there: what was read may be in memory only.
    await syncPath(files, '/')
    await syncPath(files, DIRECTORY)
    return new FileStore(files, habits)
  }

  async set(key: string, value: string): Promise<void> {
    const { replace, syncFile, syncDirectory } = this.#habits
    const path = `${DIRECTORY}/${key}`
    const target = replace === 'rename' ? `${path}.new` : path
    await this.#write(target, JSON.stringify({ key, value }), syncFile)
    if (replace === 'rename') await this.#files.promises.rename(target, path)
    if (syncDirectory) await syncPath(this.#files, DIRECTORY)
  }

  async remove(key: string): Promise<void> {
    await this.#files.promises.unlink(`${DIRECTORY}/${key}`)
    if (this.#habits.syncDirectory) await syncPath(this.#files, DIRECTORY)
  }

  /** @throws SyntaxError when a file is not what was written */
  async readAll(): Promise<Record<string, string>> {
    const { promises } = this.#files
    const values: Record<string, string> = {}
    for (const { name } of await promises.readDirectory(DIRECTORY)) {
      if (name.endsWith('.new')) continue
      const descriptor = await promises.open(`${DIRECTORY}/${name}`)
      const { sizeBytes } = await promises.stat(descriptor)
      const text = decoder.decode(await promises.read(descriptor, sizeBytes, 0))
      await promises.close(descriptor)
      values[name] = (JSON.parse(text) as { readonly value: string }).value
    }
    return values
  }

  async #write(path: string, text: string, sync: boolean): Promise<void> {
    const { promises } = this.#files
    const descriptor = await promises.open(path, { access: 'write', create: true, truncate: true })
    await promises.write(descriptor, encoder.encode(text), 0)
    if (sync) await promises.fsync(descriptor)
    await promises.close(descriptor)
  }
}

async function syncPath({ promises }: FileSystem, path: string): Promise<void> {
  const descriptor = await promises.open(path, { directory: true })
  await promises.fsync(descriptor)
  await promises.close(descriptor)
}

export function fileStore({ disk = { size: '1MiB' }, ...habits }: FileStoreOptions = {}) {
  return defineApp({
    name: 'file-store',
    fileSystems: { disk },
    boot: ({ fileSystems }) => FileStore.open(fileSystems.disk, habits),
  })
}
