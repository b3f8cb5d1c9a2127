/** Chooses between the two copies of a page. A copy that tore on its way out leaves the other, older one whole. */
import { CorruptionError } from '../parts/corruption-error.ts'
import { isPageWhole, PAGE_BYTES, pageStamp } from './page.ts'

/** The version of a page that counts. */
export interface PageCopy {
  readonly page: Buffer
  /** Where it lies: 0 or 1. */
  readonly place: number
  readonly stamp: number
}

/**
 * The newest whole copy. A page of which no copy was ever completed is empty. Throws a {@link CorruptionError}
 * if both places are in use and neither holds the page whole.
 */
export function newestCopy(places: Buffer, pageId: number): PageCopy {
  const copies = [0, 1].map((place) => places.subarray(place * PAGE_BYTES, (place + 1) * PAGE_BYTES))
  let newest: PageCopy | null = null
  for (const [place, page] of copies.entries()) {
    if (!isPageWhole(page, pageId)) continue
    const stamp = pageStamp(page)
    if (newest === null || stamp > newest.stamp) newest = { page, place, stamp }
  }
  if (newest !== null) return newest
  if (copies.every((page) => page.some((byte) => byte !== 0)))
    throw new CorruptionError(`undo-store: neither copy of page ${pageId} is whole`)
  // The first copy goes to place 0, so nothing but that one can have been cut off.
  return { page: Buffer.alloc(PAGE_BYTES), place: 1, stamp: 0 }
}
