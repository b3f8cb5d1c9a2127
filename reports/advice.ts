/**
 * What `seeddrill advise` found out: the JSON document, versioned. `docs/schemas/advise.schema.json` describes it.
 * Figures only; how they come about is the runner's.
 */
import type { Spread } from '../core/drill/estate/index.ts'

/** Points of one kind that were failed over to, each for the first time. Figures are of those whose check came to an end. */
export interface AdvicePoints {
  readonly kind: 'crash-consistent' | 'app-consistent'
  readonly booted: number
  /** Booted as well, and the check came to no end: they count for nothing else. */
  readonly unjudged: number
  readonly right: number
  /** Exact 95 % interval of the share of histories in which every one came back right; null: none was booted. */
  readonly rightCi95: readonly [low: number, high: number] | null
  /** From the cut of each point to the disaster. */
  readonly rpoSeconds: Spread
  /** Acknowledged operations that were lost, of those that came back right. */
  readonly rpoOperations: Spread
  /** What was wrong with the first that was; null: none was. */
  readonly firstWrong: string | null
  /** The command that shows it, or else the one that lost most; null: none was booted. */
  readonly replay: string | null
}

export interface AdvisedApplication {
  /** Null: the estate as a whole. */
  readonly machine: string | null
  readonly application: string | null
  /** `neither`: both came back wrong, app-consistent points not less often as far as the histories tell. `unknown`: too few histories to tell, also where all of them came back right. */
  readonly advice: 'crash-consistent' | 'app-consistent' | 'neither' | 'unknown'
  readonly points: readonly [crash: AdvicePoints, app: AdvicePoints]
}

export interface AdviceReport {
  readonly v: 1
  readonly estate: string
  readonly codeHash: string
  readonly seed: string
  /** Histories that came to their end. */
  readonly histories: number
  readonly historiesAsked: number
  readonly disastersPerHistory: number
  /** It is about a plain scenario, with an estate of defaults around it. */
  readonly ofScenario: boolean
  /** Days of each history before disasters strike. */
  readonly quietDays: number
  readonly exitCode: number
  readonly endedBy: 'SIGINT' | 'SIGTERM' | null
  readonly applications: readonly AdvisedApplication[]
  readonly messages: readonly string[]
  /** The command that gives this document again. */
  readonly command: string
  readonly version: string
  readonly durationMs: number
}
