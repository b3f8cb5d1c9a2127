import { applyEntry, pageOfKey } from './page.ts'
import { PageSet } from './page-set.ts'
import type { Pager } from './pager.ts'
import { readEntry, type LogRecord, type PayloadEntry } from './record.ts'

/**
 * Applies records to the pages, at run time and at redo alike. Idempotent: a page that is
 * already beyond a record is left alone; one that is just at it may have gone out half
 * changed, and gets the whole record again.
 *
 * Waits only where a page is not in memory: redo mostly finds every page there, and a promise for each record
 * would cost more than applying it.
 */
export async function applyRecords(pager: Pager, records: readonly LogRecord[]): Promise<void> {
  const entry: PayloadEntry = { key: 0, start: 0, end: 0 }
  for (const { lsn, payload } of records) {
    for (let at = 0; readEntry(payload, at, entry); at = Math.max(entry.start, entry.end)) {
      const pageId = pageOfKey(entry.key)
      const frame = pager.cached(pageId) ?? (await pager.fetch(pageId))
      if (frame.lsn > lsn) continue
      applyEntry(frame.page, payload, entry)
      pager.changed(frame, lsn)
    }
  }
}

/** The pages that these records touch. */
export function touchedPages(records: readonly LogRecord[]): PageSet {
  const touched = PageSet.empty()
  const entry: PayloadEntry = { key: 0, start: 0, end: 0 }
  for (const { payload } of records)
    for (let at = 0; readEntry(payload, at, entry); at = Math.max(entry.start, entry.end))
      touched.add(pageOfKey(entry.key))
  return touched
}
