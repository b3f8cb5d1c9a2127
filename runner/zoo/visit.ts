/**
 * A visit to the zoo: the canary first, then every bug until it was caught often enough, then every twin with
 * all seeds. Twins that several bugs share are drilled once. Figures do not depend on the number of threads.
 */
import type { EarlyEnd } from '../../core/drill/events.ts'
import type { VerdictName } from '../../core/index.ts'
import type { ZooReport } from '../../reports/index.ts'
import { startCases } from '../cases.ts'
import type { Campaign } from '../cases.ts'
import type { ScenarioRef, StopFlag } from '../order.ts'
import { openPool } from '../pool.ts'
import { assess } from './assess.ts'
import { caughtAfter, createRecords } from './records.ts'
import type { Records } from './records.ts'
import type { Specimen, ZooOptions } from './specimen.ts'
import type { Subject, TrialOrder, TrialReport } from './trial.ts'

export interface Canary {
  readonly ref: ScenarioRef
  readonly expected: readonly VerdictName[]
}

export interface VisitHooks {
  /** Hears each campaign as it begins, to be able to end it. */
  readonly onCampaign: (campaign: Campaign) => void
  /** Hears each trial of a bug or a twin, in order, by the name of what it is of. */
  readonly onTrial: (name: string, records: Records) => void
}

/** One seed could fail for a reason of its own; three do not. */
const CANARY_SEEDS = 3

interface Wanted {
  readonly subject: Subject
  readonly expects: readonly VerdictName[] | null
}

/** @returns the report; without bugs and twins when the canary did not fail */
export async function visitZoo(
  specimens: readonly Specimen[],
  { ref, expected }: Canary,
  options: ZooOptions,
  { onCampaign, onTrial }: VisitHooks,
): Promise<ZooReport> {
  const startMs = performance.now()
  const elapsedMs = (): number => performance.now() - startMs
  const canaryRecords = createRecords()
  const canaryOptions = { ...options, seeds: CANARY_SEEDS, catchesWanted: CANARY_SEEDS }
  const canaryEnd = await runAll([{ subject: ref, expects: expected }], canaryOptions, canaryRecords.hear, onCampaign)
  const drills = canaryRecords.of(ref.name)
  const canary = { drills: drills.length, caught: drills.filter((drill) => caughtAfter(drill, expected) !== null).length }
  const records = createRecords()
  const alive = canaryEnd === null && canary.caught === canary.drills
  if (!alive) return assess([], options, { records, canary, canaryDrills: drills, endedBy: canaryEnd, durationMs: elapsedMs() })

  const hear: Records['hear'] = (order, report) => {
    records.hear(order, report)
    onTrial(order.scenario.name, records)
  }
  const rest = options.timeBudgetMs === null ? null : Math.max(1, options.timeBudgetMs - elapsedMs())
  const endedBy = await runAll(wantedOf(specimens), { ...options, timeBudgetMs: rest }, hear, onCampaign)
  return assess(specimens, options, { records, canary, canaryDrills: drills, endedBy, durationMs: elapsedMs() })
}

/** Every bug, then every twin once. */
function wantedOf(specimens: readonly Specimen[]): readonly Wanted[] {
  const twins = new Map(specimens.map(({ twin }) => [twin.name, twin]))
  return [
    ...specimens.map(({ bug, expected }): Wanted => ({ subject: bug, expects: expected })),
    ...[...twins.values()].map((twin): Wanted => ({ subject: twin, expects: null })),
  ]
}

async function runAll(
  wanted: readonly Wanted[],
  options: ZooOptions,
  onReport: Records['hear'],
  onCampaign: (campaign: Campaign) => void,
): Promise<EarlyEnd | null> {
  const { catchesWanted: catches, timeBudgetMs } = options
  const stop: StopFlag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const orders = ordersOf(wanted, options)
  const workers = Math.max(1, Math.min(options.workers, orders.length))
  const campaign = startCases<TrialOrder, TrialReport>({
    orders,
    expects: new Map(wanted.map(({ subject, expects }) => [subject.name, expects])),
    workers,
    bail: null,
    catches,
    stop,
    onReport,
    onNote: () => {},
    died: (base) => ({ ...base, states: 0 }),
  }, openPool({ workers, stop, script: 'zoo/trial-worker' }))
  onCampaign(campaign)
  const timer = timeBudgetMs === null ? undefined : setTimeout(() => campaign.end('time-budget'), timeBudgetMs)
  try {
    return await campaign.done
  } finally {
    clearTimeout(timer)
  }
}

/** Each with every seed. */
function ordersOf(wanted: readonly Wanted[], { seed: stem, seeds: count, states: stateBudget }: ZooOptions): readonly TrialOrder[] {
  const seeds = Array.from({ length: count }, (_, index) => `${stem}-${index + 1}`)
  return wanted
    .flatMap(({ subject, expects }) => seeds.map((seed) => ({ subject, expects, seed })))
    .map(({ subject, expects, seed }, index): TrialOrder => {
      const base = { case: index, seed }
      const { history } = subject
      if (history) return { ...base, scenario: { ...subject, history } }
      // A bug has to be caught, not explained.
      const drill = { stateBudget, shrinkAttempts: 0, freshRealm: false, checkDeterminism: false }
      return { ...base, ...drill, scenario: subject, ...(expects ? { stopAtVerdicts: expects } : {}) }
    })
}
