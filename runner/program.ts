/** The command line: commands, flags, defaults and help. */
import { Command, Option } from 'commander'
import { DEFAULT_QUIET_DAYS, ESTATE_DISASTER_KINDS, strategies, USUAL_DISASTERS } from '../core/drill/estate/index.ts'
import { adviseCommand, DEFAULT_ADVISING_HISTORIES } from './commands/advise.ts'
import { compareCommand } from './commands/compare.ts'
import type { CompareFlags } from './commands/compare.ts'
import { listCommand } from './commands/list.ts'
import type { ListFlags } from './commands/list.ts'
import { parseReplayReporter, replayCommand } from './commands/replay.ts'
import type { ReplayFlags } from './commands/replay.ts'
import { runCommand } from './commands/run.ts'
import { watchCommand } from './commands/watch.ts'
import { DEFAULT_ZOO_SEEDS, DEFAULT_ZOO_STATES, zooCommand } from './commands/zoo.ts'
import type { ZooFlags } from './commands/zoo.ts'
import { ESTATE_EXITS } from './estates/exits.ts'
import { MOST_QUIET_DAYS } from './estates/case-token.ts'
import { DEFAULT_HISTORIES } from './estates/options.ts'
import type { EstateFlags } from './estates/options.ts'
import { EXIT_CODES, exitCode } from './exit-codes.ts'
import type { ExitName } from './exit-codes.ts'
import type { Host } from './host.ts'
import { explain } from './explain.ts'
import { manifest } from './package-root.ts'
import { addExplore, EXPLORE_EXITS } from './program-explore.ts'
import { addProjectCommands, PROJECT_EXITS } from './program-project.ts'
import { addReport } from './program-report.ts'
import { addWorker } from './program-worker.ts'
import { DEFAULT_SEED, DEFAULT_WORKERS_TEXT, DEMO_PLANTED_SEEDS, DEMO_SEEDS, defaultWorkers } from './run-options.ts'
import type { RunModes } from './run-options.ts'
import { addRunFlags, givenFlags } from './settings/flags.ts'
import { MOST_SEEDS, MOST_STATES, MOST_WORKERS } from './settings/table.ts'
import { LANGUAGES } from '../reports/index.ts'
import { collected, names, NO_COLOR, seedText, timeSpan, wholeNumber } from './values.ts'
import { ZOO_EXITS } from './zoo/exit-of-zoo.ts'

const MOST_HISTORIES = 100_000
const MOST_DISASTERS = 1_000

/** @param onExitCode hears how the command ended; not called for help */
export function createProgram(host: Host, onExitCode: (code: number) => void): Command {
  const program = new Command('seeddrill')
    .description('Disaster-recovery drills, reproducible by seed.')
    .version(manifest.version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => void host.stdout.write(text), writeErr: () => {} })
  addRun(program, host, onExitCode)
  addReplay(program, host, onExitCode)
  addExplore(program, host, onExitCode)
  addList(program, host, onExitCode)
  addZoo(program, host, onExitCode)
  addCompare(program, host, onExitCode)
  addAdvise(program, host, onExitCode)
  addReport(program, host, onExitCode)
  addWorker(program, host, onExitCode)
  addProjectCommands(program, host, onExitCode)
  for (const command of [program, ...program.commands])
    command.addHelpText('after', exitCodeHelp(EXITS_OF[command.name()] ?? EVERY_EXIT))
  return program
}

type ExitMeanings = Readonly<Partial<Record<ExitName, string>>>

/** Of commands that have no table of their own. Only the explorer hears of its terminal. */
const EVERY_EXIT: ExitMeanings = Object.fromEntries(Object.entries(EXIT_CODES).flatMap(([name, { meaning }]) => (name === 'SIGHUP' ? [] : [[name, meaning]])))

/** By command, where not every one can come. */
const EXITS_OF: Readonly<Record<string, ExitMeanings>> = {
  explore: EXPLORE_EXITS, zoo: ZOO_EXITS, compare: ESTATE_EXITS, advise: ESTATE_EXITS, init: PROJECT_EXITS, config: PROJECT_EXITS, completion: PROJECT_EXITS, worker: PROJECT_EXITS,
}

function exitCodeHelp(meanings: ExitMeanings): string {
  const lines = Object.entries(meanings).map(([name, meaning]) => `  ${String(exitCode(name as ExitName)).padEnd(5)}${meaning}`)
  return ['', 'Exit codes:', ...lines].join('\n')
}

const languageOption = (): Option => new Option('--lang <language>', 'language of what is told of estates (default: en)').choices(LANGUAGES)

function addRun(program: Command, host: Host, onExitCode: (code: number) => void): void {
  const command = program
    .command('run')
    .description('drill scenarios with a number of seeds each')
    .argument('[patterns...]', 'scenario files (.ts, .js …), names or parts of names, globs (default: those of the configuration, else the built-in suite)')
  addRunFlags(command, host)
    .option('--watch', 'run again whenever a file of the scenarios or the configuration changes; not in CI (default: off)')
    .option('--last-failed', 'only what failed in the last run: its seeds, and the saved failures that still failed (default: off)')
    .option('--demo', `the built-in suite with ${DEMO_SEEDS} seeds, then five planted defects, each until it is found, with up to ${DEMO_PLANTED_SEEDS} seeds (default: off)`)
    .option(...NO_COLOR)
    .action(async (patterns: readonly string[], { watch, ...modes }: RunModes & { readonly watch?: boolean }) => {
      const request = { patterns, given: givenFlags(command), modes: modesOf(modes) }
      onExitCode(await (watch ? watchCommand(request, host, (error) => void explain(error, host)) : runCommand(request, host)))
    })
}

/** Of all that commander read, what no file and no variable can say. */
function modesOf({ color, demo, lastFailed }: RunModes): RunModes {
  return { color, ...(demo && { demo }), ...(lastFailed && { lastFailed }) }
}

function addReplay(program: Command, host: Host, onExitCode: (code: number) => void): void {
  program
    .command('replay')
    .description('show a failure or an outcome of a comparison again, or drill a saved plan')
    .argument('<token|file>', 'a token, the short name of a saved failure, or a file with a token or a plan')
    .option('--file <scenario.ts>', 'repeatable: a file with the scenario or the estate (default: that of the saved failure, else those of the configuration)', collected(String))
    .option('--reporter <ndjson=file>', 'of an outcome of compare: write its events, one JSON object a line (default: do not)', collected(parseReplayReporter))
    .addOption(languageOption())
    .option('--save <plan.json>', 'also write plan, crash and verdict as JSON, to be read, edited and replayed (default: do not)')
    .option(...NO_COLOR)
    .action(async (argument: string, flags: ReplayFlags) => onExitCode(await replayCommand(argument, flags, host)))
}

function addList(program: Command, host: Host, onExitCode: (code: number) => void): void {
  program
    .command('list')
    .description('list scenarios, planted defects and their correct twins')
    .argument('[patterns...]', 'as for run (default: everything that comes with the package)')
    .option('--json', 'machine-readable (default: off)')
    .option(...NO_COLOR)
    .action(async (patterns: readonly string[], flags: ListFlags) => onExitCode(await listCommand(patterns, flags, host)))
}

function addZoo(program: Command, host: Host, onExitCode: (code: number) => void): void {
  program
    .command('zoo')
    .description('measure how soon each planted defect is caught, and that its correct twin raises no alarm')
    .argument('[ids...]', 'bugs by their ids, see list (default: all)')
    .option('--seed <text>', `the stem of all seeds (default: ${DEFAULT_SEED})`, seedText)
    .option('--seeds <n>', `seeds of each twin, and the most of each bug (default: ${DEFAULT_ZOO_SEEDS})`, wholeNumber(1, MOST_SEEDS, '--seeds 200'))
    .option('--states <n>', `crash states that a drill may execute (default: ${DEFAULT_ZOO_STATES})`, wholeNumber(1, MOST_STATES, '--states 1000'))
    .option('--workers <n>', `worker threads (default: ${DEFAULT_WORKERS_TEXT}, here ${defaultWorkers(host.processors)})`, wholeNumber(1, MOST_WORKERS, '--workers 2'))
    .option('--time-budget <time>', 'start no drill after this time, as in 5m (default: none)', timeSpan)
    .option('--json', 'machine-readable, with progress on standard error (default: off)')
    .option('--report <file>', 'write the JSON document to this file as well (default: none)')
    .option(...NO_COLOR)
    .action(async (ids: readonly string[], flags: ZooFlags) => onExitCode(await zooCommand(ids, flags, host)))
}

/** What `compare` and `advise` have in common. */
function addHistories(command: Command, histories: number, host: Host): Command {
  return command
    .argument('[estate]', 'name of an estate, or a file that exports one (default: that of the only --file, else the built-in orders)')
    .option('--file <estate.ts>', 'repeatable: a file that exports estates or strategies (default: only built-in ones)', collected(String))
    .option('--histories <n>', `independent histories, with seeds stem-1 to stem-n (default: ${histories})`, wholeNumber(1, MOST_HISTORIES, '--histories 50'))
    .option('--quiet-days <n>', `days before disasters strike, in which first copies are made (default: ${DEFAULT_QUIET_DAYS})`, wholeNumber(0, MOST_QUIET_DAYS, '--quiet-days 5'))
    .option('--seed <text>', `the stem of all seeds (default: ${DEFAULT_SEED})`, seedText)
    .option('--workers <n>', `worker threads (default: ${DEFAULT_WORKERS_TEXT}, here ${defaultWorkers(host.processors)})`, wholeNumber(1, MOST_WORKERS, '--workers 2'))
    .option('--json [file]', 'machine-readable, instead of the text or into this file (default: off)')
    .addOption(languageOption())
    .option(...NO_COLOR)
}

function addCompare(program: Command, host: Host, onExitCode: (code: number) => void): void {
  addHistories(program.command('compare').description('compare ways to protect an estate by what comes back after disasters'), DEFAULT_HISTORIES, host)
    .option('--disasters <n>', 'disasters in each history, dealt to the kinds in turn (default: one of each kind)', wholeNumber(1, MOST_DISASTERS, '--disasters 5'))
    .option('--kinds <a,b>', `kinds of disaster, of ${ESTATE_DISASTER_KINDS.join(', ')} (default: ${USUAL_DISASTERS.join(', ')})`, names)
    .option('--strategies <a,b>', `strategies by their ids: ${Object.keys(strategies).join(', ')}, and those of your files (default: the first four, and those)`, names)
    .option('--evidence <file.md>', 'write a report for auditors, in Markdown (default: do not)')
    .action(async (estate: string | undefined, flags: CompareFlags) => onExitCode(await compareCommand(estate, flags, host)))
}

function addAdvise(program: Command, host: Host, onExitCode: (code: number) => void): void {
  addHistories(program.command('advise').description('say which recovery points to fail over to, application by application, and show why'), DEFAULT_ADVISING_HISTORIES, host)
    .action(async (estate: string | undefined, flags: EstateFlags) => onExitCode(await adviseCommand(estate, flags, host)))
}
