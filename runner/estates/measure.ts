/** From the outcomes of histories to the figures of a comparison. */
import { INCONCLUSIVE, isCounted, NOT_APPLICABLE, summarise } from '../../core/drill/estate/index.ts'
import type { EstateDisasterKind, Strategy } from '../../core/drill/estate/index.ts'
import type { CompareCell, CompareCopies, CompareStrategy } from '../../reports/index.ts'
import { replayCommand } from '../replay-command.ts'
import { bestOf } from './best-of.ts'
import { encodeCase, figuresOf } from './case-token.ts'
import { costOf } from './cost.ts'
import { median } from './median.ts'
import { networkOf } from './network.ts'
import type { CaseOutcome, EstateFacts, EstateRef } from './order.ts'
import { historiesOf, shareOfHistories } from './share-of-histories.ts'

export interface Comparison {
  readonly estate: EstateRef
  readonly facts: EstateFacts
  readonly strategies: readonly Strategy[]
  readonly kinds: readonly EstateDisasterKind[]
  /** In each history. */
  readonly disasters: number
  /** Days before disasters strike. */
  readonly quietDays: number
}

const SECOND_US = 1_000_000

/** @param outcomes in the order of the histories */
export function measure(comparison: Comparison, outcomes: readonly CaseOutcome[]): readonly CompareStrategy[] {
  const { strategies, kinds, facts } = comparison
  const measured = strategies.map((strategy) => {
    const all = outcomes.filter((outcome) => outcome.strategy === strategy.id)
    const own = all.filter(isCounted)
    const byDisaster = kinds.flatMap((kind) => {
      const cases = own.filter(({ disaster }) => disaster.kind === kind)
      return cases.length === 0 ? [] : [cellOf(comparison, strategy, cases)]
    })
    const recovered = own.filter((outcome) => outcome.recovered)
    return {
      id: strategy.id,
      title: strategy.title,
      definition: strategy,
      byDisaster,
      notApplicable: casesOf(all, kinds, NOT_APPLICABLE),
      inconclusive: casesOf(all, kinds, INCONCLUSIVE),
      cost: costOf(strategy, facts),
      steps: { automatic: median(recovered.map(({ automaticSteps }) => automaticSteps)), manual: median(recovered.map(({ manualSteps }) => manualSteps)) },
      copies: copiesOf(own),
      network: networkOf(strategy, facts, recovered),
    }
  })
  return measured.map((strategy) => ({ ...strategy, best: bestOf(strategy.id, measured) }))
}

function casesOf(outcomes: readonly CaseOutcome[], kinds: readonly EstateDisasterKind[], why: string): CompareStrategy['inconclusive'] {
  return kinds.flatMap((disaster) => {
    const n = outcomes.filter(({ reason, disaster: { kind } }) => reason === why && kind === disaster).length
    return n === 0 ? [] : [{ disaster, n }]
  })
}

/** @param cases at least one */
function cellOf(comparison: Comparison, strategy: Strategy, cases: readonly CaseOutcome[]): CompareCell {
  const { worst, ...summary } = summarise(cases)
  const token = (outcome: CaseOutcome): string => tokenOf(comparison, strategy, outcome, null)
  // Of the same list, by identity.
  const worstToken = token(worst as CaseOutcome)
  const losses = cases.filter(({ recovered }) => recovered)
  const worstLoss = losses.reduce<CaseOutcome | null>((most, outcome) => (most && most.rpoUs! >= outcome.rpoUs! ? most : outcome), null)
  return {
    ...summary,
    histories: historiesOf(cases),
    recoveredCi95: shareOfHistories(cases, ({ recovered }) => recovered)!,
    agreeingCi95: shareOfHistories(cases, isRight)!,
    mostOutsideDisagreements: losses.length === 0 ? null : Math.max(...losses.map(({ outsideDisagreements }) => outsideDisagreements!)),
    worstToken,
    worstReplay: replayCommand(worstToken, comparison.estate.file),
    worstLossToken: worstLoss && token(worstLoss),
    samples: {
      rpoSeconds: samplesOf(cases.map(({ rpoUs }) => rpoUs)),
      serviceRtoSeconds: samplesOf(cases.map(({ serviceRtoUs }) => serviceRtoUs)),
    },
  }
}

const isRight = ({ recovered, agrees }: CaseOutcome): boolean => recovered && agrees

type Struck = Pick<Comparison, 'estate' | 'kinds' | 'disasters' | 'quietDays'>

export function tokenOf({ estate, kinds, disasters, quietDays }: Struck, strategy: Strategy, outcome: CaseOutcome, part: string | null): string {
  return encodeCase({
    v: 1,
    estate: estate.name,
    codeHash: estate.codeHash,
    strategy,
    part,
    seed: outcome.history,
    kinds,
    disasters,
    quietDays,
    index: outcome.disaster.index,
    figures: figuresOf(outcome),
    digest: outcome.digest,
  })
}

function samplesOf(valuesUs: readonly (number | null)[]): readonly (number | null)[] {
  const sorted = valuesUs.filter((value): value is number => value !== null).sort((one, other) => one - other)
  return [...sorted.map((us) => us / SECOND_US), ...valuesUs.filter((value) => value === null)]
}

/** Attempts by what was booted. What a label promises of a machine does not depend on whether machines agree. */
export function copiesOf(outcomes: readonly CaseOutcome[]): CompareCopies {
  const counts: Record<string, { booted: number; right: number; disagreeing: number }> = {}
  for (const { attempts, agrees } of outcomes)
    for (const { kind, verdict } of attempts) {
      const count = (counts[kind] ??= { booted: 0, right: 0, disagreeing: 0 })
      count.booted++
      if (verdict.status !== 'ok') continue
      count.right++
      if (!agrees) count.disagreeing++
    }
  return counts
}
