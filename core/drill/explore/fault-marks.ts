/** Where an injected fault shows in the log of a run: requests that failed, lied, or went elsewhere than they should. */
import { storesAll } from '../../block/write-log.ts'
import type { LogEntry, WriteLog } from '../../block/write-log.ts'
import type { LaneBook } from '../scene/lane-book.ts'
import type { PictureDraft } from './picture-draft.ts'

export function faultMarks(log: WriteLog, diskIds: readonly string[], lanes: LaneBook): PictureDraft[] {
  const drafts: PictureDraft[] = []
  for (let seq = log.base; seq < log.end; seq++) {
    const step = log.step(seq)
    if (step.kind === 'mark' || step.kind === 'reset' || step.completeSeq !== seq) continue
    const label = strikeOf(step)
    if (label === null) continue
    const lane = lanes.volumeLane('source', diskIds[step.disk]!)
    drafts.push({ lane, order: seq, endUs: step.completeAt, mark: { kind: 'fault', startUs: step.completeAt, label } })
  }
  return drafts
}

/** What the device did to a request, in words; null: nothing that shows. */
function strikeOf(entry: LogEntry): string | null {
  if (entry.failed) return `${entry.kind} failed`
  if (entry.kind === 'flush') return entry.lying ? 'flush lied' : null
  if (entry.kind === 'damage') return 'damage to the medium'
  if (entry.storedFrom >= entry.storedTo) return 'write never stored'
  if (entry.storedLba !== entry.lba) return `write went to sector ${entry.storedLba}`
  return storesAll(entry) ? null : 'write stored in part'
}
