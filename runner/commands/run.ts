/** `seeddrill run`: from patterns and flags to reports and an exit code. */
import { resolve } from 'node:path'
import type { RunEvent, RunScenario, RunSettings } from '../../core/drill/events.ts'
import { createTally } from '../../reports/index.ts'
import { startCampaign } from '../campaign.ts'
import type { Campaign } from '../campaign.ts'
import { openCatalog } from '../catalog.ts'
import { createKeeper } from '../corpus/keeper.ts'
import { writeLastRun } from '../corpus/last-run.ts'
import { createEnough } from '../enough.ts'
import { codeWithReports, exitCode } from '../exit-codes.ts'
import type { Host } from '../host.ts'
import { listenForInterruptions } from '../interruptions.ts'
import type { CaseOrder, StopFlag } from '../order.ts'
import { judged } from '../judged.ts'
import { manifest } from '../package-root.ts'
import { openExecutor } from '../run-executor.ts'
import type { RunExecutor } from '../run-executor.ts'
import { ordersOf } from '../run-orders.ts'
import type { RunOptions } from '../run-options.ts'
import { chooseForRun } from '../run-selection.ts'
import type { Selected } from '../run-selection.ts'
import { resolveRun } from '../run-request.ts'
import type { RunRequest } from '../run-request.ts'
import { openScreen } from '../screen.ts'
import { takeShard } from '../shard.ts'
import type { Screen } from '../screen.ts'
import { messageOf } from '../usage-error.ts'
import { publicAddress } from '../values.ts'

/** Hears which files a run is made of, as soon as they are known. */
export type OnInputs = (inputs: readonly string[]) => void

/** A run that is about to begin. */
interface Prepared {
  readonly selected: readonly Selected[]
  readonly options: RunOptions
  readonly screen: Screen
  readonly root: string
  readonly host: Host
  readonly stop: StopFlag
  readonly doing: RunExecutor
}

/**
 * @returns the exit code
 * @throws UsageError before anything has run and before any file is touched
 */
export async function runCommand(request: RunRequest, host: Host, onInputs: OnInputs = () => {}): Promise<number> {
  let campaign: Campaign | undefined
  const interruptions = listenForInterruptions((signal) => {
    if (campaign) campaign.end(signal)
    else process.exit(exitCode(signal))
  })
  try {
    const { options, config, files, failed } = await resolveRun(request, host, onInputs)
    // Said before anything is loaded: a file that does not load may be mended.
    onInputs([...config.inputs, ...files.map((name) => resolve(host.cwd, name))])
    const catalog = await openCatalog(files, host.cwd, options.patterns)
    try {
      onInputs([...config.inputs, ...catalog.inputs])
      const selected = chooseForRun(catalog.entries, options, { root: config.root, cwd: host.cwd }, failed)
      const stop: StopFlag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
      const doing = await openExecutor(options, selected, stop, host)
      try {
        const screen = await openScreen(options.reporters, host, request.modes.color, () => interruptions.raise('SIGINT'))
        return await conduct({ selected, options, screen, root: config.root, host, stop, doing }, (started) => (campaign = started))
      } finally {
        await doing.executor.close()
      }
    } finally {
      catalog.close()
    }
  } finally {
    interruptions.dispose()
  }
}

async function conduct({ selected, options, screen, root, host, stop, doing }: Prepared, onStarted: (campaign: Campaign) => void): Promise<number> {
  const startMs = performance.now()
  const planned = ordersOf(selected, options)
  const part = options.shard ? takeShard(planned, selected.map(runScenario), options.shard) : null
  const { orders, scenarios } = part ?? { orders: planned, scenarios: selected.map(runScenario) }
  const workers = Math.min(doing.lanes, Math.max(1, orders.length))
  const tally = createTally()
  const unfinished = new Set(orders)
  const emit = (event: RunEvent): void => {
    tally.add(event)
    screen.hear(event)
    if (event.type === 'case-finished') unfinished.delete(orders[event.case]!)
  }
  const keeper = createKeeper({ root, cwd: host.cwd, states: options.states, isWanted: wanted(selected, options) })
  const problems: string[] = []
  let code = exitCode('internal-error')
  try {
    const savedFailures = orders.filter(({ saved }) => saved).length
    const settings = settingsOf(options)
    emit({
      v: 1, type: 'run-started', seed: options.seed, settings, scenarios, cases: orders.length, savedFailures,
      version: manifest.version, ...(part && { whole: part.whole }),
    })
    const { bail, maxCases, stableAfter } = options
    const enough = createEnough({ scenarios, maxCases, stableAfter })
    const campaign = startCampaign({ orders, scenarios, workers, ...(doing.batchSize && { batchSize: doing.batchSize }), bail, stop, emit, enough, keep: keeper.keep }, doing.executor)
    onStarted(campaign)
    const endedBy = await withinBudget(campaign, options.timeBudgetMs)
    const totals = tally.totals()
    const { coverageFailures, exit } = judged({ settings, cases: orders.length }, totals, endedBy)
    const durationMs = performance.now() - startMs
    // Asked before the reports are told how it ended: they are to say what the process will answer.
    code = codeWithReports(exitCode(exit), await screen.settled())
    emit({ v: 1, type: 'run-finished', totals, exitCode: code, endedBy, coverageFailures, durationMs })
  } finally {
    problems.push(...(await screen.close()))
    for (const problem of problems) host.stderr.write(`seeddrill: ${problem}\n`)
    const problem = keeper.problem ?? remember(options, () => writeLastRun(root, host.cwd, tally.scenarios(), leftOver(options, unfinished)))
    if (problem !== null) host.stderr.write(`seeddrill: what failed could not be saved: ${problem}\n`)
  }
  return codeWithReports(code, problems)
}

/** Failures that somebody planted, or that documentation permits, are no news. */
function wanted(selected: readonly Selected[], { corpus }: RunOptions): (scenario: string) => boolean {
  const names = new Set(selected.filter(({ entry }) => corpus && entry.expects === null).map(({ entry }) => entry.ref.name))
  return (scenario) => names.has(scenario)
}

/** What was to run again because it had failed, and never came to it, has still failed. */
const leftOver = ({ lastFailed }: RunOptions, unfinished: ReadonlySet<CaseOrder>): readonly CaseOrder[] => (lastFailed ? [...unfinished] : [])

/** Null, or why it could not be written down. */
function remember({ demo }: RunOptions, write: () => void): string | null {
  if (demo) return null
  try {
    write()
    return null
  } catch (error) {
    return messageOf(error)
  }
}

function runScenario({ entry, seeds, expects, because }: Selected): RunScenario {
  const { name, file, codeHash } = entry.ref
  return { name, file, codeHash, seeds, expects, because }
}

function settingsOf(options: RunOptions): RunSettings {
  const { patterns, filter, workers, bail, timeBudgetMs, states, checkDeterminism, demo, strictCoverage, shard, maxCases, stableAfter, queue } = options
  return {
    patterns, filter, workers, bail, timeBudgetMs, states, checkDeterminism, demo, strictCoverage,
    ...(shard && { shard }), ...(maxCases !== undefined && { maxCases }), ...(stableAfter !== undefined && { stableAfter }),
    ...(queue !== null && { queue: publicAddress(queue) }),
  }
}

async function withinBudget(campaign: Campaign, budgetMs: number | null) {
  const timer = budgetMs === null ? undefined : setTimeout(() => campaign.end('time-budget'), budgetMs)
  try {
    return await campaign.done
  } finally {
    clearTimeout(timer)
  }
}
