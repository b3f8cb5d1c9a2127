/**
 * A store of keys on files, as LevelDB lays them out: `CURRENT` names a manifest, the manifest holds all values up to a log
 * number, and the logs from that number on hold one change a line. A log is given up for a new one every few changes, and a
 * manifest every few logs.
 *
 * Every name is made durable before anything relies on it, and every file before a name that others follow leads to it. A
 * line that is not whole ends its log: what comes after it was never acknowledged. A boot begins a manifest and a log of its
 * own, so that nothing is ever appended to a torn line.
 */
import type { FileSystem } from '../../core/fs/file-calls.ts'
import { readText, syncDirectory, writeText } from '../../core/fs/index.ts'

export const CURRENT_STORE_DEFECTS = ['create-without-dir-fsync', 'pointer-to-unsynced-manifest'] as const
export type CurrentStoreDefect = (typeof CURRENT_STORE_DEFECTS)[number]

interface Manifest {
  readonly values: Record<string, string>
  /** The first log whose changes are not among the values. */
  readonly firstLog: number
}

const DIRECTORY = '/db'
const CURRENT = `${DIRECTORY}/CURRENT`
const CHANGES_A_LOG = 3
const LOGS_A_MANIFEST = 3
const encoder = new TextEncoder()

export class CurrentStore {
  readonly #files: FileSystem
  readonly #defect: CurrentStoreDefect | null
  #values: Record<string, string> = {}
  #manifest = 0
  #log = 0
  #firstLog = 1
  #changes = 0
  #descriptor: number | null = null

  private constructor(files: FileSystem, defect: CurrentStoreDefect | null) {
    this.#files = files
    this.#defect = defect
  }

  /** @throws SyntaxError when the manifest is not whole; FileError ENOENT when there is none where CURRENT says */
  static async open(files: FileSystem, defect: CurrentStoreDefect | null = null): Promise<CurrentStore> {
    const store = new CurrentStore(files, defect)
    await store.#recover()
    return store
  }

  async set(key: string, value: string): Promise<void> {
    if (this.#descriptor === null || this.#changes >= CHANGES_A_LOG) await this.#beginLog()
    const { promises } = this.#files
    await promises.write(this.#descriptor!, encoder.encode(`${JSON.stringify({ key, value })}\n`), null)
    await promises.fdatasync(this.#descriptor!)
    this.#values = { ...this.#values, [key]: value }
    this.#changes++
    if (this.#log - this.#firstLog >= LOGS_A_MANIFEST) await this.#beginManifest()
  }

  readAll(): Readonly<Record<string, string>> {
    return this.#values
  }

  async #recover(): Promise<void> {
    const { promises } = this.#files
    const top = await promises.readDirectory('/')
    if (!top.some(({ name }) => name === 'db')) await promises.makeDirectory(DIRECTORY)
    await syncDirectory(this.#files, '/')
    const names = (await promises.readDirectory(DIRECTORY)).map(({ name }) => name)
    if (names.includes('CURRENT')) await this.#replay(names)
    // A number that any file has is not used again.
    const numbers = names.map((name) => Number(name.slice(name.indexOf('-') + 1))).filter((number) => Number.isInteger(number))
    this.#manifest = Math.max(0, ...numbers)
    this.#log = this.#manifest
    await this.#beginManifest()
  }

  async #replay(names: readonly string[]): Promise<void> {
    const name = await readText(this.#files, CURRENT)
    const { values, firstLog } = JSON.parse(await readText(this.#files, `${DIRECTORY}/${name}`)) as Manifest
    this.#values = values
    for (let log = firstLog; names.includes(`LOG-${log}`); log++) {
      for (const line of (await readText(this.#files, `${DIRECTORY}/LOG-${log}`)).split('\n').slice(0, -1)) {
        const change = parsed(line)
        if (!change) return
        this.#values = { ...this.#values, [change.key]: change.value }
      }
    }
  }

  /** Brings all values together, and begins a log after them. */
  async #beginManifest(): Promise<void> {
    const files = this.#files
    const { promises } = files
    const old = this.#manifest
    const name = `MANIFEST-${++this.#manifest}`
    this.#firstLog = this.#log + 1
    const manifest: Manifest = { values: this.#values, firstLog: this.#firstLog }
    await writeText(files, `${DIRECTORY}/${name}`, JSON.stringify(manifest), { sync: this.#defect !== 'pointer-to-unsynced-manifest' })
    await syncDirectory(files, DIRECTORY)
    await writeText(files, `${CURRENT}.new`, name)
    await promises.rename(`${CURRENT}.new`, CURRENT)
    await syncDirectory(files, DIRECTORY)
    await this.#closeLog()
    for (const { name: known } of await promises.readDirectory(DIRECTORY))
      if (isOlder(known, 'MANIFEST', old) || isOlder(known, 'LOG', this.#log)) promises.unlink(`${DIRECTORY}/${known}`)
  }

  async #beginLog(): Promise<void> {
    await this.#closeLog()
    const path = `${DIRECTORY}/LOG-${++this.#log}`
    this.#descriptor = await this.#files.promises.open(path, { access: 'write', create: true, append: true })
    if (this.#defect !== 'create-without-dir-fsync') await syncDirectory(this.#files, DIRECTORY)
    this.#changes = 0
  }

  async #closeLog(): Promise<void> {
    if (this.#descriptor !== null) await this.#files.promises.close(this.#descriptor)
    this.#descriptor = null
  }
}

function isOlder(name: string, kind: 'MANIFEST' | 'LOG', last: number): boolean {
  return name.startsWith(`${kind}-`) && Number(name.slice(kind.length + 1)) <= last
}

/** Null for a line that is not whole. */
function parsed(line: string): { readonly key: string; readonly value: string } | null {
  try {
    return JSON.parse(line) as { readonly key: string; readonly value: string }
  } catch {
    return null
  }
}
