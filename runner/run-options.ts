/** What `run` was asked for, with every default filled in. */
import type { RunSettings } from '../core/drill/events.ts'
import type { Host } from './host.ts'
import type { ReporterSpec } from './reporters.ts'
import type { OptionValues } from './settings/table.ts'
import { UsageError } from './usage-error.ts'

/** What only the command line can ask for. */
export interface RunModes {
  readonly color: boolean
  readonly demo?: boolean
  readonly lastFailed?: boolean
}

/** All that a run was asked for, wherever it was said. */
export type RunFlags = Partial<OptionValues> & RunModes

/** Seeds of a run without `--seed` derive from this fixed text, so that two such runs are equal. */
export const DEFAULT_SEED = 'seeddrill'
export const DEFAULT_SEEDS = 5
/** Of each scenario, where the run ends when nothing new is covered. */
export const MOST_SEEDS_UNTIL_STABLE = 1000
export const DEMO_SEEDS = 2
/** A planted defect is looked for with this many seeds at most. */
export const DEMO_PLANTED_SEEDS = 10

/** One processor is left to the main thread, which has little to do: of two it would be half of the machine, so both work. */
export const defaultWorkers = (processors: number): number => Math.max(Math.min(processors, 2), processors - 1)
export const DEFAULT_WORKERS_TEXT = 'processors - 1, or all of up to 2'

export interface RunOptions extends Omit<RunSettings, 'queue'> {
  readonly filterPattern: RegExp | null
  readonly seed: string
  readonly seeds: readonly string[]
  /** Of scenarios that hold a planted defect which the run must find. */
  readonly plantedSeeds: readonly string[]
  readonly reporters: readonly ReporterSpec[]
  /** Failures are saved, and saved ones are replayed first. */
  readonly corpus: boolean
  readonly lastFailed: boolean
  /** With its password. */
  readonly queue: string | null
}

/** @throws UsageError for flags that do not go together */
export function resolveRunOptions(patterns: readonly string[], flags: RunFlags, host: Host): RunOptions {
  const { demo = false, filter = null, lastFailed = false } = flags
  if (demo && patterns.length > 0) throw new UsageError('--demo runs a fixed set: leave the patterns out, or choose with --filter')
  if (demo && lastFailed) throw new UsageError('--demo runs a fixed set: leave --last-failed out')
  if (flags.until !== undefined && flags.shard !== undefined)
    throw new UsageError('--until looks at all drills of a scenario and a --shard has but some: leave one of them out')
  const seed = flags.seed ?? DEFAULT_SEED
  const plenty = flags.until === undefined ? DEFAULT_SEEDS : MOST_SEEDS_UNTIL_STABLE
  return {
    patterns,
    filter: filter?.source ?? null,
    filterPattern: filter,
    workers: flags.workers ?? defaultWorkers(host.processors),
    bail: flags.bail ?? null,
    timeBudgetMs: flags.timeBudget ?? null,
    states: flags.states ?? null,
    checkDeterminism: flags.checkDeterminism ?? false,
    demo,
    strictCoverage: flags.strictCoverage ?? false,
    ...(flags.shard !== undefined && { shard: flags.shard }),
    ...(flags.maxCases !== undefined && { maxCases: flags.maxCases }),
    ...(flags.until !== undefined && { stableAfter: flags.until }),
    queue: flags.queue ?? null,
    seed,
    seeds: seedsOf(flags, seed, demo ? DEMO_SEEDS : plenty),
    plantedSeeds: seedsOf(flags, seed, DEMO_PLANTED_SEEDS),
    reporters: flags.reporters ?? [],
    // A demonstration shows the same whatever was found before.
    corpus: (flags.corpus ?? true) && !demo,
    lastFailed,
  }
}

/** `--seed abc` alone is that very seed; with `--seeds 3` it is the stem of `abc-1`, `abc-2`, `abc-3`. */
export function seedsOf({ seed, seeds }: Pick<RunFlags, 'seed' | 'seeds'>, stem: string, count: number): readonly string[] {
  if (seed !== undefined && seeds === undefined) return [seed]
  return Array.from({ length: seeds ?? count }, (_, index) => `${stem}-${index + 1}`)
}
