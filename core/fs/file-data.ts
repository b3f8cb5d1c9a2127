/** Reading and writing what is in a file, by way of its pages, and bringing pages to the device. */
import { BLOCK_BYTES } from '../block/geometry.ts'
import { placeOf, withoutPages, withWritten } from './extents.ts'
import { FileError } from './file-error.ts'
import type { Inode } from './inode.ts'
import { MOST_FILE_BYTES } from './layout.ts'
import type { MountedVolume } from './mounted-volume.ts'
import { PageCache } from './page-cache.ts'
import { originOfStep } from './task.ts'
import type { Task } from './task.ts'

const READ_AHEAD_PAGES = 16

export class FileData {
  readonly #volume: MountedVolume

  constructor(volume: MountedVolume) {
    this.#volume = volume
  }

  *read(inode: Inode, position: number, length: number): Task<Uint8Array> {
    const end = Math.min(position + length, inode.sizeBytes)
    if (position >= end) return new Uint8Array(0)
    yield* this.#load(inode, Math.floor(position / BLOCK_BYTES), Math.ceil(end / BLOCK_BYTES))
    const bytes = new Uint8Array(end - position)
    forEachPage(position, end, (page, within, size, at) => {
      const known = inode.pages?.pages.get(page)
      if (known) bytes.set(known.data.subarray(within, within + size), at)
    })
    return bytes
  }

  /** @param position null: at the end. @returns where it was written */
  *write(inode: Inode, position: number | null, data: Uint8Array, call = 'write'): Task<number> {
    yield* inode.lock.acquire()
    try {
      const at = position ?? inode.sizeBytes
      if (data.length === 0) return at
      const end = at + data.length
      if (end > MOST_FILE_BYTES) throw new FileError('EFBIG', call)
      yield* this.#volume.committer.makeRoom()
      if (at > inode.sizeBytes) yield* this.#endInZeros(inode)
      yield* this.#loadEdges(inode, at, end)
      this.#volume.places.claim(inode, Math.floor(at / BLOCK_BYTES), Math.ceil(end / BLOCK_BYTES), call)
      const pages = this.#pagesOf(inode)
      forEachPage(at, end, (page, within, size, from) => {
        const kept = pages.obtain(page)
        kept.data.set(data.subarray(from, from + size), within)
        kept.dirty = true
        kept.origin = originOfStep()
      })
      inode.sizeBytes = Math.max(inode.sizeBytes, end)
      // Reserved blocks count once they are written, and others may lie before them.
      for (let page = Math.floor(at / BLOCK_BYTES); page * BLOCK_BYTES < end; page++) this.#volume.places.recordSize(inode, page)
      this.#volume.modified(inode)
      this.#volume.cached({ change: 'write', ino: inode.ino, offset: at, data }, inode, Math.floor(at / BLOCK_BYTES), Math.ceil(end / BLOCK_BYTES))
      return at
    } finally {
      inode.lock.release()
    }
  }

  *resize(inode: Inode, sizeBytes: number, call: string): Task<void> {
    if (!(sizeBytes >= 0)) throw new FileError('EINVAL', call)
    if (sizeBytes > MOST_FILE_BYTES) throw new FileError('EFBIG', call)
    yield* inode.lock.acquire()
    try {
      yield* this.#volume.committer.makeRoom()
      const shrinks = sizeBytes < inode.sizeBytes
      if (shrinks && sizeBytes % BLOCK_BYTES !== 0) yield* this.#load(inode, Math.floor(sizeBytes / BLOCK_BYTES), Math.ceil(sizeBytes / BLOCK_BYTES))
      if (sizeBytes > inode.sizeBytes) yield* this.#endInZeros(inode)
      if (shrinks) this.#cut(inode, sizeBytes)
      inode.sizeBytes = sizeBytes
      inode.recordedSizeBytes = sizeBytes
      this.#volume.touch(inode)
      this.#volume.modified(inode)
      this.#volume.cached({ change: 'resize', ino: inode.ino, sizeBytes })
    } finally {
      inode.lock.release()
    }
  }

  /** Reserves blocks for the holes of a range. */
  *allocate(inode: Inode, offset: number, length: number, keepSize: boolean): Task<void> {
    if (!(offset >= 0 && length > 0)) throw new FileError('EINVAL', 'fallocate')
    const end = offset + length
    if (end > MOST_FILE_BYTES) throw new FileError('EFBIG', 'fallocate')
    yield* inode.lock.acquire()
    try {
      yield* this.#volume.committer.makeRoom()
      if (!keepSize && end > inode.sizeBytes) yield* this.#endInZeros(inode)
      try {
        this.#volume.places.reserve(inode, Math.floor(offset / BLOCK_BYTES), Math.ceil(end / BLOCK_BYTES))
      } finally {
        this.#volume.touch(inode)
      }
      if (!keepSize && end > inode.sizeBytes) inode.sizeBytes = inode.recordedSizeBytes = end
      this.#volume.modified(inode)
      this.#volume.cached({ change: 'allocate', ino: inode.ino, offset, length, keepSize })
    } finally {
      inode.lock.release()
    }
  }

  /** Brings dirty pages to the device. @param wanted which of them; default all */
  *writeBack(inode: Inode, wanted: (page: number) => boolean = () => true): Task<void> {
    const { pages } = inode
    if (!pages || inode.freed) return
    const dirty = pages.dirtyPages.filter(wanted)
    if (dirty.length === 0) return
    this.#volume.places.choose(inode, dirty)
    const places = new Map(dirty.map((page) => [page, placeOf(inode.extents, page)!.block]))
    for (const page of dirty) pages.pages.get(page)!.dirty = false
    const requests = pages.requests(dirty, (page) => places.get(page)!, 'data')
    inode.inFlight++
    try {
      yield requests
      this.#markWritten(inode, places)
    } catch {
      // As Linux does: the pages are clean from now on, and the next fsync tells of the error, once.
      inode.writeFailed = true
    } finally {
      inode.inFlight--
      inode.settled.open()
    }
  }

  #pagesOf(inode: Inode): PageCache {
    return (inode.pages ??= new PageCache())
  }

  *#load(inode: Inode, from: number, to: number): Task<void> {
    for (let page = from; page < to; page++) {
      const place = inode.pages?.has(page) ? null : placeOf(inode.extents, page)
      if (!place || place.unwritten) continue
      const count = Math.min(place.count, READ_AHEAD_PAGES, Math.ceil(inode.sizeBytes / BLOCK_BYTES) - page)
      const bytes = yield { kind: 'read', block: place.block, count: Math.max(1, count) }
      // Nothing moves a page that has a block, but the file may have been cut meanwhile.
      const now = placeOf(inode.extents, page)
      if (now?.block !== place.block) continue
      const whole = bytes.subarray(0, Math.min(now.count * BLOCK_BYTES, bytes.length))
      // A lost append may have left bytes beyond the end.
      const end = inode.sizeBytes - page * BLOCK_BYTES
      this.#pagesOf(inode).fill(page, end < whole.length ? withZerosFrom(whole, Math.max(0, end)) : whole)
    }
  }

  /** Pages that are written in part are needed whole. */
  *#loadEdges(inode: Inode, from: number, to: number): Task<void> {
    const edge = (position: number): number => Math.floor(position / BLOCK_BYTES)
    if (from % BLOCK_BYTES !== 0) yield* this.#load(inode, edge(from), edge(from) + 1)
    if (to % BLOCK_BYTES !== 0) yield* this.#load(inode, edge(to), edge(to) + 1)
  }

  #cut(inode: Inode, sizeBytes: number): void {
    const keep = Math.ceil(sizeBytes / BLOCK_BYTES)
    for (const page of [...(inode.pages?.pages.keys() ?? [])]) {
      if (page < keep) continue
      this.#volume.places.giveUp(inode, page)
      inode.pages!.pages.delete(page)
    }
    const { left, taken } = withoutPages(inode.extents, keep, Infinity)
    for (const extent of taken) this.#volume.inodes.release(inode, extent)
    inode.extents = left
    inode.wasEmptied ||= sizeBytes === 0 && inode.sizeBytes > 0
    this.#zeroTail(inode, sizeBytes)
  }

  /** Before a file grows: whatever the device has beyond its end must not come to light. */
  *#endInZeros(inode: Inode): Task<void> {
    const page = Math.floor(inode.sizeBytes / BLOCK_BYTES)
    if (inode.sizeBytes % BLOCK_BYTES !== 0) yield* this.#load(inode, page, page + 1)
    this.#zeroTail(inode, inode.sizeBytes)
  }

  /** What lies beyond the end reads as zeros when the file grows again. */
  #zeroTail(inode: Inode, sizeBytes: number): void {
    const within = sizeBytes % BLOCK_BYTES
    const page = inode.pages?.pages.get(Math.floor(sizeBytes / BLOCK_BYTES))
    if (within === 0 || !page) return
    page.data.fill(0, within)
    page.dirty = true
    if (this.#volume.options.data === 'ordered') this.#volume.metadata.running.ordered.add(inode)
  }

  /** Of reserved blocks that were written, those that still belong to their pages hold data now. */
  #markWritten(inode: Inode, places: ReadonlyMap<number, number>): void {
    const reserved = [...places].flatMap(([page, block]) => {
      const place = placeOf(inode.extents, page)
      return place?.block === block && place.unwritten ? [page] : []
    })
    if (reserved.length === 0) return
    for (const page of reserved) inode.extents = withWritten(inode.extents, page, page + 1)
    this.#volume.places.recordSize(inode, reserved.at(-1)!)
    this.#volume.touch(inode)
  }
}

function withZerosFrom(bytes: Uint8Array, end: number): Uint8Array {
  const copy = bytes.slice()
  copy.fill(0, end)
  return copy
}

function forEachPage(from: number, to: number, visit: (page: number, within: number, size: number, at: number) => void): void {
  for (let position = from; position < to; ) {
    const within = position % BLOCK_BYTES
    const size = Math.min(BLOCK_BYTES - within, to - position)
    visit(Math.floor(position / BLOCK_BYTES), within, size, position - from)
    position += size
  }
}
