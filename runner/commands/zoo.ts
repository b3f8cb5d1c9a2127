/** `seeddrill zoo`: how soon each planted bug is caught, and that its correct twin raises no alarm. */
import { createColors } from 'picocolors'
import type { Colors } from 'picocolors/types.js'
import { plain, zooSummary, zooTable } from '../../reports/index.ts'
import type { ZooReport } from '../../reports/index.ts'
import type { EstateCase } from '../../scenarios/index.ts'
import type { Campaign } from '../campaign.ts'
import { builtInCodeHash } from '../code-hash.ts'
import { exitCode } from '../exit-codes.ts'
import type { Host } from '../host.ts'
import { listenForInterruptions } from '../interruptions.ts'
import type { ScenarioRef } from '../order.ts'
import { openReportFile } from '../report-file.ts'
import { DEFAULT_SEED, defaultWorkers } from '../run-options.ts'
import { wantsColors } from '../terminal.ts'
import { writeText } from '../write-text.ts'
import { zooProgress } from '../zoo/progress.ts'
import type { StatusOutput } from '../status-line.ts'
import { chooseSpecimens } from '../zoo/specimen.ts'
import type { Specimen, ZooOptions } from '../zoo/specimen.ts'
import { visitZoo } from '../zoo/visit.ts'
import type { Subject } from '../zoo/trial.ts'
import type { Canary } from '../zoo/visit.ts'

export interface ZooFlags {
  readonly seed?: string
  readonly seeds?: number
  readonly states?: number
  readonly workers?: number
  readonly timeBudget?: number
  readonly json?: boolean
  readonly report?: string
  readonly color: boolean
}

export const DEFAULT_ZOO_SEEDS = 1000
export const DEFAULT_ZOO_STATES = 200
/** From so many catches an exact interval of the probability is within about a third of it. */
const CATCHES_WANTED = 30

/** All that the zoo has. */
export interface Menagerie {
  readonly specimens: readonly Specimen[]
  readonly canary: Canary
}

/**
 * @param menagerie default: what comes with the package
 * @returns the exit code
 * @throws UsageError for an id that there is not, and a report file that cannot be written
 */
export async function zooCommand(ids: readonly string[], flags: ZooFlags, host: Host, menagerie?: Menagerie): Promise<number> {
  const { specimens: all, canary } = menagerie ?? (await builtInMenagerie())
  const specimens = chooseSpecimens(all, ids)
  const file = flags.report === undefined ? null : openReportFile(flags.report, host.cwd)
  const options = optionsOf(flags, host)
  let campaign: Campaign | undefined
  const interruptions = listenForInterruptions((signal) => {
    if (campaign) campaign.end(signal)
    else process.exit(exitCode(signal))
  })
  const { stdout } = host
  const progress = zooProgress(specimens, options, progressOutput(flags, host))
  try {
    const report = await visitZoo(specimens, canary, options, {
      onCampaign: (started) => (campaign = started),
      onTrial: progress.hear,
    })
    progress.close()
    const document = `${JSON.stringify(report, null, 2)}\n`
    if (flags.json) stdout.write(document)
    else writeText(host, textOf(report, createColors(wantsColors(host, flags.color)), stdout.isTTY ? stdout.columns : undefined))
    file?.write(document)
    file?.save()
    return report.exitCode
  } finally {
    interruptions.dispose()
  }
}

/** A person sees progress above the table; a pipe is to have the table alone. */
function progressOutput({ json }: ZooFlags, { stdout, stderr, env }: Host): StatusOutput {
  if (json || stdout.isTTY !== true) return { write: (text) => stderr.write(text), isTTY: false }
  return {
    write: (text) => stdout.write(text),
    isTTY: env.TERM !== 'dumb',
    get columns() {
      return stdout.columns
    },
  }
}

function optionsOf(flags: ZooFlags, { processors }: Host): ZooOptions {
  const { seed = DEFAULT_SEED, seeds = DEFAULT_ZOO_SEEDS, states = DEFAULT_ZOO_STATES } = flags
  const { workers = defaultWorkers(processors), timeBudget = null } = flags
  return { seed, seeds, states, workers, catchesWanted: CATCHES_WANTED, timeBudgetMs: timeBudget }
}

async function builtInMenagerie(): Promise<Menagerie> {
  const { zoo, estateZoo, canary } = await import('../../scenarios/index.ts')
  const codeHash = builtInCodeHash(null)
  const ref = (name: string): ScenarioRef => ({ name, bundle: null, file: null, codeHash })
  const historyOf = ({ estate, ...history }: EstateCase): Subject => ({ ...ref(estate.name), history })
  const specimens = [
    ...zoo.map(({ bug, twin, ...about }): Specimen => ({ ...about, bug: ref(bug.name), twin: ref(twin.name) })),
    ...estateZoo.map(({ bug, twin, ...about }): Specimen => ({ ...about, bug: historyOf(bug), twin: historyOf(twin) })),
  ]
  return { specimens, canary: { ref: ref(canary.scenario.name), expected: canary.expected } }
}

function textOf(report: ZooReport, colors: Colors, columns: number | undefined): string {
  const lines = report.bugs.length > 0
    ? [...zooTable(report, colors, columns), '', ...zooSummary(report, colors)]
    : nothingMeasured(report).map(colors.red)
  return `${lines.join('\n')}\n`
}

/** Why the canary was the last that was drilled. */
function nothingMeasured({ canary, messages, endedBy }: ZooReport): readonly string[] {
  if (messages.length > 0) return ['the canary could not be drilled, so nothing was measured', ...messages.map(plain)]
  const { caught, drills } = canary
  if (caught < drills)
    return [`the canary was caught in ${caught} of ${drills} drills: the tester is dead, so no figure would mean anything`]
  return [`ended by ${endedBy} before anything was measured`]
}
