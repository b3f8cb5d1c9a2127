/**
 * Files in memory that remember what was done to them, and build what a crash may leave of it: by POSIX's word alone, which
 * is weaker than any real file system. Data pends by inode until that inode is synced, names pend until their folder is.
 */
import type { OpenFlags, Target } from '../../../core/fs/file-calls.ts'
import { MemoryFiles } from '../../core/fs/memory-files.ts'

type DataChange =
  | { readonly kind: 'write'; readonly ino: number; readonly position: number; readonly data: Uint8Array }
  | { readonly kind: 'truncate'; readonly ino: number; readonly sizeBytes: number }

type Change =
  | DataChange
  | { readonly kind: 'create' | 'unlink'; readonly ino: number; readonly path: string }
  | { readonly kind: 'sync'; readonly ino: number }

/** Says of each pending piece whether it survives. */
export interface Survival {
  /** Of the pending changes of names, so many of the first survive. */
  names(pending: number): number
  /** Whether a pending truncation, or a sector of a pending write, survives. */
  data(): boolean
}

export const EVERYTHING: Survival = { names: (pending) => pending, data: () => true }
export const NOTHING: Survival = { names: () => 0, data: () => false }

const SECTOR_BYTES = 512
const ROOT_INO = 2

export class RecordingFiles extends MemoryFiles {
  readonly log: Change[] = []

  override open(path: string, flags: OpenFlags = {}, mode?: number): number {
    const isNew = flags.create && !this.#has(path)
    const descriptor = super.open(path, flags, mode)
    if (isNew) this.log.push({ kind: 'create', ino: this.stat(descriptor).ino, path })
    return descriptor
  }

  override write(descriptor: number, data: Uint8Array, position: number | null): number {
    this.log.push({ kind: 'write', ino: this.stat(descriptor).ino, position: position!, data: data.slice() })
    return super.write(descriptor, data, position)
  }

  override truncate(target: Target, sizeBytes: number): void {
    this.log.push({ kind: 'truncate', ino: this.stat(target).ino, sizeBytes })
    super.truncate(target, sizeBytes)
  }

  override unlink(path: string): void {
    this.log.push({ kind: 'unlink', ino: this.#has(path) ? this.stat(path).ino : 0, path })
    super.unlink(path)
  }

  override fsync(descriptor: number): void {
    this.log.push({ kind: 'sync', ino: this.stat(descriptor).ino })
  }

  override fdatasync(descriptor: number): void {
    this.fsync(descriptor)
  }

  #has(path: string): boolean {
    return this.readDirectory('/').some(({ name }) => `/${name}` === path)
  }

  /** The files after a crash when the log had so many entries. */
  after(entries: number, survival: Survival): RecordingFiles {
    const log = this.log.slice(0, entries)
    const syncedAt = new Map<number, number>()
    log.forEach((change, index) => {
      if (change.kind === 'sync') syncedAt.set(change.ino, index)
    })
    const isDurable = (ino: number, index: number): boolean => index < (syncedAt.get(ino) ?? -1)
    const contents = new Map<number, Uint8Array>()
    const names = new Map<string, number>()
    const isName = ({ kind }: Change): boolean => kind === 'create' || kind === 'unlink'
    let namesLeft = survival.names(log.filter((change, index) => isName(change) && !isDurable(ROOT_INO, index)).length)
    log.forEach((change, index) => {
      if (change.kind === 'create' || change.kind === 'unlink') {
        if (!isDurable(ROOT_INO, index) && namesLeft-- <= 0) return
        if (change.kind === 'create') names.set(change.path, change.ino)
        else names.delete(change.path)
      } else if (change.kind === 'write' || change.kind === 'truncate') {
        apply(contents, change, isDurable(change.ino, index) ? EVERYTHING : survival)
      }
    })
    return filesOf(names, contents)
  }
}

function apply(contents: Map<number, Uint8Array>, change: DataChange, survival: Survival): void {
  const old = contents.get(change.ino) ?? new Uint8Array(0)
  if (change.kind === 'truncate') {
    if (!survival.data()) return
    const content = new Uint8Array(change.sizeBytes)
    content.set(old.subarray(0, change.sizeBytes))
    contents.set(change.ino, content)
    return
  }
  const { position, data } = change
  let content = old
  for (let start = 0; start < data.length; ) {
    const end = Math.min(data.length, start + SECTOR_BYTES - ((position + start) % SECTOR_BYTES))
    if (survival.data()) {
      if (content.length < position + end) {
        const grown = new Uint8Array(position + end)
        grown.set(content)
        content = grown
      } else if (content === old) content = old.slice()
      content.set(data.subarray(start, end), position + start)
    }
    start = end
  }
  contents.set(change.ino, content)
}

/** Everything in them is durable. */
function filesOf(names: ReadonlyMap<string, number>, contents: ReadonlyMap<number, Uint8Array>): RecordingFiles {
  const files = new RecordingFiles()
  for (const [path, ino] of names) {
    const descriptor = files.open(path, { create: true, access: 'read-write' })
    files.write(descriptor, contents.get(ino) ?? new Uint8Array(0), 0)
    files.fsync(descriptor)
    files.close(descriptor)
  }
  files.log.push({ kind: 'sync', ino: ROOT_INO })
  return files
}
