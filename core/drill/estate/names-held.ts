/** How long after a name has been switched somebody may still go to where it led before. */
import { DAY_US } from '../../backup/index.ts'
import { heldUs } from '../../net/index.ts'
import type { DnsClientGroup } from '../../net/index.ts'

/**
 * Of the group that holds on longest. Behind a resolver a client may be told the old answer at the last instant at which that
 * knows it, and hold it for as long as it likes from then on.
 * @returns Infinity: somebody never asks again
 */
export function longestHeldUs(groups: readonly DnsClientGroup[], ttlUs: number): number {
  return Math.max(...groups.map(({ hold = 'ttl', resolver }) =>
    resolver === undefined || hold === 'ttl' ? heldUs(hold, ttlUs) : ttlUs + heldUs(hold, 0)))
}

/** Who never asks again does so until the history ends, with the day of its last disasters. */
export function leftByUs(switchedUs: number, disasterUs: number, longestUs: number): number {
  const endUs = (Math.floor(disasterUs / DAY_US) + 1) * DAY_US
  return longestUs === Infinity ? Math.max(switchedUs, endUs) : switchedUs + longestUs
}
