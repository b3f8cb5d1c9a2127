/** What a run has to say at the lines of a pull request: the first of each fingerprint, and what kept drills from an answer. */
import type { ExpectedFailure, RunFinished, RunScenario, RunStarted } from '../../core/drill/events.ts'
import { expectedFailures } from '../expected-failures.ts'
import { counted } from '../format.ts'
import { drillCommand } from '../shell.ts'
import type { CollapsedFailure, TalliedScenario } from '../tally.ts'
import { firstUnanswered } from '../unanswered.ts'
import type { Annotation } from './commands.ts'

/** Turns a file as the run names it into one from the root of the repository; null: there is no such file. */
export type PlaceFile = (file: string) => string | null

/** In the order of their weight. */
export function annotations(started: RunStarted, { coverageFailures, totals, endedBy }: RunFinished, rows: readonly TalliedScenario[], placeFile: PlaceFile): readonly Annotation[] {
  const judged = rows.filter(({ scenario }) => scenario.expects === null)
  return [
    ...judged.flatMap(({ scenario, failures }) => failures.map((failure) => ofFailure(scenario, failure, placeFile))),
    ...rows.flatMap((row) => ofSilence(row, started, placeFile)),
    ...(endedBy === null ? expectedFailures(totals).filter(({ verdict }) => verdict === null).map(ofMissed) : []),
    ...(coverageFailures.length > 0 ? [{ title: `seeddrill: ${counted(coverageFailures.length, 'coverage gap')}`, message: coverageFailures.join('\n'), place: null }] : []),
  ]
}

function ofFailure(scenario: RunScenario, { first, seeds }: CollapsedFailure, placeFile: PlaceFile): Annotation {
  return {
    title: `${scenario.name} › ${first.verdict} (${first.fingerprint})`,
    message: [`${first.meaning}: ${first.message}`, ...(first.cause ? [first.cause.sentence] : []), counted(seeds.length, 'seed'), `replay: ${(first.saved ?? first).replay}`].join('\n'),
    place: writtenAt(first, placeFile) ?? inFile(scenario, placeFile),
  }
}

/** Where the application asked for the first write that decided the failure. */
function writtenAt({ cause }: CollapsedFailure['first'], placeFile: PlaceFile): Annotation['place'] {
  for (const { line } of cause?.writes ?? []) {
    const [, file, row] = /^(.*):(\d+):\d+$/.exec(line ?? '') ?? []
    const placed = file === undefined ? null : placeFile(file)
    if (placed !== null) return { file: placed, line: Number(row) }
  }
  return null
}

function inFile({ file }: RunScenario, placeFile: PlaceFile): Annotation['place'] {
  const placed = file === null ? null : placeFile(file)
  return placed === null ? null : { file: placed, line: null }
}

function ofSilence(row: TalliedScenario, { settings }: RunStarted, placeFile: PlaceFile): readonly Annotation[] {
  const found = firstUnanswered(row)
  if (!found) return []
  const message = [...row.messages, `again: ${drillCommand(row.scenario, found.seed, settings)}`].join('\n')
  return [{ title: `${row.scenario.name}: ${found.outcome}`, message, place: inFile(row.scenario, placeFile) }]
}

function ofMissed({ scenario, expected }: ExpectedFailure): Annotation {
  return { title: `${scenario}: an expected failure did not show`, message: `expected ${expected.join(' or ')}`, place: null }
}
