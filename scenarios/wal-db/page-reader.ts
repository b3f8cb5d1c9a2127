import { asBuffer } from '../parts/as-buffer.ts'
import { CorruptionError } from '../parts/corruption-error.ts'
import { pageOffset } from './layout.ts'
import { isPageWhole, PAGE_BYTES } from './page.ts'
import type { Storage } from './storage.ts'

/** True if these bytes are the page of this id, whole. */
export function isSound(storage: Storage, page: Buffer, pageId: number): boolean {
  return storage.defect === 'page-checksum-ignored' || isPageWhole(page, pageId)
}

/** Reads pages as they are, neighbours in one read. Ids ascend. */
export async function readPagesUnchecked(storage: Storage, pageIds: readonly number[]): Promise<Map<number, Buffer>> {
  const pages = new Map<number, Buffer>()
  for (let from = 0, to = 0; from < pageIds.length; from = to) {
    for (to = from + 1; pageIds[to] === pageIds[to - 1]! + 1; ) to++
    const run = asBuffer(await storage.data.read(pageOffset(pageIds[from]!), (to - from) * PAGE_BYTES))
    for (let index = from; index < to; index++) {
      const at = (index - from) * PAGE_BYTES
      pages.set(pageIds[index]!, run.subarray(at, at + PAGE_BYTES))
    }
  }
  return pages
}

/** Reads pages and verifies them. Throws a {@link CorruptionError} at one that is damaged. */
export async function readPages(storage: Storage, pageIds: readonly number[]): Promise<Map<number, Buffer>> {
  const pages = await readPagesUnchecked(storage, pageIds)
  for (const [pageId, page] of pages)
    if (!isSound(storage, page, pageId))
      throw new CorruptionError(`wal-db: the checksum of page ${pageId} does not match`)
  return pages
}
