import type { RetentionPolicy } from './policy.ts'

/** What thinning looks at. */
export interface Aged {
  /** The instant that the point stands for. */
  readonly cutAtUs: number
}

/**
 * The points that stay, of points with the newest last. A rule that keeps one in
 * an interval keeps the oldest of each interval of virtual time, whatever its kind, so that what was kept
 * once stays until its rule ends. The newest point always stays.
 */
export function retained<Point extends Aged>(
  points: readonly Point[],
  nowUs: number,
  policy: RetentionPolicy,
): Point[] {
  const taken = new Set<string>()
  const newest = points[points.length - 1]
  const kept = points.filter((point) => {
    if (point === newest) return true
    const rule = policy.thinning.findIndex(({ untilAgeUs }) => nowUs - point.cutAtUs <= untilAgeUs)
    if (rule < 0) return false
    const { everyUs } = policy.thinning[rule]!
    if (everyUs === 0) return true
    const interval = `${everyUs}/${Math.floor(point.cutAtUs / everyUs)}`
    if (taken.has(interval)) return false
    taken.add(interval)
    return true
  })
  return policy.maximumPoints === null ? kept : kept.slice(-Math.max(1, policy.maximumPoints))
}
