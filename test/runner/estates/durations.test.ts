/** Every duration and rate behind a comparison is told, with how it is known. */
import { describe, expect, it } from 'vitest'
import { assumedMinutes, strategies } from '../../../core/index.ts'
import type { EstateDisasterKind, Strategy } from '../../../core/index.ts'
import { durationsOf } from '../../../runner/estates/durations.ts'
import { paceFigures } from '../../../runner/estates/pace-figures.ts'
import { fewFacts } from './outcomes.ts'

const { facts } = fewFacts
const MINUTE_US = 60_000_000
const own = { ...strategies.asr, id: 'own', replication: { policy: { ...strategies.asr.replication!.policy, name: 'own', crashPointIntervalUs: MINUTE_US }, choice: 'latest' } } as const satisfies Strategy

const named = (name: string, given = facts, some: readonly Strategy[] = [strategies.asr, own, strategies['backup-standard']]) =>
  durationsOf(given, ['region-loss', 'ransomware'], some).find((duration) => duration.name === name)

describe('durations', () => {
  it('of replication are those of the policy, known as its sources say', () => {
    expect(named('asr/replication/crashPointInterval')).toMatchObject({ minimumUs: 5 * MINUTE_US, maximumUs: 5 * MINUTE_US, provenance: 'documented', source: 'Azure Site Recovery documentation' })
    expect(named('asr/replication/processing/fixed')).toMatchObject({ minimumUs: 2_000_000, provenance: 'assumed', source: 'a service that works in batches' })
  })

  it('that a strategy changes are its own, the others still those of the preset', () => {
    expect(named('own/replication/crashPointInterval')).toMatchObject({ minimumUs: MINUTE_US, provenance: 'assumed', source: 'stated by the strategy' })
    expect(named('own/replication/alertAfter')).toMatchObject({ provenance: 'documented' })
  })

  it('of what comes after a failover are told where somebody meets it', () => {
    const names = (kinds: readonly EstateDisasterKind[]) => durationsOf(facts, kinds, [strategies.asr]).map(({ name }) => name).filter((name) => /^(aftermath|cancelled-failover)\//.test(name))
    expect(names(['region-loss'])).toEqual([])
    expect(names(['failback'])).toEqual(['aftermath/commit', 'aftermath/regionReturns', 'aftermath/scaleUp'])
    expect(names(['loss-after-cancelled-failover'])).toEqual(['cancelled-failover/cancellation', 'cancelled-failover/enabledAnew'])
    expect(named('platform/commit')).toBeUndefined()
  })

  it('of backups, of actions of the plan, of the target and of dependencies of single machines are among them', () => {
    expect(named('backup-standard/backup/restore/createFromTemplate')).toMatchObject({ minimumUs: 10 * MINUTE_US, provenance: 'assumed' })
    expect(named('capacity/regionWide/throttleEvery')).toMatchObject({ minimumUs: 20_000_000, provenance: 'assumed' })
    const action = { kind: 'manual', name: 'phone', duration: assumedMinutes(7, 9, 'the telephone bill') } as const
    const planned = {
      ...facts,
      recoveryPlan: { name: 'p', groups: [{ members: ['a'] }, { members: ['b'], after: [action] }] },
      dependencies: [{ item: 'dns', machine: 'a', byHand: assumedMinutes(1, 1, 'a') }, { item: 'dns', machine: 'b', byHand: assumedMinutes(2, 2, 'b') }],
    } as const
    expect(named('plan/group-2/after/1', planned)).toMatchObject({ minimumUs: 7 * MINUTE_US, source: 'the telephone bill' })
    expect([named('dns/a/byHand', planned), named('dns/b/byHand', planned)]).toMatchObject([{ minimumUs: MINUTE_US }, { minimumUs: 2 * MINUTE_US }])
  })
})

describe('rates and capacities', () => {
  const figures = new Map(paceFigures(fewFacts.facts, ['region-loss'], [strategies.asr, strategies['backup-standard']]).map((figure) => [figure.name, figure]))
  it('are told with how they are known', () => {
    expect(figures.get('backup-standard/backup/transfer/initial/bitsPerSecond')).toMatchObject({ value: 160_000_000, provenance: 'documented' })
    expect(figures.get('backup-standard/backup/restore/copy/bitsPerSecond')).toMatchObject({ value: 640_000_000, provenance: 'assumed' })
    expect(figures.get('asr/replication/uplink/link/bytesPerSecond')).toMatchObject({ value: 500_000_000, provenance: 'assumed' })
    expect(figures.get('capacity/regionWide/concurrentCreations')).toMatchObject({ value: 5, provenance: 'assumed' })
  })

  it('leave out what no disaster of these kinds leads to', () => expect([...figures.keys()].filter((name) => name.startsWith('capacity/normal'))).toEqual([]))
})
