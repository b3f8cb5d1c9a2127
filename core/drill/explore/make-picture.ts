/** Makes the picture of a whole run. */
import { openLaneBook } from '../scene/lane-book.ts'
import { replicaMarks } from '../scene/replica-marks.ts'
import type { Evidence } from '../source-run.ts'
import type { CrashSpec } from '../../crash/crash-spec.ts'
import { faultMarks } from './fault-marks.ts'
import { crashLabel, finishMarks, wholeLogMarks } from './picture-draft.ts'
import type { PictureDraft } from './picture-draft.ts'
import type { Picture, PictureLane } from './picture.ts'
import type { ReplicaJournal } from './replica-journal.ts'

/** What crashed the run: shown on the lane of every machine. */
export interface ShownCrash {
  readonly crash: CrashSpec
  readonly seq: number
  readonly atUs: number
}

const LINK: PictureLane = { name: 'link', kind: 'link', side: 'source' }

export function makePicture({ run }: Evidence, journal: ReplicaJournal, crashed: ShownCrash | null): Picture {
  const { site, plan, protection } = run
  const { log, diskIds } = site
  const lanes = openLaneBook(site, null)
  const endUs = site.kernel.now
  const drafts: PictureDraft[] = [
    ...wholeLogMarks(site, lanes, 'source', log.end - 1),
    ...faultMarks(log, diskIds, lanes),
    ...replicaMarks(journal.points, { endUs, point: null }, lanes.replica),
    ...linkMarks(protection?.replication.events ?? [], journal, log.end),
    ...(crashed ? crashMarks(crashed, site.machines.map(({ id }) => lanes.machineLane('source', id))) : []),
  ]
  const own = lanes.inOrder.filter((lane) => lane !== lanes.replica)
  const shown = protection ? [...own, LINK, lanes.replica] : own
  const marks = finishMarks(drafts, shown)
  const crash = crashed ? marks.findIndex(({ kind, seq, startUs }) => kind === 'crash' && seq === crashed.seq && startUs === crashed.atUs) : null
  return { scenario: plan.scenario, seed: plan.seed, lanes: shown, marks, startUs: 0, endUs, marksLeftOut: 0, crash }
}

function linkMarks(events: readonly { readonly atUs: number; readonly kind: string; readonly reason: string }[], journal: ReplicaJournal, behind: number): PictureDraft[] {
  const about = { lane: LINK, order: behind, seq: null }
  return [
    ...journal.shipments.map(({ label, fromUs, toUs }): PictureDraft => ({ ...about, endUs: toUs, mark: { kind: 'span', startUs: fromUs, label } })),
    ...events.map(({ atUs, kind, reason }): PictureDraft => ({ ...about, endUs: atUs, mark: { kind: 'alert', startUs: atUs, label: `${kind}: ${reason}` } })),
  ]
}

function crashMarks({ crash, seq, atUs }: ShownCrash, machines: readonly PictureLane[]): PictureDraft[] {
  return machines.map((lane) => ({ lane, order: seq + 1, seq, endUs: atUs, mark: { kind: 'crash', startUs: atUs, label: crashLabel(crash) } }))
}
