/**
 * A visit to the zoo: the canary first, then every bug until it was caught often enough, then every twin with
 * all seeds. Twins that several bugs share are drilled once. Figures do not depend on the number of threads.
 */
import type { CaseFinished, EarlyEnd, RunEvent, RunScenario } from '../../core/drill/events.ts'
import type { VerdictName } from '../../core/index.ts'
import type { ZooReport } from '../../reports/index.ts'
import { startCampaign } from '../campaign.ts'
import type { Campaign } from '../campaign.ts'
import type { CaseOrder, ScenarioRef, StopFlag } from '../order.ts'
import { openPool } from '../pool.ts'
import { assess } from './assess.ts'
import { caughtAfter, createRecords } from './records.ts'
import type { Records } from './records.ts'
import type { Specimen, ZooOptions } from './specimen.ts'

export interface Canary {
  readonly ref: ScenarioRef
  readonly expected: readonly VerdictName[]
}

export interface VisitHooks {
  /** Hears each campaign as it begins, to be able to end it. */
  readonly onCampaign: (campaign: Campaign) => void
  /** Hears each drill of a bug or a twin, in order. */
  readonly onDrill: (event: CaseFinished, records: Records) => void
}

/** One seed could fail for a reason of its own; three do not. */
const CANARY_SEEDS = 3

interface Subject {
  readonly ref: ScenarioRef
  readonly expects: readonly VerdictName[] | null
}

/** @returns the report; without bugs and twins when the canary did not fail */
export async function visitZoo(
  specimens: readonly Specimen[],
  { ref, expected }: Canary,
  options: ZooOptions,
  { onCampaign, onDrill }: VisitHooks,
): Promise<ZooReport> {
  const startMs = performance.now()
  const elapsedMs = (): number => performance.now() - startMs
  const canaryRecords = createRecords()
  const canaryOptions = { ...options, seeds: CANARY_SEEDS, catchesWanted: CANARY_SEEDS }
  const canaryEnd = await drillAll([{ ref, expects: expected }], canaryOptions, canaryRecords.hear, onCampaign)
  const drills = canaryRecords.of(ref.name)
  const canary = { drills: drills.length, caught: drills.filter((drill) => caughtAfter(drill, expected) !== null).length }
  const records = createRecords()
  const alive = canaryEnd === null && canary.caught === canary.drills
  if (!alive) return assess([], options, { records, canary, canaryDrills: drills, endedBy: canaryEnd, durationMs: elapsedMs() })

  const hear = (event: RunEvent): void => {
    records.hear(event)
    if (event.type === 'case-finished') onDrill(event, records)
  }
  const rest = options.timeBudgetMs === null ? null : Math.max(1, options.timeBudgetMs - elapsedMs())
  const endedBy = await drillAll(subjectsOf(specimens), { ...options, timeBudgetMs: rest }, hear, onCampaign)
  return assess(specimens, options, { records, canary, canaryDrills: drills, endedBy, durationMs: elapsedMs() })
}

/** Every bug, then every twin once. */
export function subjectsOf(specimens: readonly Specimen[]): readonly Subject[] {
  const twins = new Map(specimens.map(({ twin }) => [twin.name, twin]))
  return [
    ...specimens.map(({ bug, expected }): Subject => ({ ref: bug, expects: expected })),
    ...[...twins.values()].map((ref): Subject => ({ ref, expects: null })),
  ]
}

async function drillAll(
  subjects: readonly Subject[],
  options: ZooOptions,
  emit: (event: RunEvent) => void,
  onCampaign: (campaign: Campaign) => void,
): Promise<EarlyEnd | null> {
  const { seed: stem, seeds: count, states: stateBudget, catchesWanted: catches, timeBudgetMs } = options
  const seeds = Array.from({ length: count }, (_, index) => `${stem}-${index + 1}`)
  const stop: StopFlag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const orders = subjects
    .flatMap(({ ref, expects }) => seeds.map((seed) => ({ scenario: ref, seed, ...(expects ? { stopAtVerdicts: expects } : {}) })))
    // A bug has to be caught, not explained.
    .map((each, index): CaseOrder => ({ ...each, case: index, stateBudget, shrinkAttempts: 0, freshRealm: false, checkDeterminism: false }))
  const scenarios = subjects.map(({ ref, expects }): RunScenario => ({ ...pick(ref), seeds, expects, because: expects && 'planted' }))
  const workers = Math.max(1, Math.min(options.workers, orders.length))
  const campaign = startCampaign({ orders, scenarios, workers, bail: null, catches, stop, emit }, openPool({ workers, stop }))
  onCampaign(campaign)
  const timer = timeBudgetMs === null ? undefined : setTimeout(() => campaign.end('time-budget'), timeBudgetMs)
  try {
    return await campaign.done
  } finally {
    clearTimeout(timer)
  }
}

const pick = ({ name, file, codeHash }: ScenarioRef): Pick<RunScenario, 'name' | 'file' | 'codeHash'> => ({ name, file, codeHash })
