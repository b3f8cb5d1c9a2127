/** One run out of its shards: the same events, in the same order, as if one machine had done it all. */
import type { EarlyEnd, RunEvent, RunFinished, RunSettings, RunStarted } from '../../core/drill/events.ts'
import { createTally } from '../../reports/index.ts'
import { createEnough } from '../enough.ts'
import { exitCode } from '../exit-codes.ts'
import { judged } from '../judged.ts'
import { createVerdictKeeper } from '../verdict-keeper.ts'
import { checkPieces } from './belong-together.ts'
import type { Piece } from './piece.ts'

/** What leaves cases out that an undivided run would have done, the worst first. */
const INTERRUPTIONS: readonly EarlyEnd[] = ['SIGINT', 'SIGTERM', 'time-budget']

/**
 * What decides about later cases decides here again, in the order of the whole: a shard stops at its own n-th failing
 * drill, which never comes before the n-th of all, so it has done whatever an undivided run would have.
 * @param emit hears all but the last
 * @returns the last, with the exit code that the undivided run would have had
 * @throws UsageError when the pieces are not the parts of one run
 */
export function mergePieces(pieces: readonly Piece[], emit: (event: RunEvent) => void): RunFinished {
  checkPieces(pieces)
  const tally = createTally()
  const tell = (event: RunEvent): void => {
    tally.add(event)
    emit(event)
  }
  const started = wholeOf(pieces)
  tell(started)
  const decided = tellCases(pieces, started, tell)
  const endedBy = INTERRUPTIONS.find((reason) => pieces.some(({ finished }) => finished.endedBy === reason)) ?? decided
  const totals = tally.totals()
  const { coverageFailures, exit } = judged(started, totals, endedBy)
  // They ran side by side.
  const durationMs = Math.max(...pieces.map(({ finished }) => finished.durationMs))
  return { v: 1, type: 'run-finished', totals, exitCode: exitCode(exit), endedBy, coverageFailures, durationMs }
}

function wholeOf(pieces: readonly Piece[]): RunStarted {
  const { settings, whole: { scenarios, cases, savedFailures }, ...rest } = pieces[0]!.started
  const { shard: _, ...common } = settings
  const workers = pieces.reduce((total, { started }) => total + started.settings.workers, 0)
  return { ...rest, settings: { ...common, workers } satisfies RunSettings, scenarios, cases, savedFailures }
}

/** @returns why the whole run would have ended before its last case */
function tellCases(pieces: readonly Piece[], { scenarios, settings, cases }: RunStarted, tell: (event: RunEvent) => void): EarlyEnd | null {
  const expects = new Map(scenarios.map(({ name, expects: verdicts }) => [name, verdicts]))
  const verdict = createVerdictKeeper(expects, settings.bail, 1)
  const enough = createEnough({ scenarios, maxCases: settings.maxCases })
  for (let place = 0; place < cases; place++) {
    const found = pieces.find((piece) => piece.cases.has(place))?.cases.get(place)
    const name = found?.ended.scenario
    if (!found || name === undefined || verdict.isDecided(name)) continue
    const ended = { ...found.ended, case: place }
    for (const failure of found.failures) tell({ ...failure, case: place })
    tell(ended)
    const failures = found.failures.map(({ failure }) => failure)
    if (verdict.hear(name, { outcome: ended.outcome, failures })) return 'bail'
    const reason = enough({ scenario: { name }, saved: ended.corpus }, ended, verdict.isDecided)
    if (reason !== null && place < cases - 1) return reason
  }
  return null
}
