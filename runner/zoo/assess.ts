/** From the drills of the zoo to its report. Judges nothing: the drills have done that. */
import type { EarlyEnd } from '../../core/drill/events.ts'
import { MOST_ATTEMPTS } from '../../core/drill/estate/index.ts'
import type { VerdictName } from '../../core/index.ts'
import { SEEDDRILL, shellArgument } from '../../reports/shell.ts'
import type { ZooBugReport, ZooReport, ZooTwinReport } from '../../reports/index.ts'
import { exitCode } from '../exit-codes.ts'
import { replayCommand } from '../replay-command.ts'
import { detectionOf } from './detection.ts'
import { exitOfZoo } from './exit-of-zoo.ts'
import { caughtAfter, isMisnamed, verdictCounts } from './records.ts'
import type { Records, TrialRecord } from './records.ts'
import type { Specimen, ZooOptions } from './specimen.ts'
import type { Subject } from './trial.ts'

export interface ZooCourse {
  readonly records: Records
  readonly canary: ZooReport['canary']
  readonly canaryDrills: readonly TrialRecord[]
  readonly endedBy: EarlyEnd | null
  readonly durationMs: number
}

export function assess(specimens: readonly Specimen[], options: ZooOptions, course: ZooCourse): ZooReport {
  const { records, canary, canaryDrills, endedBy, durationMs } = course
  const apps = new Map(specimens.map(({ twin, app }) => [twin.name, { twin, app }]))
  const twins = [...apps.values()].map(({ twin, app }) => twinReport(twin, app, records.of(twin.name), options))
  const bugs = specimens.map((specimen) => {
    const twin = twins.find(({ name }) => name === specimen.twin.name)!
    return bugReport(specimen, records.of(specimen.bug.name), twin, options)
  })
  const all = [...specimens.map(({ bug }) => bug.name), ...apps.keys()].flatMap((name) => records.of(name))
  const sum = (of: (twin: ZooTwinReport) => number): number => twins.reduce((total, twin) => total + of(twin), 0)
  const totals: ZooReport['totals'] = {
    bugs: bugs.length,
    caught: bugs.filter(({ caught }) => caught).length,
    falseAlarms: sum(({ falseAlarms }) => falseAlarms),
    cleanSeeds: sum(({ cleanSeeds }) => cleanSeeds),
    unclearSeeds: sum(({ unclearSeeds }) => unclearSeeds),
    drills: all.length,
    states: all.reduce((total, { states }) => total + states, 0),
  }
  const { seed, seeds, states, catchesWanted } = options
  const everything = [...canaryDrills, ...all]
  const messages = [...new Set(everything.flatMap((record) => record.messages))]
  const base = { v: 1, seed, seeds, states, catchesWanted, endedBy, canary, bugs, twins, totals, messages } as const
  const exit = exitOfZoo(base, [...new Set(everything.map(({ outcome }) => outcome))])
  return { ...base, exitCode: exitCode(exit), durationMs: Math.round(durationMs) }
}

function bugReport(
  { id, area, app, summary, source, expected, bug }: Specimen,
  drills: readonly TrialRecord[],
  { name: twin, falseAlarms, cleanSeeds }: ZooTwinReport,
  options: ZooOptions,
): ZooBugReport {
  const trials = drills.map((drill) => ({ states: drill.states, caughtAfter: caughtAfter(drill, expected) }))
  const { catches, probability, seedsToCatch, statesToCatch } = detectionOf(trials, mostStates(bug, options))
  const verdicts = verdictCounts(drills)
  const caught = catches > 0 && !isMisnamed(verdicts, expected, catches)
  const verdict = verdictOf(verdicts, caught ? expected : [])
  const totalMs = drills.reduce((sum, { durationMs }) => sum + durationMs, 0)
  return {
    id, area, app, summary, source, expected,
    caught,
    verdict,
    verdicts,
    drills: drills.length,
    catches,
    unfinished: catches < options.catchesWanted && drills.length < options.seeds,
    probability,
    seedsToCatch,
    statesToCatch,
    ms: catches > 0 ? Math.round(totalMs / catches) : null,
    msPerDrill: mean(totalMs, drills.length),
    twin, falseAlarms, cleanSeeds,
    show: caught || drills.length === 0 ? null : commandFor(bug, drills, options, verdict),
  }
}

/** The commonest expected verdict, else the commonest. */
function verdictOf(verdicts: Readonly<Record<string, number>>, expected: readonly VerdictName[]): VerdictName | null {
  const names = Object.keys(verdicts) as VerdictName[]
  return names.find((name) => expected.includes(name)) ?? names[0] ?? null
}

/** As many as a trial may execute. */
function mostStates({ history }: Subject, { states }: ZooOptions): number {
  return history ? history.disasters * MOST_ATTEMPTS : states
}

/**
 * Drills with the first seed that gave the verdict, and tells it shrunk; where there is none, with all seeds. Of an estate
 * it shows the outcome again; where there is none, it runs the same histories.
 * @param verdict default: any
 */
function commandFor(
  { name, history }: Subject,
  drills: readonly TrialRecord[],
  { seed, seeds, states }: ZooOptions,
  verdict: VerdictName | null = null,
): string {
  const alarm = drills.find(({ failures }) => failures.some((failure) => verdict === null || failure.verdict === verdict))
  if (history) {
    const token = alarm?.failures.find((failure) => verdict === null || failure.verdict === verdict)?.token
    return token ? replayCommand(token, null) : `${SEEDDRILL} compare ${name} --seed ${shellArgument(seed)} --histories ${seeds}`
  }
  const chosen = alarm ? shellArgument(alarm.seed) : `${shellArgument(seed)} --seeds ${seeds}`
  return `${SEEDDRILL} run ${name} --seed ${chosen} --states ${states}`
}

function twinReport(subject: Subject, app: string, drills: readonly TrialRecord[], options: ZooOptions): ZooTwinReport {
  const { name } = subject
  const count = (outcome: TrialRecord['outcome']): number => drills.filter((drill) => drill.outcome === outcome).length
  const falseAlarms = count('violated')
  const cleanSeeds = count('passed')
  return {
    name, app,
    seeds: drills.length,
    falseAlarms,
    cleanSeeds,
    unclearSeeds: drills.length - falseAlarms - cleanSeeds,
    verdicts: verdictCounts(drills),
    states: drills.reduce((sum, { states }) => sum + states, 0),
    msPerDrill: mean(drills.reduce((sum, { durationMs }) => sum + durationMs, 0), drills.length),
    show: falseAlarms > 0 ? commandFor(subject, drills, options) : null,
  }
}

const mean = (total: number, count: number): number | null => (count === 0 ? null : Math.round(total / count))
