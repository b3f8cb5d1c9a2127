import { describe, expect, it } from 'vitest'
import { runHistory, strategies, USUAL_STRATEGIES } from '../../../../core/drill/estate/index.ts'
import type { EstateDisasterKind, Outcome, Strategy } from '../../../../core/drill/estate/index.ts'
import { checkPolicy, losesUploadsWithSource, policies } from '../../../../core/replication/index.ts'
import type { ReplicationPolicy } from '../../../../core/replication/index.ts'
import { smallEstate } from './small-estate.ts'

const SECOND_US = 1_000_000
const MINUTE_US = 60 * SECOND_US

/** Small enough for the first copy to be made before anything strikes. */
const estate = smallEstate({ machines: { db: { provisionedGiB: 16 } } })

async function lossesUs(strategy: Strategy, kind: EstateDisasterKind): Promise<readonly number[]> {
  return (await outcomes(strategy, kind)).map(({ rpoUs }) => rpoUs!)
}

const outcomes = (strategy: Strategy, kind: EstateDisasterKind): Promise<readonly Outcome[]> =>
  runHistory(estate, [strategy], { seed: 'peers', kinds: [kind], disasters: 4, quietDays: 0 })

describe('peers', () => {
  it.each<[keyof typeof strategies, mostUs: number]>([
    ['journal-cdp', 10 * SECOND_US],
    ['hyper-v-replica', 6 * MINUTE_US],
    ['asr-without-groups', 6 * MINUTE_US],
    ['snapshot-replication', 16 * MINUTE_US],
  ])('%s loses no more than from one of its points to the next', async (id, mostUs) => {
    const losses = await lossesUs(strategies[id], 'region-loss')
    for (const loss of losses) expect(loss).toBeLessThan(mostUs)
    expect(Math.max(...losses)).toBeGreaterThan(mostUs / 10)
  })

  it('are compared only when somebody asks for them', () => {
    expect(USUAL_STRATEGIES.map(({ id }) => id)).toEqual(['asr', 'asr-app-consistent', 'backup-standard', 'backup-enhanced'])
  })
})

describe('the latest state, when the source region is gone', () => {
  const latest = (policy: ReplicationPolicy): Strategy => ({ id: 'latest', title: 'latest', replication: { policy, choice: 'latest' } })
  const kinds = async (policy: ReplicationPolicy) => (await outcomes(latest(policy), 'region-loss')).map(({ attempts }) => attempts[0]?.kind)

  it('is to be had where nothing waited in that region', async () => {
    for (const policy of [policies.hyperVReplica, policies.snapshotReplication, policies.journalCdp])
      expect(await kinds({ ...policy, crashPointIntervalUs: Math.max(policy.crashPointIntervalUs, MINUTE_US) })).toEqual(['latest', 'latest', 'latest', 'latest'])
  })

  it('is not where a cache store was lost with it: it becomes a point', async () => {
    expect(new Set(await kinds({ ...policies.asr, appPointIntervalUs: 0 }))).toEqual(new Set(['crash-consistent']))
  })

  it('goes by where uploads wait, which is the source or the target', () => {
    expect(losesUploadsWithSource(policies.asr)).toBe(true)
    const nowhere = { ...policies.asr, processing: { ...policies.asr.processing, place: 'nowhere' } } as unknown as ReplicationPolicy
    expect(() => checkPolicy(nowhere)).toThrow('processing.place')
  })
})
