/** How far a replica was behind its source at an instant, and what could be chosen there. */
import { checkLabel } from '../../oracle/honest-label.ts'
import { SECTOR_BYTES } from '../../block/geometry.ts'
import type { WriteEntry } from '../../block/write-log.ts'
import { MOST_ROWS } from './look.ts'
import type { LookPoint, LookReplica } from './look.ts'
import type { JournalPoint, ReplicaState } from './replica-journal.ts'
import { countUpToBy } from './run-map.ts'
import type { RunView } from './run-view.ts'

const HISTORY_STEPS = 60

/** Null: nothing is replicated yet, or ever. */
function stateAt({ journal: { states } }: RunView, atUs: number): ReplicaState | null {
  return states[countUpToBy(states.length, atUs, (index) => states[index]!.atUs) - 1] ?? null
}

export type Lagging = readonly (readonly WriteEntry[] | null)[] | null

/**
 * By disk, the writes that had completed at the source and had not come to the replica; null for one that is not
 * replicated, or altogether.
 */
export function behind(view: RunView, seq: number): Lagging {
  const state = stateAt(view, timeAt(view, seq))
  if (!state) return null
  return view.map.completions.map((completions, disk) => {
    const position = state.positions[disk] ?? null
    if (position === null) return null
    const end = countUpToBy(completions.length, seq, (index) => completions[index]!.completeSeq!)
    return completions.slice(position, end)
  })
}

export function timeAt({ map, evidence }: RunView, seq: number): number {
  return map.times[seq - evidence.run.site.log.base]!
}

export function replicaAt(view: RunView, seq: number, lagging: Lagging): LookReplica | null {
  if (!view.evidence.run.protection) return null
  const atUs = timeAt(view, seq)
  const newest = view.journal.points.findLast((point) => isListed(point, atUs) && point.usable === true)
  const late = (lagging ?? []).flatMap((writes) => writes ?? [])
  return {
    rpoUs: newest ? atUs - newest.cutAtUs : null,
    lagUs: lagUsAt(view, atUs),
    lagBytes: late.reduce((sum, { sectors }) => sum + sectors * SECTOR_BYTES, 0),
    history: Array.from({ length: HISTORY_STEPS }, (_, step) => lagUsAt(view, Math.floor((atUs * (step + 1)) / HISTORY_STEPS))),
  }
}

/** The age of the oldest write that had completed and had not come over. */
function lagUsAt(view: RunView, atUs: number): number {
  const positions = stateAt(view, atUs)?.positions ?? []
  let lagUs = 0
  positions.forEach((position, disk) => {
    const oldest = position === null ? undefined : view.map.completions[disk]![position]
    if (oldest) lagUs = Math.max(lagUs, atUs - oldest.completeAt)
  })
  return lagUs
}

/** The last points that stand for an instant up to now, oldest first. */
export function pointsAt(view: RunView, seq: number): LookPoint[] {
  const atUs = timeAt(view, seq)
  const { points } = view.journal
  const end = countUpToBy(points.length, atUs, (index) => points[index]!.cutAtUs)
  return points.slice(Math.max(0, end - MOST_ROWS), end).map((point) => ({
    id: point.id,
    kind: point.kind,
    taggedUs: point.cutAtUs,
    availableUs: point.availableAtUs,
    state: isListed(point, atUs) ? 'available' : point.availableAtUs > atUs ? 'pending' : 'thinned',
    dishonest: dishonestyOf(point),
  }))
}

function isListed({ availableAtUs, removedAtUs }: JournalPoint, atUs: number): boolean {
  return availableAtUs <= atUs && (removedAtUs === null || removedAtUs > atUs)
}

function dishonestyOf({ evidence }: JournalPoint): string | null {
  for (const part of evidence) {
    const verdict = checkLabel(part)
    if (verdict.status === 'violated') return verdict.message
  }
  return null
}
