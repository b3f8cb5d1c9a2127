import { policies } from '../core/replication/policies.ts'
import type { ReplicationPolicy } from '../core/replication/policy.ts'

const KIB = 1024

/**
 * A driver with little memory behind a link that loses messages and is cut for a while: write order is lost
 * to the bitmap and regained by resync, and there is no point in between.
 */
export const overloaded: ReplicationPolicy = {
  ...policies.fast,
  memory: { highWaterBytes: 24 * KIB, lowWaterBytes: 8 * KIB, maximumMetadataSectors: 16 },
  resync: { ...policies.fast.resync, chunkBytes: 8 * KIB },
  uplink: {
    ...policies.fast.uplink,
    link: { ...policies.fast.uplink.link, retransmissionTimeoutUs: 2000 },
    faults: [
      { kind: 'loss', fromUs: 0, toUs: null, oneIn: 20 },
      { kind: 'partition', fromUs: 12_000, toUs: 18_000 },
    ],
  },
}
