/** Waits until one of some files changes. Folders are watched, for editors put new files in the place of old ones. */
import { statSync, watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { dirname, join, sep } from 'node:path'

export interface FileWatch {
  /** Watches these from now on; what they are now is no change. */
  watch(files: readonly string[]): void
  /** Resolves with what changed since, soon after the last of several changes. */
  changed(): Promise<readonly string[]>
  close(): void
}

/** Editors and version control write several files one after the other. */
const DEBOUNCE_MS = 120

export function createFileWatch(): FileWatch {
  const folders = new Map<string, FSWatcher>()
  let known = new Map<string, number | null>()
  let timer: NodeJS.Timeout | undefined
  let tell: ((files: readonly string[]) => void) | null = null

  const changes = (): readonly string[] => [...known].filter(([file, time]) => timeOf(file) !== time).map(([file]) => file)
  const look = (): void => {
    const files = changes()
    if (files.length === 0 || !tell) return
    tell(files)
    tell = null
  }
  const heard = (file: string): void => {
    if (!known.has(file)) return
    clearTimeout(timer)
    timer = setTimeout(look, DEBOUNCE_MS)
  }
  /** A folder may have come in which files are awaited. */
  const stirred = (path: string): void => {
    for (const file of known.keys()) {
      if (file !== path && !file.startsWith(path + sep)) continue
      begin(dirname(file))
      heard(file)
    }
  }
  const begin = (wanted: string): void => {
    const folder = nearestFolder(wanted)
    if (folders.has(folder)) return
    const watcher = watch(folder, (_, name) => name !== null && stirred(join(folder, name)))
    // A folder that goes away takes its files with it, and the next run says which.
    watcher.on('error', () => [...known.keys()].filter((file) => dirname(file) === folder).forEach(heard))
    folders.set(folder, watcher)
  }
  return {
    watch(files) {
      known = new Map(files.map((file) => [file, known.has(file) ? known.get(file)! : timeOf(file)]))
      for (const file of files) begin(dirname(file))
    },
    changed: () =>
      new Promise((resolve) => {
        tell = (files) => {
          known = new Map([...known.keys()].map((file) => [file, timeOf(file)]))
          resolve(files)
        }
        look()
      }),
    close() {
      clearTimeout(timer)
      for (const watcher of folders.values()) watcher.close()
    },
  }
}

/** The folder itself, or where it would have to be made first. */
function nearestFolder(folder: string): string {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() || dirname(folder) === folder) return folder
  return nearestFolder(dirname(folder))
}

/** Null: there is no such file. */
const timeOf = (file: string): number | null => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null
