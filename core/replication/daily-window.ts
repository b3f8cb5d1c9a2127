import type { DailyWindow } from './policy.ts'

const DAY_US = 86_400_000_000

/** How long until a window is open: 0 when it is, or when there is none. Null: it opens by hand. */
export function delayUntilOpen(window: DailyWindow | 'by-hand' | undefined, nowUs: number): number | null {
  if (window === 'by-hand') return null
  if (!window) return 0
  const sinceOpenedUs = (((nowUs - window.fromUs) % DAY_US) + DAY_US) % DAY_US
  const lengthUs = (((window.toUs - window.fromUs) % DAY_US) + DAY_US) % DAY_US
  return sinceOpenedUs < (lengthUs || DAY_US) ? 0 : DAY_US - sinceOpenedUs
}
