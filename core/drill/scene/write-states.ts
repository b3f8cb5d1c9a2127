/** What became of the writes of a log by a cut of it. */
import type { WriteEntry } from '../../block/write-log.ts'
import { allPending } from '../../crash/picks.ts'
import type { Choice } from '../../crash/picks.ts'
import type { CutView } from '../recreate.ts'
import { fateOf, survivorsOf } from '../survivors.ts'
import type { SceneState } from './scene.ts'

export type StateOf = (entry: WriteEntry) => SceneState | undefined

/** Where nobody knows. */
export const unknownState: StateOf = () => undefined

/** @param view must stand only now: what is told later rests on what it showed */
export function statesAtCut({ cursor, seq, site }: CutView, choice: Choice): StateOf {
  const survivors = survivorsOf(cursor, choice)
  const fates = new Map(allPending(cursor).map((pending, index) => [pending.entry, fateOf(pending, survivors[index]!, seq)]))
  return (entry) => fates.get(entry) ?? (entry.submitSeq <= seq && isOf(site.log, entry) ? 'durable' : undefined)
}

function isOf(log: CutView['site']['log'], entry: WriteEntry): boolean {
  return entry.submitSeq >= log.base && entry.submitSeq < log.end && log.step(entry.submitSeq) === entry
}

/** A copy holds so many completed writes of each disk, and no other. */
export function statesInCopy(vector: readonly number[]): StateOf {
  return ({ disk, diskPosition, kind }) => {
    const count = vector[disk]
    if (count === undefined || kind === 'damage') return undefined
    return diskPosition > 0 && diskPosition <= count ? 'in-copy' : 'not-in-copy'
  }
}
