/** Every duration that a comparison rests on, found wherever it is stated, for whoever has to judge the assumptions. */
import { DISASTERS, traitsOf, withThoseBefore } from '../../core/drill/estate/index.ts'
import type { EstateDisasterKind, Strategy } from '../../core/drill/estate/index.ts'
import { NETWORK_ITEMS } from '../../core/failover/network-items.ts'
import type { ReplicationPolicy } from '../../core/replication/index.ts'
import type { DurationModel } from '../../core/sim/duration.ts'
import type { CompareDuration } from '../../reports/index.ts'
import type { EstateFacts } from './order.ts'
import { capacitiesOf } from './pace-figures.ts'
import { replicationFigures } from './replication-figures.ts'

/** In the order of a recovery: disasters, people, platform, plan, network, strategies. Each name once. */
export function durationsOf(facts: EstateFacts, kinds: readonly EstateDisasterKind[], strategies: readonly Strategy[]): readonly CompareDuration[] {
  // What the estate leaves to the platform for detection and decision, disasters state themselves.
  const { detection: _detection, decision: _decision, commit, regionReturns, cancellation, enabledAnew, ...platform } = facts.durations
  const items = facts.dependencies.map(({ item, machine, byHand }) => [machine === undefined ? item : `${item}/${machine}`, { byHand: byHand ?? NETWORK_ITEMS[item].byHand, script: NETWORK_ITEMS[item].script }] as const)
  const found = [
    ...withThoseBefore(kinds).flatMap((kind) => {
      const { detection, decision, lead } = { ...DISASTERS[kind], ...facts.timing[kind] }
      return durationsIn(kind, { detection, decision, lead })
    }),
    ...(kinds.some((kind) => traitsOf(kind).afterwards) ? durationsIn('aftermath', { commit, regionReturns, scaleUp: facts.failoverPolicy.reprotect.scaleUp }) : []),
    ...(kinds.includes('loss-after-cancelled-failover') ? durationsIn('cancelled-failover', { cancellation, enabledAnew }) : []),
    ...durationsIn('people', facts.operators),
    ...durationsIn('platform', platform),
    ...Object.entries(facts.machines).flatMap(([id, machine]) => durationsIn(id, machine)),
    ...items.flatMap(([item, models]) => durationsIn(item, models)),
    ...capacitiesOf(facts, kinds).map(({ name, throttleEveryUs, provenance, source }) => exactly(`capacity/${name}/throttleEvery`, throttleEveryUs, { provenance, source })),
    ...facts.recoveryPlan.groups.flatMap(({ before = [], after = [] }, index) =>
      Object.entries({ before, after }).flatMap(([place, actions]) =>
        actions.flatMap(({ duration }, action) => durationsIn(`plan/group-${index + 1}/${place}/${action + 1}`, duration)))),
    ...strategies.flatMap(({ id, replication, backup }) => [
      ...(replication ? replicationDurations(`${id}/replication`, replication.policy) : []),
      ...durationsIn(`${id}/backup`, backup?.policy ?? null),
    ]),
  ]
  return [...new Map(found.map((duration) => [duration.name, duration])).values()].filter(({ minimumUs, meanUs }) => minimumUs + meanUs > 0)
}

/** Times of the product are what it states, without a spread. */
function replicationDurations(name: string, policy: ReplicationPolicy): readonly CompareDuration[] {
  return replicationFigures(policy)
    .filter(({ path }) => /Us$/.test(path))
    .map(({ path, value, ...known }) => exactly(`${name}/${path.replace(/Us$/, '')}`, value, known))
}

function exactly(name: string, us: number, { provenance, source }: Pick<CompareDuration, 'provenance' | 'source'>): CompareDuration {
  return { name, minimumUs: us, meanUs: 0, maximumUs: us, provenance, source }
}

function durationsIn(name: string, value: unknown): readonly CompareDuration[] {
  if (typeof value !== 'object' || value === null) return []
  if (isDuration(value)) {
    const { minimumUs, meanUs, maximumUs, provenance, source } = value
    return [{ name, minimumUs, meanUs, maximumUs, provenance, source }]
  }
  return Object.entries(value).flatMap(([field, inner]) => durationsIn(`${name}/${field}`, inner))
}

function isDuration(value: object): value is DurationModel {
  return ['minimumUs', 'meanUs', 'maximumUs', 'provenance', 'source'].every((field) => field in value)
}
