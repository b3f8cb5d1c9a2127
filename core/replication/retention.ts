import type { RetentionPolicy } from './policy.ts'

/** What thinning looks at. */
export interface Aged {
  /** The instant that the point stands for. */
  readonly cutAtUs: number
  readonly kind?: string
}

/**
 * The points that stay, of points with the oldest cut first. A rule that keeps one in
 * an interval keeps the oldest of each interval of virtual time, or the oldest app-consistent one if the policy prefers
 * those and there is one, so that what was kept once stays until its rule ends. The newest point always stays.
 *
 * Looks at what is old enough to be thinned, not at what is young enough to be kept in any case; copies nothing, and returns
 * `points` itself, when all stay.
 */
export function retained<Point extends Aged>(
  points: readonly Point[],
  nowUs: number,
  policy: RetentionPolicy,
): readonly Point[] {
  /** Null: all that were looked at. */
  let kept: Point[] | null = null
  const { thinning } = policy
  const full = thinning[0]?.everyUs === 0 ? thinning[0].untilAgeUs : 0
  let looked = 0
  let takenInterval = -1
  let takenEveryUs = 0
  for (; looked < points.length - 1; looked++) {
    const point = points[looked]!
    const ageUs = nowUs - point.cutAtUs
    if (ageUs < full) break
    const everyUs = intervalAt(thinning, ageUs)
    if (everyUs === null) {
      kept ??= points.slice(0, looked)
      continue
    }
    const interval = everyUs === 0 ? -1 : Math.floor(point.cutAtUs / everyUs)
    // Rules and intervals come in order, as the points do.
    if (everyUs > 0 && everyUs === takenEveryUs && interval === takenInterval) {
      kept ??= points.slice(0, looked)
      const isBetter = policy.prefers === 'app-consistent' && point.kind === 'app-consistent' && kept.at(-1)!.kind !== 'app-consistent'
      if (isBetter) kept[kept.length - 1] = point
      continue
    }
    takenEveryUs = everyUs
    takenInterval = interval
    kept?.push(point)
  }
  const maximum = policy.maximumPoints === null ? Infinity : Math.max(1, policy.maximumPoints)
  const excess = (kept?.length ?? looked) + points.length - looked - maximum
  if (kept === null) return excess > 0 ? points.slice(excess) : points
  const all = kept.concat(points.slice(looked))
  return excess > 0 ? all.slice(excess) : all
}

/** Of points of this age one in so many microseconds is kept; null: none. */
function intervalAt(thinning: RetentionPolicy['thinning'], ageUs: number): number | null {
  for (const { untilAgeUs, everyUs } of thinning) if (ageUs < untilAgeUs) return everyUs
  return null
}

/** Whether a point is older than any rule keeps: it is still there only because no new point has come. */
export function beyondRetention(point: Aged, nowUs: number, { thinning }: RetentionPolicy): boolean {
  return nowUs - point.cutAtUs >= (thinning.at(-1)?.untilAgeUs ?? 0)
}
