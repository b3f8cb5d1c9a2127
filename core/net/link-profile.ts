/** How a link behaves. Plain JSON, so that it can be part of a plan; presets are a table. */

export interface LinkProfile {
  readonly name: string
  /** No message is under way for less than this. */
  readonly minimumLatencyUs: number
  /** Mean of the exponential part that is added to the minimum. 0: none. */
  readonly meanLatencyUs: number
  /** At most this much is added on top, uniformly. Messages never overtake each other. 0: none. */
  readonly jitterUs: number
  /** Transfer rate. Null: transfers take no time. */
  readonly bytesPerSecond: number | null
  /** One transmission in this many is lost, and sent again after {@link retransmissionTimeoutUs}. 0: none, else ≥ 2. */
  readonly lossOneIn: number
  readonly retransmissionTimeoutUs: number
}

/** What goes wrong with a link, and when: from `fromUs` until just before `toUs` (null: for good). */
export type LinkFault =
  /** Nothing is sent and nothing arrives; what waits goes on, in order, when it ends. */
  | { readonly kind: 'partition'; readonly fromUs: number; readonly toUs: number | null }
  /** One transmission in `oneIn` (at least 2) is lost, instead of what the profile says. */
  | { readonly kind: 'loss'; readonly fromUs: number; readonly toUs: number | null; readonly oneIn: number }

const lossless = { jitterUs: 0, lossOneIn: 0, retransmissionTimeoutUs: 200_000 } as const

export const LINK_PROFILES = {
  /** Between two regions of one continent: 20 ms and a little, a gigabit. */
  'inter-region': {
    ...lossless,
    name: 'inter-region',
    minimumLatencyUs: 20_000,
    meanLatencyUs: 2_000,
    bytesPerSecond: 125_000_000,
  },
  /** Inside a region: a millisecond, four gigabits. */
  region: { ...lossless, name: 'region', minimumLatencyUs: 500, meanLatencyUs: 500, bytesPerSecond: 500_000_000 },
  /** No latency and no limit. */
  instant: { ...lossless, name: 'instant', minimumLatencyUs: 0, meanLatencyUs: 0, bytesPerSecond: null },
} as const satisfies Record<string, LinkProfile>

/**
 * Refuses what no link can be.
 * @throws RangeError naming the field and its value
 */
export function checkLinkProfile(profile: LinkProfile): void {
  const { minimumLatencyUs, meanLatencyUs, jitterUs, retransmissionTimeoutUs, bytesPerSecond, lossOneIn } = profile
  for (const [field, value] of Object.entries({ minimumLatencyUs, meanLatencyUs, jitterUs, retransmissionTimeoutUs })) {
    if (!(Number.isSafeInteger(value) && value >= 0))
      throw new RangeError(`LinkProfile.${field}: must be a whole number of microseconds ≥ 0, got ${value}`)
  }
  if (bytesPerSecond !== null && !(bytesPerSecond > 0))
    throw new RangeError(`LinkProfile.bytesPerSecond: must be positive or null, got ${bytesPerSecond}`)
  checkLoss('LinkProfile.lossOneIn', lossOneIn)
}

/** @throws RangeError for a fault that ends before it begins, or loses everything */
export function checkLinkFault(fault: LinkFault): void {
  if (!(fault.fromUs >= 0 && (fault.toUs === null || fault.toUs > fault.fromUs)))
    throw new RangeError(`LinkFault: must end after it begins, got ${fault.fromUs} to ${fault.toUs}`)
  if (fault.kind === 'loss') checkLoss('LinkFault.oneIn', fault.oneIn)
}

/** A link that loses every transmission is a partition. */
function checkLoss(field: string, oneIn: number): void {
  if (oneIn !== 0 && !(Number.isSafeInteger(oneIn) && oneIn >= 2))
    throw new RangeError(`${field}: must be 0 or a whole number ≥ 2, got ${oneIn}`)
}
