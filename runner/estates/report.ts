/** Puts the document of a comparison together. */
import type { EstateDisasterKind, Strategy } from '../../core/drill/estate/index.ts'
import type { CompareCase, CompareEstate, CompareReport } from '../../reports/index.ts'
import { exitCode } from '../exit-codes.ts'
import { manifest } from '../package-root.ts'
import { decodeCase } from './case-token.ts'
import { orderOf } from './conduct.ts'
import type { Conducted } from './conduct.ts'
import { durationsOf } from './durations.ts'
import { measure, tokenOf } from './measure.ts'
import { commandOf } from './options.ts'
import type { EstateOptions } from './options.ts'
import type { CaseOutcome } from './order.ts'
import { paceFigures } from './pace-figures.ts'

const SECOND_US = 1_000_000

export async function compareReport(options: EstateOptions, files: readonly string[], conducted: Conducted, durationMs: number): Promise<CompareReport> {
  const { seed, histories: historiesAsked, disasters, quietDays, kinds } = options
  const { histories, messages, endedBy, exit } = conducted
  const outcomes = conducted.outcomesOf(null)
  return {
    v: 1,
    seed,
    histories,
    historiesAsked,
    disastersPerHistory: disasters,
    quietDays,
    kinds,
    exitCode: exitCode(exit),
    endedBy,
    estate: estateOf(options),
    strategies: measure(options, outcomes),
    typical: await typicalCase(options, conducted, outcomes),
    messages,
    command: commandOf('compare', options, files),
    version: manifest.version,
    durationMs: Math.round(durationMs),
  }
}

function estateOf({ estate, facts, kinds, strategies }: EstateOptions): CompareEstate {
  const { name, summary, machines, dependencies, dnsTtlSeconds, operationsPerHour, recoveryPlan, tellsOutside } = facts
  const { file, codeHash } = estate
  return {
    name, summary, file, codeHash, machines, recoveryPlan, dependencies, dnsTtlSeconds, operationsPerHour, tellsOutside,
    durations: durationsOf(facts, kinds, strategies),
    figures: paceFigures(facts, kinds, strategies),
  }
}

/** Of the first strategy and kind of disaster that anything was recovered with: the case of median length, step by step. */
async function typicalCase(options: EstateOptions, conducted: Conducted, outcomes: readonly CaseOutcome[]): Promise<CompareCase | null> {
  for (const kind of options.kinds)
    for (const strategy of options.strategies) {
      const cases = outcomes.filter((outcome) => outcome.recovered && outcome.strategy === strategy.id && outcome.disaster.kind === kind)
      const sorted = cases.sort((one, other) => one.serviceRtoUs! - other.serviceRtoUs!)
      const middle = sorted[Math.ceil(sorted.length / 2) - 1]
      if (middle) return (await casesInFull(options, conducted, [{ strategy, history: middle.history, index: middle.disaster.index }]))[0] ?? null
    }
  return null
}

export interface WantedCase {
  readonly strategy: Strategy
  readonly history: string
  /** Of the disaster. */
  readonly index: number
}

/** Runs the histories of these cases again, for their steps. None when the command was ended early. */
export async function casesInFull(options: EstateOptions, { again }: Conducted, wanted: readonly WantedCase[]): Promise<readonly CompareCase[]> {
  if (!again) return []
  const orders = wanted.map(({ strategy, history }, number) => orderOf(options, number, history, [strategy], null, true))
  const outcomes = await again(orders)
  return wanted.flatMap(({ strategy, history, index }) => {
    const found = outcomes.find((each) => each.strategy === strategy.id && each.history === history && each.disaster.index === index)
    return found ? [caseOf(options, strategy, found)] : []
  })
}

function caseOf(options: EstateOptions, strategy: Strategy, outcome: CaseOutcome): CompareCase {
  const { disaster, history, recovered, agrees, reason, rpoUs, serviceRtoUs, steps, critical } = outcome
  return {
    strategy: strategy.id,
    disaster: disaster.kind as EstateDisasterKind,
    history,
    recovered,
    agrees,
    reason,
    rpoSeconds: rpoUs === null ? null : rpoUs / SECOND_US,
    serviceRtoSeconds: serviceRtoUs === null ? null : serviceRtoUs / SECOND_US,
    steps,
    critical: critical.map(({ step }) => step),
    token: tokenOf(options, strategy, outcome, null),
  }
}

/** The case with the longest way to service of each strategy and kind of disaster. */
export async function worstCasesInFull(options: EstateOptions, conducted: Conducted, { strategies }: CompareReport): Promise<readonly CompareCase[]> {
  const wanted = strategies.flatMap(({ byDisaster }) => byDisaster.map(({ worstToken }) => {
    const decoded = decodeCase(worstToken)
    if (!decoded.ok) throw new Error(`a token of our own: ${decoded.message}`)
    return decoded.payload
  }))
  return casesInFull(options, conducted, wanted.map(({ strategy, seed, index }) => ({ strategy, history: seed, index })))
}
