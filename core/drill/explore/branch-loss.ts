/** What is lost by a crash, and by a failover: operations that were acknowledged, and time. */
import type { Finding } from '../findings.ts'
import { lastStepBefore } from '../claims.ts'
import type { OperationRecord } from '../../oracle/history.ts'
import type { VerdictName } from '../../oracle/verdict.ts'
import { shortText } from '../text.ts'
import type { Branch } from './branch.ts'
import type { FirstRecovery } from './branch-examiner.ts'
import { MOST_ROWS } from './look.ts'
import { timeAt } from './look-replica.ts'
import type { NearestAllowed } from './nearest-allowed.ts'
import type { RunView } from './run-view.ts'
import type { Subject } from './subject.ts'

export interface Loss extends Pick<Branch, 'atUs' | 'lost' | 'rpoUs'> {
  /** What was failed over to; null where nothing was. */
  readonly copy: { readonly name: string; readonly cutUs: number } | null
}

/** A recovery beside what the model allows nearest to it. */
export interface Compared extends FirstRecovery {
  readonly nearest: NearestAllowed
}

/** What else is known: what is wrong, and how far back a disaster threw the run. */
interface Known {
  readonly finding: Finding | null
  readonly rpoUs: number
}

/** @param first null: nothing was recovered */
export function lossOf(view: RunView, subject: Subject, first: Compared | null, { finding, rpoUs }: Known): Loss {
  const { seq, atUs } = instantOf(view, subject)
  const copy = first && copyOf(view, subject, first, atUs - rpoUs)
  return {
    atUs,
    copy,
    rpoUs: copy ? atUs - copy.cutUs : null,
    lost: first ? lostOf(view, first, seq, finding).slice(0, MOST_ROWS).map(({ id, value, answered }) => ({ id, label: shortText(value), answeredUs: answered!.atUs })) : [],
  }
}

/** The last step before the loss. A point by itself stands for a loss as soon as it can be chosen. */
export function instantOf(view: RunView, { crash, plan }: Pick<Subject, 'crash' | 'plan'>): { readonly seq: number; readonly atUs: number } {
  const { anchors, run } = view.evidence
  const { log } = run.site
  if (crash.kind === 'disaster') {
    const { atUs } = plan.disasters[crash.disaster]!
    return { seq: lastStepBefore(log, atUs), atUs }
  }
  const point = crash.kind === 'recovery-point' ? view.journal.points.find(({ id }) => id === crash.point) : undefined
  if (point) return { seq: lastStepBefore(log, point.availableAtUs), atUs: point.availableAtUs }
  const seq = ('at' in crash ? anchors.resolve(crash.at) : undefined) ?? log.end - 1
  return { seq, atUs: timeAt(view, seq) }
}

/** @param cutUs the instant that the copy of a disaster stands for */
function copyOf(view: RunView, { crash }: Subject, { kind, claim }: FirstRecovery, cutUs: number): Loss['copy'] {
  const { points } = view.journal
  if (crash.kind === 'recovery-point') return { name: crash.point, cutUs: points.find(({ id }) => id === crash.point)!.cutAtUs }
  if (crash.kind !== 'disaster') return null
  const point = points.find((one) => one.kind === kind && one.firstTag.seq === claim.cut.answeredUpTo)
  return { name: point?.id ?? kind, cutUs }
}

/** Verdicts whose operations are missing, in part at least; those of others are there once too often, or not to be there. */
const SHORTFALLS: ReadonlySet<string> = new Set<VerdictName>(['lost-ack', 'order-hole', 'partial-transaction', 'never-durable'])

/** Acknowledged before the loss, and not there after it. */
function lostOf(view: RunView, { claim, observation, nearest }: Compared, seq: number, finding: Finding | null): OperationRecord[] {
  const { answerOrder } = view.evidence.claims
  const missing = new Set(finding && SHORTFALLS.has(finding.verdict) ? finding.operations : [])
  // What refuses to open has nothing.
  const included = observation.ok ? new Set(nearest.included) : null
  return answerOrder.filter((record) => {
    if (record.answered!.seq > seq) return false
    if (missing.has(record.id) || included === null) return true
    return !claim.requires(record) && !included.has(record)
  })
}
