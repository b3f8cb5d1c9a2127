/** A mounted file system: what its parts share. */
import type { AttributeChange } from './file-calls.ts'
import type { Inode } from './inode.ts'
import { Allocator } from './allocator.ts'
import { Committer } from './committer.ts'
import { placeOf } from './extents.ts'
import { FileData } from './file-data.ts'
import { FilePlaces } from './file-places.ts'
import { Freezer } from './freezer.ts'
import { InodeTable } from './inode-table.ts'
import { Journal } from './journal.ts'
import type { JournalHeader } from './journal-records.ts'
import type { Layout } from './layout.ts'
import { Metadata } from './metadata.ts'
import type { FileSystemDefects, MountOptions } from './mount-options.ts'
import { NameQueue } from './name-queue.ts'
import { Namespace } from './namespace.ts'
import { Lock, originOfStep } from './task.ts'
import type { CacheChange, CachedStep } from './cache-change.ts'

export interface VolumeParts {
  readonly layout: Layout
  readonly options: MountOptions
  readonly defects: FileSystemDefects
  readonly journalStart: JournalHeader
  readonly now: () => number
  /** Told of each change that everyone sees and the device need not know. */
  readonly onCached?: ((step: CachedStep) => void) | undefined
}

export class MountedVolume {
  readonly layout: Layout
  readonly options: MountOptions
  readonly defects: FileSystemDefects
  /** Virtual time, µs. */
  readonly now: () => number
  readonly metadata = new Metadata()
  readonly allocator: Allocator
  readonly journal: Journal
  readonly inodes: InodeTable
  readonly data: FileData
  readonly places: FilePlaces
  readonly names: NameQueue
  readonly namespace: Namespace
  readonly committer: Committer
  /** Held by whoever changes names. */
  readonly namesLock = new Lock()
  readonly freezer = new Freezer()
  /** The journal could not be written: nothing is changed any more. */
  readOnly = false
  /** Called when there is something new to write back. */
  onDirty: (() => void) | null = null
  readonly #onCached: ((step: CachedStep) => void) | undefined

  constructor({ layout, options, defects, journalStart, now, onCached }: VolumeParts) {
    this.layout = layout
    this.options = options
    this.defects = defects
    this.now = now
    this.#onCached = onCached
    this.allocator = new Allocator(layout, this.metadata)
    this.journal = new Journal(layout, options, defects, journalStart)
    this.inodes = new InodeTable(this)
    this.data = new FileData(this)
    this.places = new FilePlaces(this)
    this.names = new NameQueue(this)
    this.namespace = new Namespace(this)
    this.committer = new Committer(this)
  }

  /** The inode changes with the running transaction. */
  touch(inode: Inode, onlyTimes = false): void {
    if (inode.freed) return
    const { running } = this.metadata
    running.inodes.add(inode)
    inode.onlyTimes = onlyTimes && (inode.transaction !== running || inode.onlyTimes)
    inode.transaction = running
    this.onDirty?.()
  }

  /** Its content changed now. */
  modified(inode: Inode): void {
    inode.modifiedUs = inode.changedUs = this.now()
    this.touch(inode, true)
  }

  setAttributes(inode: Inode, change: AttributeChange): void {
    const { mode = inode.mode, uid = inode.uid, gid = inode.gid, modifiedUs = inode.modifiedUs } = change
    Object.assign(inode, { mode: mode & 0o7777, uid, gid, modifiedUs, changedUs: this.now() })
    this.touch(inode)
    this.cached({ change: 'attributes', ino: inode.ino, attributes: change })
  }

  /** Tells of a change. Pages `from` … `to` − 1 that have blocks may reach the device at any time from now on. */
  cached(given: CacheChange, inode?: Inode, from = 0, to = 0): void {
    if (!this.#onCached) return
    // The bytes are the caller's, who may use their buffer again.
    const change = given.change === 'write' ? { ...given, data: given.data.slice() } : given
    const overwrites = []
    for (let page = from; page < to; page++) {
      const place = placeOf(inode!.extents, page)
      if (place) overwrites.push({ block: place.block, data: inode!.pages!.pages.get(page)!.data.slice() })
    }
    this.#onCached({ change, origin: originOfStep(), overwrites })
  }

  get isDirty(): boolean {
    if (!this.metadata.running.isEmpty || !this.names.isEmpty || !this.journal.isEmpty) return true
    for (const { pages } of this.inodes.loaded) if (pages?.isDirty) return true
    return false
  }
}
