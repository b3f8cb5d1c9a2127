/** The options of a run, one table for flags, `SEEDDRILL_*` variables and the configuration file. */
import type { RunShard } from '../../core/drill/events.ts'
import type { SeeddrillConfig } from '../../core/index.ts'
import type { Host } from '../host.ts'
import { parseReporter, REPORTERS } from '../reporters.ts'
import type { ReporterSpec } from '../reporters.ts'
import { DEFAULT_WORKERS_TEXT, DEFAULT_SEED, DEFAULT_SEEDS, defaultWorkers, MOST_SEEDS_UNTIL_STABLE } from '../run-options.ts'
import { DEFAULT_STABLE_AFTER, pattern, publicAddress, queueAddress, seedText, shardText, timeSpan, untilText, wholeNumber } from '../values.ts'

export const MOST_SEEDS = 1_000_000
export const MOST_WORKERS = 256
export const MOST_STATES = 100_000_000
export const MOST_CASES = 100_000_000

/** Of each option, once it is read. */
export interface OptionValues {
  readonly scenarios: readonly string[]
  readonly seed: string
  readonly seeds: number
  readonly workers: number
  readonly states: number
  readonly timeBudget: number
  readonly maxCases: number
  /** Drills in a row that cover nothing new. */
  readonly until: number
  readonly shard: RunShard
  readonly queue: string
  readonly reporters: readonly ReporterSpec[]
  readonly strictCoverage: boolean
  readonly checkDeterminism: boolean
  readonly filter: RegExp
  readonly bail: number
  readonly corpus: boolean
}

export type OptionName = keyof OptionValues & keyof SeeddrillConfig

type Element<Value> = Value extends readonly (infer Item)[] ? Item : Value

/** How an option is written in the file; on the command line and in the environment everything is text. */
export type Shape = 'number' | 'text' | 'list' | 'flag'

export interface OptionRow<Value> {
  readonly shape: Shape
  /** As commander writes it; null: these are the patterns, which have no flag. */
  readonly flag: string | null
  readonly help: string
  /** Reads one text, or one of a list; throws what it must be. Of a flag: never called. */
  readonly read: (text: string) => Element<Value>
  /** Back to what a file would hold. Default: as it is. */
  readonly show?: (value: Element<Value>) => string
  /** Variables of other makers that say it where `SEEDDRILL_*` does not. */
  readonly standIn?: { readonly variables: string; readonly text: (env: Readonly<Record<string, string | undefined>>) => string | null }
  /** What holds when nobody says anything, in words. */
  readonly otherwise: (host: Host) => string
}

const asItIs = (text: string): string => text
const never = (text: string): never => {
  throw new TypeError(`a switch has no text: ${text}`)
}

const reporterNames = Object.entries(REPORTERS).map(([name, { summary }]) => `${name} (${summary})`).join(', ')

export const OPTIONS: { readonly [Name in OptionName]: OptionRow<OptionValues[Name]> } = {
  scenarios: { shape: 'list', flag: null, help: '', read: asItIs, otherwise: () => 'the built-in suite' },
  seed: {
    shape: 'text', flag: '--seed <text>', read: seedText, otherwise: () => DEFAULT_SEED,
    help: 'alone: drill with just this seed; with --seeds: the stem of all seeds',
  },
  seeds: {
    shape: 'number', flag: '--seeds <n>', read: wholeNumber(1, MOST_SEEDS, '--seeds 20'), otherwise: () => String(DEFAULT_SEEDS),
    help: 'seeds of each scenario: stem-1 to stem-n',
  },
  workers: {
    shape: 'number', flag: '--workers <n>', read: wholeNumber(1, MOST_WORKERS, '--workers 2'),
    otherwise: ({ processors }) => `${DEFAULT_WORKERS_TEXT}, here ${defaultWorkers(processors)}`, help: 'worker threads',
  },
  bail: {
    shape: 'number', flag: '--bail [n]', read: wholeNumber(1, MOST_SEEDS, '--bail=3'), otherwise: () => 'never',
    help: 'stop after the first failing drill, with --bail=n after the n-th',
  },
  filter: {
    shape: 'text', flag: '-t, --filter <regex>', read: pattern, show: ({ source }) => source, otherwise: () => 'all',
    help: 'only scenarios whose name matches',
  },
  reporters: {
    shape: 'list', flag: '--reporter <name[=file]>', read: parseReporter, show: ({ name, file }) => (file === null ? name : `${name}=${file}`),
    otherwise: () => 'a live view on a terminal, else line, in GitHub Actions with github', help: `repeatable: ${reporterNames}, or a file that exports one (./my-reporter.ts)`,
  },
  states: {
    shape: 'number', flag: '--states <n>', read: wholeNumber(1, MOST_STATES, '--states 5000'), otherwise: () => 'that of the drill, 2000',
    help: 'crash states that a drill may execute',
  },
  timeBudget: {
    shape: 'text', flag: '--time-budget <time>', read: timeSpan, show: (ms) => `${ms}ms`, otherwise: () => 'none',
    help: 'start no drill after this time, as in 5m',
  },
  maxCases: {
    shape: 'number', flag: '--max-cases <n>', read: wholeNumber(1, MOST_CASES, '--max-cases 1000'), otherwise: () => 'no limit',
    help: 'end after this many drills, taken seed by seed',
  },
  until: {
    shape: 'text', flag: '--until <stable[=n]>', read: untilText, show: (drills) => `stable=${drills}`, otherwise: () => 'do not',
    help: `end when n drills of each scenario in a row (${DEFAULT_STABLE_AFTER} without a number) covered nothing new; --seeds is then the most, ${MOST_SEEDS_UNTIL_STABLE} where it is not given`,
  },
  shard: {
    shape: 'text', flag: '--shard <i/n>', read: shardText, show: ({ index, of }) => `${index}/${of}`,
    standIn: {
      variables: 'CI_NODE_INDEX and CI_NODE_TOTAL',
      text: ({ CI_NODE_INDEX: index, CI_NODE_TOTAL: total }) => (index && total ? `${index}/${total}` : null),
    },
    otherwise: () => 'CI_NODE_INDEX of CI_NODE_TOTAL where both are set, else everything', help: 'drill only this part of the cases; report merge joins the parts',
  },
  queue: {
    shape: 'text', flag: '--queue <redis://host[:port][/db]>', read: queueAddress, show: publicAddress, otherwise: () => 'this machine',
    help: 'have machines that run seeddrill worker do the drills',
  },
  strictCoverage: {
    shape: 'flag', flag: '--strict-coverage', read: never, otherwise: () => 'only tell',
    help: 'exit with 1 when something was not covered: a crash phase, a fault that was planned or claimed and never fired, a sometimes or reachable property',
  },
  checkDeterminism: {
    shape: 'flag', flag: '--check-determinism', read: never, otherwise: () => 'off', help: 'drill three times with each seed and compare',
  },
  corpus: {
    shape: 'flag', flag: '--no-corpus', read: never, otherwise: () => 'save and replay',
    help: 'save no failures in .seeddrill/corpus, and replay none of those that are there',
  },
}

export const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[]

export const VARIABLE_PREFIX = 'SEEDDRILL_'

/** `timeBudget` → `SEEDDRILL_TIME_BUDGET`. */
export const variableOf = (name: OptionName): string => `${VARIABLE_PREFIX}${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
