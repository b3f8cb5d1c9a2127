/**
 * What POSIX with the options of a mount allows after a power cut, from the history of what everyone saw. Plain and slow:
 *
 * - names are those after some operation k, not before the last one whose names were made durable, not after the cut;
 * - what a file held at its last completed fsync is there, or what came to stand in its place since;
 * - the file system itself is sound.
 */
import type { BlockImage } from '../../../core/block/index.ts'
import { survey } from '../../../core/fs/check.ts'
import { imageDevice } from '../../../core/fs/devices.ts'
import type { FileCalls } from '../../../core/fs/file-calls.ts'
import { openImage } from '../../../core/fs/image-files.ts'
import type { FileSystemDefects, MountOptions } from '../../../core/fs/mount-options.ts'
import { runAtOnce } from '../../../core/fs/task.ts'
import { BLOCK_BYTES } from '../../../core/block/geometry.ts'
import { readWhole } from './file-operations.ts'
import type { FileOperation, Nameless } from './file-operations.ts'

interface Name {
  readonly ino: number
  readonly type: string
}

/** What everyone saw after an operation. */
export interface Moment {
  /** The end of the write log then. */
  readonly seq: number
  readonly names: ReadonlyMap<string, Name>
  /** Content of each file, by inode. */
  readonly contents: ReadonlyMap<number, string>
  /** Files that this operation made durable as they were, by inode; `all` by a sync. */
  readonly synced: readonly number[] | 'all'
  /** Everything that has a name has it durably: after a sync, and at the start. */
  readonly namesDurable: boolean
  /** The names in this directory are durable, or those of this file. */
  readonly namesDurableOf: number | null
}

export function momentOf(files: FileCalls, seq: number, operation: FileOperation | null, options: MountOptions, ok: boolean, nameless?: Nameless): Moment {
  const names = new Map<string, Name>()
  const contents = new Map<number, string>()
  const visit = (directory: string): void => {
    for (const { name, ino, type } of files.readDirectory(directory)) {
      const path = `${directory === '/' ? '' : directory}/${name}`
      names.set(path, { ino, type })
      if (type === 'file' && !contents.has(ino)) contents.set(ino, readWhole(files, path))
      if (type === 'directory') visit(path)
    }
  }
  visit('/')
  if (nameless) contents.set(nameless.ino, nameless.content)
  const call = ok ? operation?.call : undefined
  const path = operation && 'path' in operation ? operation.path : ''
  const synced = call === 'sync' ? 'all' : call === 'fsync' || call === 'fdatasync' ? [inoOf(files, path)] : []
  const namesDurable = call === 'sync' || (ok && operation === null)
  const durableNames = call === 'fsyncDirectory' || (options.fsync === 'journal' && (call === 'fsync' || call === 'fdatasync'))
  return { seq, names, contents, synced, namesDurable, namesDurableOf: durableNames ? inoOf(files, path) : null }
}

function inoOf(files: FileCalls, path: string): number {
  return files.stat(path).ino
}

/** Null when the image is one that may be left; else what is wrong. */
export function wrongWith(
  image: BlockImage, history: readonly Moment[], cutSeq: number, options: MountOptions, defects: FileSystemDefects,
): string | null {
  let files: FileCalls
  try {
    // The recovery has the same defects as what wrote the image.
    const opened = openImage(image, { options, defects })
    files = opened.files.sync
    opened.settle()
    const { problems } = runAtOnce(imageDevice(image), survey(image.sizeBytes / BLOCK_BYTES))
    if (problems.length > 0) return problems[0]!.message
    // Completed before the cut; the one that was going on then, or came right after, may have taken effect too.
    const done = history.findLastIndex(({ seq }) => seq - 1 <= cutSeq)
    const last = Math.min(history.length - 1, done + 1)
    const first = Math.max(...history.slice(0, done + 1).map((_, index) => durableSince(history, index)))
    const after = momentOf(files, 0, null, options, true)
    const candidates = history.slice(first, last + 1).filter(({ names }) => sameNames(names, after.names))
    if (candidates.length === 0) return `no moment from ${first} to ${last} had these names: ${[...after.names.keys()].join(' ')}`
    for (const [ino, content] of after.contents) {
      const wrong = wrongContent(history, ino, content, done, last, options)
      if (wrong) return wrong
    }
    return null
  } catch (error) {
    return `cannot be read: ${String(error)}`
  }
}

/** The moment from which on names are durable because of what was done at `index`: changes are recorded in their order. */
function durableSince(history: readonly Moment[], index: number): number {
  const { namesDurable, namesDurableOf: ino } = history[index]!
  if (namesDurable) return index
  if (ino === null) return 0
  let since = index
  while (since > 0 && namesAbout(history[since - 1]!, ino) === namesAbout(history[index]!, ino)) since--
  return since
}

const ROOT = 2

/** The names that lead to an inode, and those in it. */
function namesAbout({ names }: Moment, ino: number): string {
  const all = [...names]
  const inside = ino === ROOT ? [''] : all.filter(([, name]) => name.ino === ino && name.type === 'directory').map(([path]) => path)
  const about = all.filter(([path, name]) => name.ino === ino || inside.includes(path.slice(0, path.lastIndexOf('/'))))
  return JSON.stringify(about.map(([path, name]) => [path.slice(path.lastIndexOf('/')), name.ino]))
}

function sameNames(one: ReadonlyMap<string, Name>, other: ReadonlyMap<string, Name>): boolean {
  if (one.size !== other.size) return false
  for (const [path, { ino, type }] of one) {
    const name = other.get(path)
    if (name?.ino !== ino || name.type !== type) return false
  }
  return true
}

/** An inode's number may be used again: only the moments since its last birth count. */
function wrongContent(history: readonly Moment[], ino: number, content: string, done: number, last: number, { data }: MountOptions): string | null {
  const lives: number[] = []
  for (let index = 0; index <= last; index++) if (history[index]!.contents.has(ino)) lives.push(index)
  if (lives.length === 0) return `inode ${ino} never was a file`
  const fsynced = lives.filter((index) => index <= done && (history[index]!.synced === 'all' || history[index]!.synced.includes(ino))).at(-1)
  const from = fsynced ?? lives[0]!
  const versions = lives.filter((index) => index >= from).map((index) => history[index]!.contents.get(ino)!)
  // Before its first fsync, a file may be as empty as it was born.
  if (fsynced === undefined) versions.push('')
  const sizes = versions.map(({ length }) => length)
  if (content.length < Math.min(...sizes) || content.length > Math.max(...sizes))
    return `inode ${ino} has ${content.length} bytes, and never had since ${from}: ${sizes.join(' ')}`
  for (let at = 0; at < content.length; at++) {
    const byte = content[at]
    if (versions.some((version) => version[at] === byte)) continue
    const mayBeAbsent = versions.some((version) => at >= version.length)
    if (mayBeAbsent && byte === '\0') continue
    // What was not there, or was a hole, may show what the block held before.
    const wasNotThere = mayBeAbsent || versions.some((version) => version[at] === '\0')
    if (data === 'writeback' && wasNotThere) continue
    return `byte ${at} of inode ${ino} is ${byte!.charCodeAt(0)}, and was ${versions.map((version) => version.charCodeAt(at)).join(' ')} since ${from}`
  }
  return null
}
