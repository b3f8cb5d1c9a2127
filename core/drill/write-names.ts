/** What a person calls the writes of a failure. */
import type { WriteEntry, WriteLog } from '../block/write-log.ts'
import type { NameWrite } from './epochs.ts'

/** Whether a write is of the protected site's log, cut now or carried over in a cache. */
export function isOfSource(entry: WriteEntry, source: WriteLog, cut: WriteLog): boolean {
  return cut === source || (entry.submitSeq < source.end && source.step(entry.submitSeq) === entry)
}

/** `W41`; `R7` on the log of the recovered side. */
export function writeNames(source: WriteLog, cut: WriteLog): NameWrite {
  return (entry) => `${isOfSource(entry, source, cut) ? 'W' : 'R'}${entry.submitSeq}`
}
