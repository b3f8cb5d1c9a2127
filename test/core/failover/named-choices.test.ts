import { describe, expect, it } from 'vitest'
import { chooseRecoveryPoint, failoverPolicies, NAMED_CHOICES } from '../../../core/failover/index.ts'
import type { NamedChoice, RecoverySource } from '../../../core/failover/index.ts'
import type { RecoveryPoint } from '../../../core/replication/index.ts'
import { createEstate } from '../replication/estate.ts'

const MARK = { seq: 0, atUs: 0, vector: [] } as unknown as RecoveryPoint['firstTag']

function point(id: string, cutAtUs: number, more: Partial<RecoveryPoint> = {}): RecoveryPoint {
  return {
    id, kind: 'crash-consistent', grouped: true, cutVector: [], firstTag: MARK, lastTag: MARK, cutAtUs, madeAtUs: cutAtUs,
    availableAtUs: cutAtUs, images: [], evidence: [], usable: true, ...more,
  } as RecoveryPoint
}

const app = { kind: 'app-consistent' } as const
const alone = { grouped: false } as const

function source(points: readonly RecoveryPoint[], more: Partial<RecoverySource> = {}): RecoverySource {
  return { points, latest: () => ({ ok: false, reason: 'cache-store-lost' }), ...more }
}

const idOf = (from: RecoverySource, choice: NamedChoice): string | null => {
  const chosen = chooseRecoveryPoint(from, choice)
  return chosen.ok ? chosen.point!.id : chosen.reason
}

describe('the choices among points', () => {
  const group = source([
    point('c1', 1), point('a2', 2, app), point('c3', 3), point('a4', 4, { ...app, ...alone }), point('c5', 5, alone),
  ], { policy: { groups: true } })
  const single = source(group.points, { policy: { groups: false } })

  it.each([
    ['latest', 'c5', 'c5'],
    ['latest-processed', 'c5', 'c5'],
    ['latest-app-consistent', 'a4', 'a4'],
    ['latest-multi-vm-processed', 'c3', 'c5'],
    ['latest-multi-vm-app-consistent', 'a2', 'a4'],
  ] as const)('%s: of a group %s, of a machine by itself %s', (choice, ofGroup, ofSingle) => {
    expect(idOf(group, choice)).toBe(ofGroup)
    expect(idOf(single, choice)).toBe(ofSingle)
  })

  it('find nothing where no point is common, or none is of applications at rest', () => {
    const apart = source([point('c1', 1, alone)], { policy: { groups: true } })
    expect(idOf(apart, 'latest-multi-vm-processed')).toBe('no-point')
    expect(idOf(apart, 'latest-processed')).toBe('c1')
    expect(idOf(apart, 'latest-multi-vm-app-consistent')).toBe('no-point')
  })

  it('take a group to be one when a point is a cut over all of it, where nobody says', () => {
    expect(idOf(source(group.points), 'latest-multi-vm-processed')).toBe('c3')
    expect(idOf(source([point('c1', 1, alone)]), 'latest-multi-vm-processed')).toBe('c1')
  })

  it('find the point that is listed last, even if what it lists is gone', () => {
    const points = [point('c1', 1), point('c2', 2, { usable: 'sku-changed' })]
    expect(idOf(source(points), 'latest-processed')).toBe('bookmark-not-found')
    expect(chooseRecoveryPoint(source(points), { custom: 'c2' })).toEqual({ ok: false, reason: 'bookmark-not-found' })
    expect(chooseRecoveryPoint(source(points), { custom: 'c1' })).toMatchObject({ ok: true, point: { id: 'c1' } })
    expect(idOf(source([point('c1', 1, { usable: true })]), 'latest-processed')).toBe('c1')
  })
})

describe('F21: the latest state, with its region lost', () => {
  it('is impossible and becomes the latest processed; while the region stands it is newer', async () => {
    const lost = await createEstate({ thinkUs: 100 })
    await lost.run(21_000)
    const before = chooseRecoveryPoint(lost.replication, 'latest')
    lost.replication.loseSource('region')
    const after = chooseRecoveryPoint(lost.replication, 'latest')
    expect(before).toMatchObject({ ok: true, reason: 'as-chosen', point: null })
    expect(after).toMatchObject({ ok: true, reason: 'cache-store-lost', point: { id: lost.replication.points.at(-1)!.id } })
    if (before.ok && after.ok) expect(before.cut.atUs).toBeGreaterThan(after.cut.atUs)
  })
})

describe('F22: the machines of a plan', () => {
  it('stand for one instant when they are a group, and for several when they are not', async () => {
    for (const groups of [true, false]) {
      const { replication, run } = await createEstate({ machines: 2, thinkUs: 100, policy: { groups } })
      await run(30_000)
      expect(chooseRecoveryPoint(replication, 'latest-multi-vm-processed')).toMatchObject({ ok: true, cut: { oneCut: groups } })
    }
  })
})

describe('a product with fewer choices', () => {
  it.each([...NAMED_CHOICES, 'custom' as const])('has no %s', (choice) => {
    const policy = { ...failoverPolicies.asr, choices: failoverPolicies.asr.choices.filter((offered) => offered !== choice) }
    const one = source([point('a1', 1, app)])
    const wanted = choice === 'custom' ? { custom: 'a1' } : choice
    expect(chooseRecoveryPoint(one, wanted, policy)).toEqual({ ok: false, reason: 'not-offered' })
    expect(chooseRecoveryPoint(one, wanted, failoverPolicies.asr)).toMatchObject({ ok: true })
    expect(chooseRecoveryPoint(one, wanted)).toMatchObject({ ok: true })
  })
})
