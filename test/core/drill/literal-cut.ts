/** The cut of a log that is written by hand: two disks, the write-ahead log and the data. */
import { DurabilityCursor } from '../../../core/block/durability.ts'
import type { Cut } from '../../../core/drill/prober.ts'
import type { Site } from '../../../core/drill/site.ts'
import type { Survivors } from '../../../core/drill/survivors.ts'
import { imageOf, LiteralLog } from '../../litmus/engine-images.ts'
import { INITIAL, parseTrace } from '../../litmus/trace.ts'

const DISK_IDS = ['db/wal', 'db/data'] as const
const SECTORS = 9

/** @param cutSeq default: after the whole trace. The caller releases the cursor. */
export function cutAfter(trace: string, survivors: Survivors = [], cutSeq?: number): Cut {
  const { log, append } = writable()
  for (const step of parseTrace(trace)) append(step)
  const seq = cutSeq ?? log.end - 1
  const cursor = new DurabilityCursor(
    log,
    DISK_IDS.map(() => imageOf(INITIAL.repeat(SECTORS))),
    DISK_IDS.map(() => false),
  )
  cursor.advanceTo(seq)
  // Of the site only these are looked at.
  return { site: { log, diskIds: DISK_IDS } as unknown as Site, cursor, seq, survivors }
}

function writable() {
  const literal = new LiteralLog(DISK_IDS.length, (log, seq) => log.advanceBase(seq))
  return { log: literal.log, append: literal.append.bind(literal) }
}
