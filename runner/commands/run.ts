/** `seeddrill run`: from patterns and flags to reports and an exit code. */
import type { RunEvent, RunScenario, RunSettings } from '../../core/drill/events.ts'
import { createTally, strictGaps } from '../../reports/index.ts'
import { startCampaign } from '../campaign.ts'
import type { Campaign } from '../campaign.ts'
import { openCatalog } from '../catalog.ts'
import type { CatalogEntry } from '../catalog.ts'
import { exitCode, exitOfRun } from '../exit-codes.ts'
import type { Host } from '../host.ts'
import { listenForInterruptions } from '../interruptions.ts'
import type { CaseOrder, StopFlag } from '../order.ts'
import { openPool } from '../pool.ts'
import { resolveRunOptions } from '../run-options.ts'
import type { RunFlags, RunOptions } from '../run-options.ts'
import { isFilePattern } from '../scenario-files.ts'
import { openScreen } from '../screen.ts'
import type { Screen } from '../screen.ts'
import { DEMO_PATTERNS, selectScenarios } from '../select.ts'

/** A scenario of the run with what it is expected to find. */
interface Selected extends Pick<RunScenario, 'seeds' | 'expects' | 'because'> {
  readonly entry: CatalogEntry
}

/**
 * @returns the exit code
 * @throws UsageError before anything has run and before any file is touched
 */
export async function runCommand(patterns: readonly string[], flags: RunFlags, host: Host): Promise<number> {
  const options = resolveRunOptions(patterns, flags, host)
  let campaign: Campaign | undefined
  const interruptions = listenForInterruptions((signal) => {
    if (campaign) campaign.end(signal)
    else process.exit(exitCode(signal))
  })
  try {
    const catalog = await openCatalog(patterns.filter(isFilePattern), host.cwd, patterns)
    try {
      const selected = choose(catalog.entries, options)
      const screen = await openScreen(options.reporters, host, flags.color, () => interruptions.raise('SIGINT'))
      return await conduct(selected, options, screen, (started) => (campaign = started))
    } finally {
      catalog.close()
    }
  } finally {
    interruptions.dispose()
  }
}

function choose(entries: readonly CatalogEntry[], options: RunOptions): readonly Selected[] {
  const { demo, patterns, filterPattern, seeds, plantedSeeds } = options
  const chosen = selectScenarios(entries, demo ? DEMO_PATTERNS : patterns, filterPattern)
  return chosen.map((entry) =>
    (demo || entry.kind === 'engine' || entry.kind === 'recovery') && entry.expects
      ? { entry, seeds: demo ? plantedSeeds : seeds, expects: entry.expects, because: entry.because }
      : { entry, seeds, expects: null, because: null },
  )
}

async function conduct(
  selected: readonly Selected[],
  options: RunOptions,
  screen: Screen,
  onStarted: (campaign: Campaign) => void,
): Promise<number> {
  const startMs = performance.now()
  const stop: StopFlag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const scenarios = selected.map(runScenario)
  const orders = ordersOf(selected, options)
  const workers = Math.min(options.workers, Math.max(1, orders.length))
  const tally = createTally()
  const emit = (event: RunEvent): void => {
    tally.add(event)
    screen.hear(event)
  }
  try {
    emit({ v: 1, type: 'run-started', seed: options.seed, settings: settingsOf(options), scenarios, cases: orders.length })
    const campaign = startCampaign({ orders, scenarios, workers, bail: options.bail, stop, emit }, openPool({ workers, stop }))
    onStarted(campaign)
    const endedBy = await withinBudget(campaign, options.timeBudgetMs)
    const totals = tally.totals()
    const coverageFailures = options.strictCoverage ? strictGaps(totals) : []
    const code = exitCode(exitOfRun(totals, endedBy, coverageFailures))
    const durationMs = performance.now() - startMs
    emit({ v: 1, type: 'run-finished', totals, exitCode: code, endedBy, coverageFailures, durationMs })
    return code
  } finally {
    await screen.close()
  }
}

function runScenario({ entry, seeds, expects, because }: Selected): RunScenario {
  const { name, file, codeHash } = entry.ref
  return { name, file, codeHash, seeds, expects, because }
}

/**
 * The cases, scenario by scenario; where the time is limited seed by seed, so that every scenario gets its share.
 * Judging again in a fresh realm is dear, so one seed of each stands for all.
 */
function ordersOf(selected: readonly Selected[], { states, checkDeterminism, timeBudgetMs }: RunOptions): readonly CaseOrder[] {
  const orders = selected.flatMap(({ entry: { ref }, seeds, expects }) =>
    seeds.map((seed, nth) => ({
      nth,
      order: {
        scenario: ref,
        seed,
        stateBudget: states,
        // A failure that is expected has to be found, not explained.
        shrinkAttempts: expects ? 0 : null,
        freshRealm: nth === 0 || checkDeterminism,
        checkDeterminism,
      },
    })),
  )
  if (timeBudgetMs !== null) orders.sort((one, other) => one.nth - other.nth)
  return orders.map(({ order }, index) => ({ case: index, ...order }))
}

function settingsOf(options: RunOptions): RunSettings {
  const { patterns, filter, workers, bail, timeBudgetMs, states, checkDeterminism, demo, strictCoverage } = options
  return { patterns, filter, workers, bail, timeBudgetMs, states, checkDeterminism, demo, strictCoverage }
}

async function withinBudget(campaign: Campaign, budgetMs: number | null) {
  const timer = budgetMs === null ? undefined : setTimeout(() => campaign.end('time-budget'), budgetMs)
  try {
    return await campaign.done
  } finally {
    clearTimeout(timer)
  }
}
