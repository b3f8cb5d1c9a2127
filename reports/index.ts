/**
 * Reporters: each turns the event stream of a run into something that somebody reads. A reporter
 * knows nothing of workers, terminals or files, so any of them works on a recorded stream as well.
 * @module seeddrill/reporter
 */
export type { Reporter, ReporterFactory, ReporterOutput } from './reporter.ts'
export type {
  CaseFinished,
  CaseOutcome,
  CaseProgress,
  CaseStarted,
  EarlyEnd,
  ExpectedBecause,
  ExpectedFailure,
  FailureFound,
  ReportedFailure,
  RunEvent,
  RunFinished,
  RunScenario,
  RunSettings,
  RunStarted,
  RunTotals,
  SavedFailure,
  SavedOutcome,
} from '../core/drill/events.ts'
export { lineReporter } from './line.ts'
export type { LineReporterOptions } from './line.ts'
export { jsonReporter } from './json.ts'
export { ndjsonReporter } from './ndjson.ts'
export { htmlReporter } from './html.ts'
export { perfettoReporter, sceneTrace } from './perfetto.ts'
export type { TracedScene } from './perfetto.ts'
export { junitReporter } from './junit.ts'
export { markdownReporter } from './markdown.ts'
export { githubReporter } from './github.ts'
export type { GithubOptions, StepSummary } from './github.ts'
export { coverageGaps, strictGaps } from './coverage-gaps.ts'
export type { CoverageGap } from './coverage-gaps.ts'
export { expectedFailures } from './expected-failures.ts'
export { createTally } from './tally.ts'
export type { CollapsedFailure, Counts, Tally, TalliedCase, TalliedSaved, TalliedScenario } from './tally.ts'
export { causeLines, sizeLine, wrapped } from './cause-lines.ts'
export { crashText } from './crash-text.ts'
export type { ZooBugReport, ZooQuantiles, ZooReport, ZooTwinReport } from './zoo.ts'
export type {
  CompareCase, CompareCell, CompareCopies, CompareCost, CompareDuration, CompareEstate, CompareFigure, CompareItem, CompareReport, CompareStrategy,
} from './compare.ts'
export { adviceText } from './advice-text.ts'
export type { AdvicePoints, AdviceReport, AdvisedApplication } from './advice.ts'
export { caseText, verdictText } from './case-text.ts'
export type { CaseDifference, ShownCase } from './case-text.ts'
export { evidenceText } from './compare-evidence.ts'
export { compareText } from './compare-text.ts'
export { COMPARE_TEXTS, LANGUAGES } from './compare-texts.ts'
export type { CompareTexts, Language } from './compare-texts.ts'
export { zooSummary, zooTable } from './zoo-table.ts'
export { failureBlock } from './failure-block.ts'
export { clip, counted, duration, plain } from './format.ts'
export { shellArgument } from './shell.ts'
export { virtualTime } from './virtual-time.ts'
