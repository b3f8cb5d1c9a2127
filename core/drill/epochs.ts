/**
 * Draws the epochs of a cut: for each disk one row with its last writes in the order of their completion, a bar
 * where a FLUSH was submitted that made what stands before it durable.
 */
import type { LogStep, WriteEntry } from '../block/write-log.ts'
import { pendingOf } from './prober.ts'
import type { Cut } from './prober.ts'
import { isTorn } from './survivors.ts'

const COLUMNS = 96
const ROWS = 4

export const EPOCH_SIGNS = '+ survived  - lost  % torn  ? in flight, not there  | FLUSH'

/** How writes of this log are called. */
export type NameWrite = (entry: WriteEntry) => string

/** One row for each of these disks, then the meaning of the signs. */
export function epochsOf(cut: Cut, disks: readonly number[], nameOf: NameWrite): string[] {
  const ids = cut.site.diskIds
  const shown = disks.slice(0, ROWS)
  const width = Math.max(...shown.map((disk) => ids[disk]!.length))
  const rows = shown.map((disk) => `${ids[disk]!.padEnd(width)}  ${rowOf(marksOf(cut, disk, nameOf), COLUMNS - width - 2)}`)
  return [...rows, `${' '.repeat(width)}  ${EPOCH_SIGNS}`]
}

/** The end of the row matters: that is where the crash is. */
function rowOf(marks: readonly string[], columns: number): string {
  const kept: string[] = []
  let length = 0
  for (const mark of marks.toReversed()) {
    length += mark.length + 1
    if (length > columns - 2) return ['…', ...kept.toReversed()].join(' ')
    kept.push(mark)
  }
  return kept.toReversed().join(' ')
}

function marksOf(cut: Cut, disk: number, nameOf: NameWrite): string[] {
  const { log } = cut.site
  const signs = signsOf(cut)
  const marks: string[] = []
  const mark = (entry: WriteEntry): void => void marks.push(`${signs.get(entry) ?? '+'}${nameOf(entry)}`)
  const atEnd: WriteEntry[] = []
  for (const { entry, completion } of pendingOf(cut)) {
    if (entry.disk !== disk) continue
    // From the log before this one, and what is still in flight.
    if (completion !== null && completion < log.base) mark(entry)
    else if (completion === null || completion > cut.seq) atEnd.push(entry)
  }
  for (let seq = log.base; seq <= cut.seq; seq++) {
    const step = log.step(seq)
    if (isWrite(step) && step.disk === disk && step.completeSeq === seq && !step.failed) mark(step)
    if (isGoodFlush(step, seq, cut.seq) && step.disk === disk && marks.at(-1) !== '|') marks.push('|')
  }
  for (const entry of atEnd) mark(entry)
  return marks
}

function signsOf({ cursor, survivors, ...cut }: Cut): ReadonlyMap<WriteEntry, string> {
  const signs = new Map<WriteEntry, string>()
  pendingOf({ cursor, survivors, ...cut }).forEach((pending, index) => {
    const offsets = survivors[index]!
    const gone = pending.completedAt(cursor.seq) ? '-' : '?'
    signs.set(pending.entry, isTorn(pending, offsets) ? '%' : offsets.length > 0 ? '+' : gone)
  })
  return signs
}

function isWrite(step: LogStep): step is WriteEntry {
  return step.kind !== 'mark' && step.kind !== 'reset' && step.kind !== 'flush'
}

/** A submission whose flush did what it should before the cut. */
function isGoodFlush(step: LogStep, seq: number, cutSeq: number): step is LogStep & { kind: 'flush' } {
  if (step.kind !== 'flush' || step.submitSeq !== seq || step.lying || step.failed) return false
  return step.completeSeq !== null && step.completeSeq <= cutSeq
}
