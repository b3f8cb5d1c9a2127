/** An uplink that is too slow for a burst: the driver falls out of write order, and comes back by a resync. */
import { describe, expect, it } from 'vitest'
import { checkLabel } from '../../../core/oracle/honest-label.ts'
import { policies } from '../../../core/replication/policies.ts'
import type { ReplicationPolicy } from '../../../core/replication/policy.ts'
import { createEstate, startClient } from './estate.ts'

const KIB = 1024
const MILLISECOND = 1000

/** Room for a few KiB, and a partition in which they do not suffice. */
const overloaded: Partial<ReplicationPolicy> = {
  memory: { highWaterBytes: 12 * KIB, lowWaterBytes: 4 * KIB, maximumMetadataSectors: 30 },
  resync: { ...policies.fast.resync, chunkBytes: 8 * KIB },
  uplink: {
    ...policies.fast.uplink,
    batchBytes: 4 * KIB,
    faults: [{ kind: 'partition', fromUs: 30 * MILLISECOND, toUs: 60 * MILLISECOND }],
  },
  appPointIntervalUs: 0,
}

describe('a replica that comes back by a resync', () => {
  it('is in order no sooner than it is a prefix again', async () => {
    const estate = await createEstate({ policy: overloaded })
    let restored = 0
    for (let untilUs = MILLISECOND; untilUs < 120 * MILLISECOND; untilUs += MILLISECOND / 4) {
      await estate.run(untilUs)
      for (const { ordered, round, worldIndex, position, replica } of estate.replication.disks) {
        if (!ordered) continue
        if (round > 0) restored++
        expect(estate.prefix(worldIndex, position).equals(replica)).toBe(true)
      }
    }
    expect(restored).toBeGreaterThan(0)
  })
})

describe('a point of a group', () => {
  it('is not even begun while one machine of it is out of order', async () => {
    const estate = await createEstate({ machines: 2, client: false, policy: overloaded })
    startClient(estate.kernel, estate.machines.slice(0, 1), 300)
    await estate.run(60 * MILLISECOND)
    const { pointsRefused, pointsRevoked } = estate.replication.statistics()
    expect(pointsRefused['order-lost']).toBeGreaterThan(2)
    expect(pointsRevoked['order-lost']).toBeUndefined()
  })
})

describe('a point of single disks', () => {
  it('is given up when a disk falls out of order before its tag, and never mislabelled', async () => {
    const apart = { groups: false, ungroupedSkewUs: 25 * MILLISECOND, crashPointIntervalUs: 30 * MILLISECOND }
    let givenUp = 0
    for (let seed = 0; seed < 12; seed++) {
      const { run, replication } = await createEstate({ seed: String(seed), policy: { ...overloaded, ...apart } })
      await run(150 * MILLISECOND)
      givenUp += replication.statistics().pointsRevoked['order-lost'] ?? 0
      const parts = replication.points.flatMap(({ evidence }) => evidence)
      for (const part of parts) expect(checkLabel(part)).toEqual({ status: 'ok' })
    }
    expect(givenUp).toBeGreaterThan(0)
  })
})
