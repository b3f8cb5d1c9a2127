/** Bugs of estates are found within a few histories under their names, and their twins keep every promise. */
import { describe, expect, it } from 'vitest'
import { historyPlan } from '../../../core/drill/estate/history-plan.ts'
import { runHistory, traitsOf } from '../../../core/drill/estate/index.ts'
import type { Estate, Outcome, Strategy } from '../../../core/drill/estate/index.ts'
import { ProtectedEstate } from '../../../core/drill/estate/protected-estate.ts'
import { protectionsOf } from '../../../core/drill/estate/strategy.ts'
import { VERDICTS } from '../../../core/index.ts'
import type { VerdictName } from '../../../core/index.ts'
import type { ReplicationStatistics } from '../../../core/replication/index.ts'
import { estateZoo } from '../../../scenarios/zoo/index.ts'
import type { EstateBug, EstateCase } from '../../../scenarios/zoo/index.ts'

const BUG_SEEDS = 3
const TWIN_SEEDS = 2
const TIMEOUT_MS = 60_000

const twins = [...new Set(estateZoo.map(({ twin }) => twin))]

const outcomesOf = ({ estate, strategy, ...when }: EstateCase, seed: number): Promise<readonly Outcome[]> =>
  runHistory(estate, [strategy], { seed: `${seed}`, ...when })

async function verdictsOf(tested: EstateCase, seed: number): Promise<readonly VerdictName[]> {
  return (await outcomesOf(tested, seed)).flatMap(({ attempts, breaches }) => [
    ...attempts.flatMap(({ verdict }) => (verdict.status === 'violated' ? [verdict.verdict] : [])),
    ...breaches,
  ])
}

const rowOf = (id: string): EstateBug => estateZoo.find((row) => row.id === id)!

/** Paths of what is plain JSON and differs. */
function differences(one: unknown, other: unknown, path: readonly string[] = []): readonly string[] {
  if (!isObject(one) || !isObject(other)) return typeof one === 'function' || Object.is(one, other) ? [] : [path.join('.')]
  const fields = [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((field) => field !== 'scenario')
  return fields.flatMap((field) => differences(one[field], other[field], [...path, field]))
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

describe('the estates of the zoo', () => {
  it('are failures of the catalogue, and few that it does not name', () => {
    expect(estateZoo.map(({ id, summary }) => /^F\d+(?=: )/.exec(summary)?.[0] ?? id)).toEqual([
      'F8', 'F12', 'F13', 'F14', 'F15', 'F16', 'F17', 'F18', 'F19', 'F20', 'F21', 'F22', 'F23', 'F24', 'F25', 'F26', 'ids-from-what-was-lost', 'F27', 'F28', 'F29', 'F30', 'F31', 'F32', 'F33', 'F35',
    ])
  })

  it.each(estateZoo.map((row) => [row.id, row] as const))('%s shares everything else with its twin', (id, { bug, twin, expected }) => {
    expect(bug.estate.name).toBe(`zoo/${id}`)
    expect(twin.estate.name).toMatch(/^zoo\/twin\//)
    expect(expected.every((verdict) => verdict in VERDICTS)).toBe(true)
    expect(expected.length).toBeLessThanOrEqual(2)
    expect(bug.estate.objectives).toBe(twin.estate.objectives)
    const { machines: wrong, ...scenario } = bug.estate.scenario
    const { machines: right, ...ofTwin } = twin.estate.scenario
    expect(scenario).toEqual(ofTwin)
    const fields = Object.keys(twin.estate).filter((field) => field !== 'name' && field !== 'scenario') as (keyof Estate)[]
    const differing = [
      ...fields.filter((field) => JSON.stringify(bug.estate[field]) !== JSON.stringify(twin.estate[field])),
      ...(wrong === right ? [] : ['scenario']),
      ...(['strategy', 'kinds', 'disasters', 'quietDays'] as const).filter((field) => bug[field] !== twin[field]),
    ]
    expect(differing.length).toBeGreaterThan(0)
    expect(differing.length).toBeLessThanOrEqual(2)
  })

  it.each([
    ['tags-dropped-on-spill', ['strategy.replication.policy.memory.highWaterBytes', 'strategy.replication.policy.memory.lowWaterBytes']],
    ['no-quota-at-target', ['estate.capacity.normal.quotaMachines', 'estate.capacity.regionWide.quotaMachines']],
    ['route-forgotten', ['estate.dependencies.1.forgotten']],
  ] as const)('%s differs in %j and nothing else', (id, paths) => {
    const { bug, twin } = rowOf(id)
    expect(differences({ ...bug, estate: { ...bug.estate, name: '' } }, { ...twin, estate: { ...twin.estate, name: '' } })).toEqual(paths)
  })

  it('promise something of losses, of times or of agreement, each twin under a name of its own', () => {
    expect(new Set(twins.map(({ estate }) => estate.name)).size).toBe(twins.length)
    for (const { estate } of twins) expect(Object.keys(estate.objectives).length, estate.name).toBeGreaterThan(0)
  })

  it.each(estateZoo.map((row) => [row.id, row] as const))('%s is caught', { timeout: TIMEOUT_MS }, async (_, { bug, expected }) => {
    const caught: VerdictName[] = []
    for (let seed = 1; seed <= BUG_SEEDS && caught.length === 0; seed++)
      caught.push(...(await verdictsOf(bug, seed)).filter((verdict) => expected.includes(verdict)))
    expect(caught).not.toEqual([])
  })

  it.each(twins.map((twin) => [twin.estate.name, twin] as const))('%s breaks no promise', { timeout: TIMEOUT_MS }, async (_, twin) => {
    for (let seed = 1; seed <= TWIN_SEEDS; seed++) expect(await verdictsOf(twin, seed)).toEqual([])
  })
})

describe('tags dropped on a spill (F13)', () => {
  const MORNING_US = 12 * 3_600_000_000
  const statisticsOf = async ({ estate, strategy, quietDays }: EstateCase): Promise<ReplicationStatistics> => {
    const running = await ProtectedEstate.begin(estate, protectionsOf(strategy), historyPlan(estate, '1', quietDays), [])
    await running.runTo(MORNING_US)
    const statistics = running.replication!.statistics()
    running.dispose()
    return statistics
  }

  it('are why there is no point, and the twin drops none in the same crowd', { timeout: TIMEOUT_MS }, async () => {
    const { bug, twin } = rowOf('tags-dropped-on-spill')
    const [wrong, right] = [await statisticsOf(bug), await statisticsOf(twin)]
    expect(wrong.tags.dropped).toBeGreaterThan(0)
    expect(wrong.spills).toBeGreaterThan(wrong.tags.dropped)
    expect(wrong.tags.committed).toBeLessThan(right.tags.committed / 2)
    expect([right.tags.dropped, right.spills]).toEqual([0, 0])
  })
})

describe('what an operator is told', () => {
  const told = async (tested: EstateCase): Promise<Outcome['alerts']> => (await outcomesOf(tested, 1))[0]!.alerts

  it('of tags that are dropped (F13): that there is no point', async () => {
    const { bug, twin } = rowOf('tags-dropped-on-spill')
    expect(await told(bug)).toEqual({ 'no-crash-point': 1 })
    expect(await told(twin)).toEqual({})
  })

  it('of a write log that has no room (F17): that a resync is due', async () => {
    const { bug, twin } = rowOf('write-log-overflow')
    expect(await told(bug)).toHaveProperty('resync-due')
    expect(await told(twin)).not.toHaveProperty('resync-due')
  })
})

describe('a twin whose strategy is taken away', () => {
  const nothing: Strategy = { id: 'nothing', title: 'nothing protects it' }

  /** Where only replication has the phase that is struck: its first copy is never complete. */
  const without = ({ kinds, strategy }: EstateCase): Strategy =>
    kinds.every((kind) => traitsOf(kind).needs === undefined)
      ? nothing
      : { ...strategy, replication: { ...strategy.replication!, policy: { ...strategy.replication!.policy, initialBytesPerSecond: 1 } } }

  it.each(twins.map((twin) => [twin.estate.name, twin] as const))('%s breaks a promise', { timeout: TIMEOUT_MS }, async (_, twin) => {
    expect(await verdictsOf({ ...twin, strategy: without(twin) }, 1)).toContain('service-down')
  })
})
