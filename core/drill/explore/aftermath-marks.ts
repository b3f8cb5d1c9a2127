/** What came after a crash, as marks on lanes of their own: the crash, the boot with real latencies, the verdict. */
import type { CrashSpec } from '../../crash/crash-spec.ts'
import { openLaneBook } from '../scene/lane-book.ts'
import type { Recovery } from '../recovery.ts'
import { crashLabel, finishMarks, wholeLogMarks } from './picture-draft.ts'
import type { PictureDraft } from './picture-draft.ts'
import type { PictureLane, PictureMark } from './picture.ts'

export interface Aftermath {
  readonly crash: CrashSpec
  readonly atUs: number
  /** What was failed over to: its name and the instant that it stands for; null: nothing. */
  readonly copy: { readonly name: string; readonly cutUs: number } | null
  readonly recovery: Recovery
  readonly verdict: string
}

export function aftermathMarks({ crash, atUs, copy, recovery, verdict }: Aftermath): { lanes: readonly PictureLane[]; marks: readonly PictureMark[] } {
  const { site, bootUs, bootEnd, observation } = recovery
  const { log, machines } = site
  const lanes = openLaneBook(site, site)
  const drafts: PictureDraft[] = []
  const add = (lane: PictureLane, order: number, startUs: number, endUs: number, mark: Omit<PictureMark, 'lane' | 'endUs' | 'seq' | 'startUs'>): void =>
    void drafts.push({ lane, order, seq: null, endUs, mark: { ...mark, startUs } })
  const machineLane = (id: string): PictureLane => lanes.machineLane('recovered', id)
  for (const { id } of machines) add(machineLane(id), -3, atUs, atUs, { kind: 'crash', label: crashLabel(crash) })
  if (copy) {
    add(lanes.replica, -4, copy.cutUs, atUs, { kind: 'point', label: copy.name, name: copy.name })
    add(lanes.replica, -2, atUs, atUs, { kind: 'failover', label: `failover to ${copy.name}` })
  }
  for (const { lane, order, endUs, mark } of wholeLogMarks(site, lanes, 'recovered', bootEnd - 1, atUs)) drafts.push({ lane, order, endUs, mark, seq: null })
  const upUs = atUs + bootUs
  for (const { id, files } of machines)
    for (const { report } of files.flatMap((mounted) => mounted ?? []))
      if (report) add(machineLane(id), -1, atUs, upUs, { kind: 'fsck', label: mountWords(report.blocks, report.repair?.problems.length ?? null) })
  const first = machineLane(machines[0]!.id)
  if (observation.ok) add(first, log.end, upUs, upUs, { kind: 'recovered', label: 'the application answers' })
  add(first, log.end + 1, upUs, upUs, { kind: 'verdict', label: verdict })
  const shown = lanes.inOrder.filter((lane) => lane.side === 'recovered' || (copy !== null && lane === lanes.replica))
  return { lanes: shown, marks: finishMarks(drafts, shown) }
}

/** @param problems null: nobody looked for any */
function mountWords(journalBlocks: number, problems: number | null): string {
  const found = problems === null ? 'not checked' : problems === 0 ? 'checked, clean' : `checked, ${problems} repaired`
  return `mounted: ${journalBlocks} journal blocks replayed, ${found}`
}
