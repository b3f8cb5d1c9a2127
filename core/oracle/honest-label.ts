import type { Mark } from './history.ts'
import type { Verdict } from './verdict.ts'

/**
 * Whether a recovery point may carry the label it carries, judged by how it was made.
 *
 * Does not look at the point's data (an honest label can still hide a broken application), and
 * does not know whether a file system was frozen: a file-system-consistent point is held to the
 * order of its writes only.
 */

export type PointLabel = 'crash-consistent' | 'file-system-consistent' | 'app-consistent'

/** When a writer was frozen and thawed; null where that never happened. */
export interface FrozenSpan {
  readonly writer: string
  readonly frozenAt: Mark | null
  readonly thawedAt: Mark | null
}

export interface LabelEvidence {
  readonly label: PointLabel
  /** Every writer that an app-consistent point has to freeze. */
  readonly writersExpected: readonly string[]
  /** What really happened; a writer that was frozen twice has two spans. */
  readonly frozen: readonly FrozenSpan[]
  /** When the first and the last disk of the group was tagged. */
  readonly cutFirst: Mark
  readonly cutLast: Mark
  /** Whether each disk's copy holds exactly a prefix of its completed writes, at one cut over all disks. */
  readonly orderPreserved: boolean
}

const REQUIREMENTS: Readonly<Record<PointLabel, readonly ((evidence: LabelEvidence) => string | null)[]>> = {
  'crash-consistent': [orderFault],
  'file-system-consistent': [orderFault],
  'app-consistent': [orderFault, writerFault],
}

/**
 * Judges one recovery point's label; `mislabelled-point` if its making does not justify it.
 *
 * @throws RangeError if the last tag lies before the first.
 */
export function checkLabel(evidence: LabelEvidence): Verdict {
  const { label, cutFirst, cutLast } = evidence
  if (cutLast.seq < cutFirst.seq) {
    throw new RangeError(`checkLabel: the last tag (${cutLast.seq}) lies before the first (${cutFirst.seq})`)
  }
  for (const requirement of REQUIREMENTS[label]) {
    const fault = requirement(evidence)
    if (fault !== null) {
      const message = `the point is labelled ${label}, but ${fault}`
      return { status: 'violated', verdict: 'mislabelled-point', message }
    }
  }
  return { status: 'ok' }
}

function orderFault({ orderPreserved }: LabelEvidence): string | null {
  return orderPreserved ? null : 'the order of its writes was not kept'
}

function writerFault({ writersExpected, frozen, cutFirst, cutLast }: LabelEvidence): string | null {
  if (writersExpected.length === 0) return 'no writer took part'
  for (const writer of writersExpected) {
    const spans = frozen.filter((span) => span.writer === writer && span.frozenAt !== null)
    if (spans.length === 0) return `writer ${writer} was never frozen`
    const early = spans.filter(({ frozenAt }) => frozenAt!.seq <= cutFirst.seq)
    if (early.length === 0) return `writer ${writer} was frozen only after the first disk was tagged`
    if (!early.some(({ thawedAt }) => thawedAt === null || thawedAt.seq >= cutLast.seq)) {
      return `writer ${writer} was thawed before the last disk was tagged`
    }
  }
  return null
}
