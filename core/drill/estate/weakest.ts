/** What is true of several copies at once. */
import type { PointKind } from '../../replication/pending-point.ts'

/** Weakest first. */
const LABELS: readonly PointKind[] = ['crash-consistent', 'file-system-consistent', 'app-consistent']

/** @param kinds at least one */
export function weakest(kinds: readonly PointKind[]): PointKind {
  return LABELS.find((label) => kinds.includes(label))!
}
