/**
 * What `seeddrill compare` found out: the JSON document, versioned. `docs/schemas/compare.schema.json` describes it.
 * Figures only; how they come about is the runner's.
 */
import type { DisasterSummary, EstateDefinition, EstateDisasterKind, EstateMachine, Spread, Strategy } from '../core/drill/estate/index.ts'
import type { Carriage, NetworkItem } from '../core/failover/network-items.ts'
import type { StepActor, StepRecord } from '../core/failover/step-record.ts'
import type { DurationModel } from '../core/sim/duration.ts'

/** What is said of one strategy and one kind of disaster. A figure that falls among cases that never recovered is null. */
export interface CompareCell
  extends Pick<
    DisasterSummary,
    'disaster' | 'n' | 'recovered' | 'disagreeing' | 'splitBrain' | 'unprotectedSeconds' | 'longestSplitBrainSeconds' | 'afterwards' | 'reissuing' | 'breaches' | 'reasons' | 'assumedShare' | 'sensitivities'
  > {
  /** Independent histories among the n cases: cases of one history are not independent of each other. */
  readonly histories: number
  /** Exact 95 % interval of the share of histories in which every case recovered, with machines that agree or not. */
  readonly recoveredCi95: readonly [low: number, high: number]
  /** The same of histories in which every case recovered with machines that agree with each other. */
  readonly agreeingCi95: readonly [low: number, high: number]
  readonly rpoSeconds: Spread
  readonly rpoOperations: Spread
  readonly outsideDisagreements: Spread
  /** The most among those that recovered, whatever became of the others; null: none did. */
  readonly mostOutsideDisagreements: number | null
  readonly platformRtoSeconds: Spread
  readonly serviceRtoSeconds: Spread
  /** The case with the longest way to service; never is longest. */
  readonly worstToken: string
  /** The command that shows it. */
  readonly worstReplay: string
  /** The case that lost most among those that recovered; null: none did. */
  readonly worstLossToken: string | null
  /** Every case, smallest first; null: it never recovered. */
  readonly samples: { readonly rpoSeconds: readonly (number | null)[]; readonly serviceRtoSeconds: readonly (number | null)[] }
}

export interface CompareCost {
  readonly currency: string
  readonly monthly: number
  readonly lines: readonly { readonly what: string; readonly amount: number; readonly dated: string; readonly source: string }[]
  /** What it is the cost of. */
  readonly workload: { readonly machines: number; readonly provisionedGiB: number; readonly changedGiBPerDay: number }
  /** Whose parameters the replication is priced by, where they are not those of its own product; null: they are, or there is none. */
  readonly pricedAs: string | null
  readonly caveat: string
}

/** How one item of the network came to be at the target, over all cases that recovered. */
export interface CompareItem {
  readonly item: NetworkItem
  /** What the ways of recovery of this strategy carry over by themselves, by the documents. */
  readonly carried: { readonly failover: Carriage | null; readonly restore: Carriage | null }
  /** Cases in which nobody had to do anything for it. */
  readonly untouched: number
  /** Cases by who brought it to an end. */
  readonly by: Readonly<Record<StepActor, number>>
  /** Of the work, in cases in which there was some; null: there never was. */
  readonly p50Seconds: number | null
}

/** Copies that were booted, by how they were labelled; those that came back right, machine by machine; of these, with machines that disagree. */
export type CompareCopies = Readonly<Record<string, { readonly booted: number; readonly right: number; readonly disagreeing: number }>>

export interface CompareStrategy {
  readonly id: string
  readonly title: string
  readonly definition: Strategy
  readonly byDisaster: readonly CompareCell[]
  /** Kinds of disaster that meet a phase which this strategy has not, with their cases: these count nowhere else. */
  readonly notApplicable: readonly { readonly disaster: EstateDisasterKind; readonly n: number }[]
  /** Kinds of disaster with the cases that the check could not decide: these count nowhere else. */
  readonly inconclusive: CompareStrategy['notApplicable']
  readonly cost: CompareCost
  /** Medians over the cases that recovered; null: none did. */
  readonly steps: { readonly automatic: number | null; readonly manual: number | null }
  readonly copies: CompareCopies
  readonly network: readonly CompareItem[]
  /**
   * Kinds of disaster for which no other strategy came back right more often (with machines that agree), or recovered
   * more often, by intervals that do not overlap; nor as often and sooner (or losing less), by the medians.
   */
  readonly best: { readonly serviceRto: readonly EstateDisasterKind[]; readonly rpo: readonly EstateDisasterKind[] }
}

/** One recovery, step by step. */
export interface CompareCase {
  readonly strategy: string
  readonly disaster: EstateDisasterKind
  readonly history: string
  readonly recovered: boolean
  /** False: the data of each machine is right, and the machines do not agree with each other. */
  readonly agrees: boolean
  readonly reason: string | null
  readonly rpoSeconds: number | null
  readonly serviceRtoSeconds: number | null
  readonly steps: readonly StepRecord[]
  /** Ids of the steps on the critical path, in order. */
  readonly critical: readonly string[]
  readonly token: string
}

export interface CompareReport {
  readonly v: 1
  readonly seed: string
  /** Histories that came to their end. */
  readonly histories: number
  readonly historiesAsked: number
  readonly disastersPerHistory: number
  /** Days of each history before disasters strike. */
  readonly quietDays: number
  readonly kinds: readonly EstateDisasterKind[]
  readonly exitCode: number
  readonly endedBy: 'SIGINT' | 'SIGTERM' | null
  readonly estate: CompareEstate
  readonly strategies: readonly CompareStrategy[]
  /** A recovery of median length. */
  readonly typical: CompareCase | null
  /** Why histories did not come to their end, one line each. */
  readonly messages: readonly string[]
  /** The command that gives this document again. */
  readonly command: string
  readonly version: string
  readonly durationMs: number
}

export interface CompareEstate extends Required<Pick<EstateDefinition, 'name' | 'summary' | 'dependencies' | 'dnsTtlSeconds' | 'operationsPerHour' | 'recoveryPlan'>> {
  /** The user's file; null: it comes with the package. */
  readonly file: string | null
  readonly codeHash: string
  readonly machines: Readonly<Record<string, EstateMachine & { readonly application: string }>>
  /** Every duration that the result rests on, with its provenance. */
  readonly durations: readonly CompareDuration[]
  /** Rates and capacities, likewise. */
  readonly figures: readonly CompareFigure[]
  /** Systems outside are told of operations. */
  readonly tellsOutside: boolean
}

/** `detection/region-loss`, `osBoot/linux`. */
export interface CompareDuration extends DurationModel {
  readonly name: string
}

/** `backup-standard/backup/restore/copy/bitsPerSecond`, `capacity/regionWide/concurrentCreations`. */
export interface CompareFigure extends Pick<DurationModel, 'provenance' | 'source'> {
  readonly name: string
  /** In the unit that the name ends with. */
  readonly value: number
}
