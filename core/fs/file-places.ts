/** Where the pages of files are: blocks chosen, promised to pages that have none yet, or reserved before there is data. */
import { BLOCK_BYTES } from '../block/geometry.ts'
import { placeOf, withExtent } from './extents.ts'
import { FileError } from './file-error.ts'
import type { Inode } from './inode.ts'
import type { MountedVolume } from './mounted-volume.ts'
import { PageCache } from './page-cache.ts'
import { extentBlocksFor } from './records.ts'

/** Kept back from file data, so that metadata can always be written. */
const METADATA_RESERVE = 4

export class FilePlaces {
  readonly #volume: MountedVolume

  constructor(volume: MountedVolume) {
    this.#volume = volume
  }

  /** Chooses blocks for pages that have none. */
  choose(inode: Inode, pages: readonly number[]): void {
    const { allocator, metadata } = this.#volume
    for (let index = 0; index < pages.length; ) {
      const page = pages[index]!
      if (placeOf(inode.extents, page)) {
        index++
        continue
      }
      let count = 1
      while (pages[index + count] === page + count && !placeOf(inode.extents, page + count)) count++
      const before = page > 0 ? placeOf(inode.extents, page - 1) : null
      const run = allocator.allocate(count, before ? before.block + 1 : undefined)
      if (!run) throw new FileError('ENOSPC', 'write')
      inode.extents = withExtent(inode.extents, { page, block: run.block, count: run.count, unwritten: false })
      for (let taken = page; taken < page + run.count; taken++) this.giveUp(inode, taken)
      this.recordSize(inode, page + run.count - 1)
      if (this.#volume.options.data === 'ordered') metadata.running.ordered.add(inode)
      this.#volume.touch(inode)
      index += run.count
    }
  }

  /** Makes sure that the pages will find blocks: takes them now, or has them promised. @throws FileError ENOSPC */
  claim(inode: Inode, from: number, to: number, call: string): void {
    const { allocator, options } = this.#volume
    const pages = (inode.pages ??= new PageCache())
    const homeless: number[] = []
    for (let page = from; page < to; page++)
      if (isHole(inode, page)) homeless.push(page)
    this.#promiseExtentBlocks(inode, homeless.length, call)
    if (!options.delayedAllocation) return this.choose(inode, homeless)
    for (const page of homeless) pages.obtain(page).reserved = true
    allocator.reserved += homeless.length
    inode.reservedPages += homeless.length
  }

  /** Every page may come to be an extent of its own, and extents need blocks. @throws FileError ENOSPC */
  #promiseExtentBlocks(inode: Inode, pages: number, call: string): void {
    const { allocator } = this.#volume
    const wanted = extentBlocksFor(inode.extents.length + inode.reservedPages + pages)
    const more = Math.max(0, wanted - inode.extentBlocks.length - inode.promisedExtentBlocks)
    if (pages + more > Math.max(0, allocator.available - METADATA_RESERVE)) throw new FileError('ENOSPC', call)
    allocator.reserved += more
    inode.promisedExtentBlocks += more
  }

  /** Nothing is promised to the page any more. */
  giveUp(inode: Inode, page: number): void {
    const known = inode.pages?.pages.get(page)
    if (!known?.reserved) return
    known.reserved = false
    inode.reservedPages--
    this.#volume.allocator.reserved--
  }

  /** Takes blocks for the holes of a range, which read as zeros until they are written. @throws FileError ENOSPC */
  reserve(inode: Inode, from: number, to: number): void {
    const { allocator, defects } = this.#volume
    let holes = 0
    for (let page = from; page < to; page++) if (isHole(inode, page)) holes++
    if (holes > allocator.available - METADATA_RESERVE) throw new FileError('ENOSPC', 'fallocate')
    this.#promiseExtentBlocks(inode, 0, 'fallocate')
    for (let page = from; page < to; ) {
      if (!isHole(inode, page)) {
        page++
        continue
      }
      let count = 1
      while (page + count < to && isHole(inode, page + count)) count++
      const run = allocator.available > METADATA_RESERVE ? allocator.allocate(Math.min(count, allocator.available - METADATA_RESERVE)) : null
      if (!run) throw new FileError('ENOSPC', 'fallocate')
      const recorded = defects.recordsReservationWrongly ? run.count + 1 : run.count
      inode.extents = withExtent(inode.extents, { page, block: run.block, count: recorded, unwritten: true })
      page += run.count
    }
  }

  /** The size on disk follows only where the page has a block. */
  recordSize(inode: Inode, page: number): void {
    const place = placeOf(inode.extents, page)
    if (!place || place.unwritten) return
    const sizeBytes = Math.min(inode.sizeBytes, (page + 1) * BLOCK_BYTES)
    if (sizeBytes <= inode.recordedSizeBytes) return
    inode.recordedSizeBytes = sizeBytes
    this.#volume.touch(inode)
  }
}

/** It has no block, and none is promised to it. */
function isHole(inode: Inode, page: number): boolean {
  return !placeOf(inode.extents, page) && !inode.pages?.pages.get(page)?.reserved
}
