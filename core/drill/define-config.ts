/** `defineConfig`: what a `seeddrill.config.ts` exports, typed. Who reads the file checks it. */

/** Options of `seeddrill run`. A flag wins over `SEEDDRILL_*` in the environment, and that over the file. */
export interface SeeddrillConfig {
  /** Scenario files, as paths or globs from the folder of the configuration, or names. Default: the built-in suite. */
  readonly scenarios?: readonly string[]
  /** Alone: drill with just this seed; with `seeds`: the stem of all seeds. Default `seeddrill`. */
  readonly seed?: string
  /** Seeds of each scenario. Default 5. */
  readonly seeds?: number
  /** Worker threads. Default: processors less one. */
  readonly workers?: number
  /** Crash states that a drill may execute. Default 2000. */
  readonly states?: number
  /** Start no drill after this time, as in `'5m'`. Default: none. */
  readonly timeBudget?: string
  /** Which part of the cases, as in `'2/4'`. Default: all, or what `CI_NODE_INDEX` and `CI_NODE_TOTAL` say. */
  readonly shard?: string
  /** Start no drill after so many. Default: no limit. */
  readonly maxCases?: number
  /** `'stable'` or `'stable=50'`: end when as many drills of each scenario in a row covered nothing new. Default: do not. */
  readonly until?: string
  /** Have other machines do the drills, as in `'redis://localhost:6379'`. Default: this one does them. */
  readonly queue?: string
  /** As in `['line', 'json=out.json']`. Default: a live view on a terminal, else `line`. */
  readonly reporters?: readonly string[]
  /** Fail when something was not covered. Default false. */
  readonly strictCoverage?: boolean
  /** Drill three times with each seed and compare. Default false. */
  readonly checkDeterminism?: boolean
  /** A regular expression: only scenarios whose name matches. Default: all. */
  readonly filter?: string
  /** Stop after this many failing drills. Default: never. */
  readonly bail?: number
  /** Save failures in `.seeddrill/corpus`, and replay those that are there first. Default true. */
  readonly corpus?: boolean
}

/** States the configuration of a project. Returns its argument. */
export const defineConfig = (config: SeeddrillConfig): SeeddrillConfig => config
