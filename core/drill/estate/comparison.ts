/** Many outcomes in few numbers: what `compare` says of each strategy and kind of disaster. Plain JSON. */
import { randomStream } from '../../sim/index.ts'
import type { EstateDisasterKind } from './disaster.ts'
import type { Outcome } from './outcome.ts'
import { quantileInterval } from './quantile-interval.ts'
import type { Interval95 } from './quantile-interval.ts'
import { ascending, quantile, rankDetermination } from './quantiles.ts'

/** A quantile that falls among those that never recovered is null. */
export interface Spread {
  readonly p50: number | null
  readonly p95: number | null
  readonly max: number | null
  /** Of the p50, over independent histories; null for too few of them. */
  readonly ci95: Interval95 | null
}

/** What a step has to do with the time to service. */
export interface Sensitivity {
  readonly step: string
  /** Of all time on critical paths. */
  readonly share: number
  /** The part of the variance of the time to service that it explains, by ranks; negative where it falls as that rises. */
  readonly explains: number
  readonly assumed: boolean
}

/** Operations. */
export interface AftermathSummary {
  /** Acknowledged at the target. */
  readonly atTarget: Spread
  /** Of these, gone in the end. */
  readonly lostAtTarget: Spread
  /** Acknowledged at the source, and overwritten there when it was protected the other way round. */
  readonly discarded: Spread
}

export interface DisasterSummary {
  readonly disaster: EstateDisasterKind
  /** Times that it struck. */
  readonly n: number
  readonly recovered: number
  /** Of these, with machines that do not agree with each other. */
  readonly disagreeing: number
  /** Of these, with a source that acknowledged on after the target had begun to serve. */
  readonly splitBrain: number
  /** Of these, with ids that were handed out a second time at the target. */
  readonly reissuing: number
  /** How long nothing protected it, of those in which a failover was begun, recovered or not; null: none was. */
  readonly unprotectedSeconds: Spread | null
  /** The longest that both sides served whoever found them. */
  readonly longestSplitBrainSeconds: number
  /** Of those that recovered elsewhere first, whatever became of them then; null: none did. */
  readonly afterwards: AftermathSummary | null
  /** How often which of the plan's promises was broken. */
  readonly breaches: Readonly<Record<string, number>>
  readonly reasons: Readonly<Record<string, number>>
  readonly rpoSeconds: Spread
  readonly rpoOperations: Spread
  readonly outsideDisagreements: Spread
  readonly platformRtoSeconds: Spread
  readonly serviceRtoSeconds: Spread
  /** Of the time to service, the part that rests on assumptions; null when it never recovered. */
  readonly assumedShare: number | null
  readonly sensitivities: readonly Sensitivity[]
  /** The outcome with the longest way to service (never first), by its place among those given. */
  readonly worst: Outcome
}

const SECOND_US = 1_000_000

/** @param outcomes of one strategy and one kind of disaster; at least one */
export function summarise(outcomes: readonly Outcome[]): DisasterSummary {
  const { disaster: { kind }, strategy } = outcomes[0]!
  const recovered = outcomes.filter((outcome) => outcome.recovered)
  const spread = (name: string, valueOf: (outcome: Outcome) => number | null): Spread =>
    spreadOf(outcomes, (outcome) => valueOf(outcome) ?? Infinity, `compare/${strategy}/${kind}/${name}`)
  return {
    disaster: kind,
    n: outcomes.length,
    recovered: recovered.length,
    disagreeing: recovered.filter(({ agrees }) => !agrees).length,
    breaches: counted(outcomes.flatMap(({ breaches }) => breaches)),
    reissuing: recovered.filter(({ reissuedIds }) => reissuedIds > 0).length,
    unprotectedSeconds: spreadOfSome(outcomes, ({ unprotectedUs }) => unprotectedUs && unprotectedUs / SECOND_US, `compare/${strategy}/${kind}/unprotected`),
    longestSplitBrainSeconds: Math.max(...outcomes.map(({ splitBrainUs }) => splitBrainUs)) / SECOND_US,
    afterwards: afterwardsOf(outcomes),
    splitBrain: recovered.filter(({ splitBrainOperations }) => splitBrainOperations > 0).length,
    reasons: counted(outcomes.flatMap(({ reason }) => (reason === null ? [] : [reason]))),
    rpoSeconds: spread('rpo', ({ rpoUs }) => rpoUs && rpoUs / SECOND_US),
    rpoOperations: spread('operations', ({ lostOperations }) => lostOperations),
    outsideDisagreements: spread('outside', ({ outsideDisagreements }) => outsideDisagreements),
    platformRtoSeconds: spread('platform', ({ platformRtoUs }) => platformRtoUs && platformRtoUs / SECOND_US),
    serviceRtoSeconds: spread('service', ({ serviceRtoUs }) => serviceRtoUs && serviceRtoUs / SECOND_US),
    assumedShare: assumedShare(recovered),
    sensitivities: sensitivitiesOf(recovered),
    worst: worstOf(outcomes),
  }
}

/**
 * @param valueOf Infinity: never
 * @param name of the stream of the resampling behind the interval; of each figure its own
 */
export function spreadOf<Case extends Pick<Outcome, 'history'>>(outcomes: readonly Case[], valueOf: (outcome: Case) => number, name: string): Spread {
  const values = outcomes.map(valueOf).sort(ascending)
  const histories = new Map<string, number[]>()
  for (const outcome of outcomes) {
    const own = histories.get(outcome.history)
    if (own) own.push(valueOf(outcome))
    else histories.set(outcome.history, [valueOf(outcome)])
  }
  return {
    p50: quantile(values, 0.5),
    p95: quantile(values, 0.95),
    max: quantile(values, 1),
    ci95: quantileInterval([...histories.values()], 0.5, randomStream(name)),
  }
}

/** Over those that have such a figure; null: none has. */
function spreadOfSome(outcomes: readonly Outcome[], valueOf: (outcome: Outcome) => number | null, name: string): Spread | null {
  const some = outcomes.filter((outcome) => valueOf(outcome) !== null)
  return some.length === 0 ? null : spreadOf(some, (outcome) => valueOf(outcome)!, name)
}

function afterwardsOf(outcomes: readonly Outcome[]): AftermathSummary | null {
  const { disaster: { kind }, strategy } = outcomes[0]!
  const spread = (field: 'targetOperations' | 'lostTargetOperations' | 'discardedOperations'): Spread | null =>
    spreadOfSome(outcomes, ({ aftermath }) => aftermath && aftermath[field], `compare/${strategy}/${kind}/${field}`)
  const [atTarget, lostAtTarget, discarded] = [spread('targetOperations'), spread('lostTargetOperations'), spread('discardedOperations')]
  return atTarget && lostAtTarget && discarded && { atTarget, lostAtTarget, discarded }
}

function counted(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const name of [...names].sort()) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

function assumedShare(recovered: readonly Outcome[]): number | null {
  let [assumedUs, wholeUs] = [0, 0]
  for (const { us, provenance } of recovered.flatMap(({ critical }) => critical)) {
    wholeUs += us
    if (provenance === 'assumed') assumedUs += us
  }
  return wholeUs === 0 ? null : assumedUs / wholeUs
}

/** The steps that make the time to service what it is, greatest share first. */
function sensitivitiesOf(recovered: readonly Outcome[]): readonly Sensitivity[] {
  const wholeUs = recovered.reduce((sum, { serviceRtoUs }) => sum + serviceRtoUs!, 0)
  const whole = recovered.map(({ serviceRtoUs }) => serviceRtoUs!)
  const steps = new Map<string, { readonly us: number[]; assumed: boolean }>()
  recovered.forEach(({ critical }, index) => {
    for (const { step, us, provenance } of critical) {
      let times = steps.get(step)
      if (!times) steps.set(step, (times = { us: recovered.map(() => 0), assumed: false }))
      times.us[index]! += us
      times.assumed ||= provenance === 'assumed'
    }
  })
  return [...steps].map(([step, { us, assumed }]) => ({
    step,
    share: us.reduce((sum, value) => sum + value, 0) / wholeUs,
    explains: rankDetermination(us, whole),
    assumed,
  })).sort((one, other) => other.share - one.share || (one.step < other.step ? -1 : 1))
}

/** Never is longest; of several that never recovered, the one with the earliest history. */
function worstOf(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce((worst, outcome) =>
    (outcome.serviceRtoUs ?? Infinity) > (worst.serviceRtoUs ?? Infinity) ? outcome : worst)
}
