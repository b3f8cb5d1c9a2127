/** What a person chooses to survive does, and what a device cannot leave is refused in one line. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DurabilityCursor } from '../../../../core/block/durability.ts'
import { allPending, fromPicks } from '../../../../core/crash/picks.ts'
import { crashOfPull } from '../../../../core/drill/explore/crash-of-pull.ts'
import { offsetsOf } from '../../../../core/drill/explore/fates.ts'
import { pullOfCrash } from '../../../../core/drill/explore/pull-of-crash.ts'
import { closeView } from '../../../../core/drill/explore/run-view.ts'
import type { RunView } from '../../../../core/drill/explore/run-view.ts'
import type { Fate, Pull } from '../../../../core/drill/explore/index.ts'
import { survivorsOf } from '../../../../core/drill/survivors.ts'
import { viewOf } from './explored.ts'

type ImagePull = Extract<Pull, { readonly fates: unknown }>

let view: RunView
/** A step at which one write of two sectors is volatile, and one at which one is in flight. */
let volatileAt: number
let inFlightAt: number

function firstStep(fits: (cursor: DurabilityCursor) => boolean): number {
  const { log } = view.evidence.run.site
  for (let seq = view.evidence.run.bootedSeq; seq < log.end; seq++) if (fits(view.shelf.at(seq))) return seq
  throw new Error('no such step')
}

beforeAll(async () => {
  view = await viewOf('halves')
  const ofTwo = (cursor: DurabilityCursor) => allPending(cursor).filter(({ entry }) => entry.sectors === 2)
  volatileAt = firstStep((cursor) => ofTwo(cursor).some((one) => one.completedAt(cursor.seq)))
  inFlightAt = firstStep((cursor) => ofTwo(cursor).some((one) => !one.completedAt(cursor.seq)))
})
afterAll(() => closeView(view))

const pendingAt = (seq: number) => allPending(view.shelf.at(seq))
const pullAt = (seq: number, fates: readonly Fate[], change: Partial<ImagePull> = {}): ImagePull => ({ how: 'power-cut', seq, survivors: 'completed', fates, ...change })

/** The sectors of each pending write that are there after it. */
function survivors(pull: ImagePull): readonly (readonly number[])[] {
  const { crash, refusal } = crashOfPull(view, pull)
  if (refusal !== null || !('picks' in crash)) throw new Error(refusal ?? 'no picks')
  const cursor = view.shelf.forkAt(pull.seq)
  const choice = fromPicks(crash.picks, cursor, view.evidence.anchors)!
  const found = survivorsOf(cursor, choice)
  cursor.release()
  return found
}

const refusal = (pull: ImagePull): string | null => crashOfPull(view, pull).refusal

describe('the fate of a pending write', () => {
  it('is what was chosen: whole, lost, torn in the middle, torn as told', () => {
    const { submitSeq: seq } = pendingAt(volatileAt)[0]!.entry
    const after = (fate: Omit<Fate, 'seq'>, base: ImagePull['survivors'] = 'completed') => survivors(pullAt(volatileAt, [{ seq, ...fate }], { survivors: base }))[0]
    expect(after({ fate: 'survives' }, 'floors')).toEqual([0, 1])
    expect(after({ fate: 'lost' }, 'newest')).toEqual([])
    expect(after({ fate: 'torn' })).toEqual([0])
    expect(after({ fate: 'torn', sectors: [1] })).toEqual([1])
  })

  it('leaves the others as they are, and an edge where that is one', () => {
    const { submitSeq: seq } = pendingAt(volatileAt)[0]!.entry
    const picksOf = (pull: ImagePull) => (crashOfPull(view, pull).crash as { picks: unknown }).picks
    expect(picksOf(pullAt(volatileAt, [{ seq, fate: 'survives' }], { survivors: 'completed' }))).toEqual({ pick: 'completed' })
    expect(picksOf(pullAt(volatileAt, [], { survivors: 'floors' }))).toEqual({ pick: 'floors' })
    expect(picksOf(pullAt(volatileAt, [{ seq, fate: 'torn' }]))).toMatchObject({ pick: 'listed', writes: [{ sectors: [0] }] })
  })

  it('comes back from the crash as it was pulled', () => {
    for (const fate of [{ fate: 'lost' }, { fate: 'torn', sectors: [1] }] as const) {
      const pull = pullAt(volatileAt, [{ seq: pendingAt(volatileAt)[0]!.entry.submitSeq, ...fate }])
      const { plan, crash } = crashOfPull(view, pull)
      const back = pullOfCrash(view, plan, crash)
      expect(back.beyond).toBeNull()
      expect(survivors(back.pull as ImagePull)).toEqual(survivors(pull))
    }
  })

  it('is refused where the crash keeps the power, or the process alone is gone', () => {
    const { submitSeq: seq } = pendingAt(volatileAt)[0]!.entry
    const { submitSeq: flying } = pendingAt(inFlightAt).find((one) => !one.completedAt(inFlightAt))!.entry
    expect(refusal(pullAt(volatileAt, [{ seq, fate: 'lost' }], { how: 'os-crash' }))).toContain('had completed')
    expect(refusal(pullAt(inFlightAt, [{ seq: flying, fate: 'torn' }], { how: 'os-crash' }))).toBeNull()
    expect(refusal(pullAt(inFlightAt, [{ seq: flying, fate: 'lost' }], { how: 'process-crash', survivors: 'newest' }))).toContain('loses nothing')
    expect(refusal(pullAt(inFlightAt, [{ seq: flying, fate: 'survives' }], { how: 'process-crash', survivors: 'newest' }))).toBeNull()
    expect(refusal(pullAt(volatileAt, [], { how: 'process-crash', survivors: 'floors' }))).toContain('cannot be floors')
    expect(refusal(pullAt(volatileAt, [], { how: 'os-crash', survivors: 'floors' }))).toContain('keeps its power')
    expect(refusal(pullAt(volatileAt, [], { survivors: 'page-cache' }))).toContain('memory is gone')
  })

  it('is refused where there is no such write, or no such part of it', () => {
    const { submitSeq: seq } = pendingAt(volatileAt)[0]!.entry
    expect(refusal(pullAt(volatileAt, [{ seq: 0, fate: 'lost' }]))).toContain('W0 is not pending here')
    expect(refusal(pullAt(volatileAt, [{ seq, fate: 'lost' }, { seq, fate: 'survives' }]))).toContain('two fates')
    expect(refusal(pullAt(volatileAt, [{ seq, fate: 'torn', sectors: [2] }]))).toContain('no sector 2')
    expect(refusal(pullAt(volatileAt, [{ seq, fate: 'torn', sectors: [0, 1] }]))).toContain('2 of 2')
    expect(refusal(pullAt(volatileAt, [{ seq, fate: 'torn', sectors: [] }]))).toContain('0 of 2')
    expect(refusal(pullAt(volatileAt, [{ seq, fate: 'lost', sectors: [0] }]))).toContain('not torn')
  })

  it('cannot cut what the device keeps whole', () => {
    const [pending] = pendingAt(volatileAt)
    const fate: Fate = { seq: pending!.entry.submitSeq, fate: 'torn' }
    expect(offsetsOf(fate, pending!, 8)).toContain('blocks of 4 KiB whole')
    expect(offsetsOf(fate, pending!, 1)).toEqual([0])
  })
})
