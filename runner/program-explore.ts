/** The command that explores a run. */
import type { Command } from 'commander'
import type { ExploreFlags } from './commands/explore.ts'
import { parsePull } from './explore/pull-text.ts'
import type { ExitName } from './exit-codes.ts'
import type { Host } from './host.ts'
import { collected, NO_COLOR, seedText, wholeNumber } from './values.ts'

/** A write log has no more steps than it can number. */
const MOST_STEPS = 1_000_000_000
const MOST_FAILURES = 1_000_000

/** How it ends. */
export const EXPLORE_EXITS = {
  passed: 'left; --print: it recovers as it must, or nothing was crashed',
  violated: '--print: what was crashed fails',
  usage: 'usage: an argument, an option or a file that is wrong, or no terminal',
  inconclusive: '--print: nothing can be said of it, or there is nothing to recover from',
  'nothing-matched': 'nothing there to choose from',
  'internal-error': 'internal error, or the application ended or blocked its thread',
  SIGHUP: 'the terminal was closed',
  SIGINT: 'interrupted by SIGINT',
  SIGTERM: 'ended by SIGTERM',
} as const satisfies Partial<Record<ExitName, string>>

/** What it needs is loaded when it is asked for: no other command does. */
export function addExplore(program: Command, host: Host, onExitCode: (code: number) => void): void {
  program
    .command('explore')
    .description('walk through a run in time, look into its disks, and pull the plug at any instant')
    .argument('[scenario|token|file]', 'a scenario or its file, a token, the short name of a saved failure, or a file of --reporter ndjson, which needs no code (default: what failed in the last run, else a list of scenarios)')
    .option('--seed <text>', 'of the run of a scenario (default: the first seed of run)', seedText)
    .option('-f, --file <scenario.ts>', 'repeatable: a file with the scenario (default: that of the saved failure, else those of the configuration)', collected(String))
    .option('--failure <n>', 'of a file of --reporter ndjson: which of its failures, from 1 (default: choose; with --print the first)', wholeNumber(1, MOST_FAILURES, '--failure 2'))
    .option('--at <seq>', 'the step of the write log to begin at (default: the crash, or the begin)', wholeNumber(0, MOST_STEPS, '--at 120'))
    .option('--pull <what>', 'pull the plug, or fail over to a recovery point: power-cut@SEQ[:floors|completed|newest], the same with W41=lost (or torn, survives) for single writes, os-crash@SEQ, process-crash@SEQ, region-loss@SEQ[:latest|latest-processed|latest-app-consistent|ID], point=ID (default: do not)', parsePull)
    .option('--print', 'print text instead of drawing; it needs no terminal (default: off)')
    .option('--files', 'with --print: also the files and the fsck that a power cut at this step would leave (default: off)')
    .option('--sweep', 'with --print: crash at every instant and print where it fails (default: off)')
    .option('--shrink', 'with --print: make the failure smaller first (default: off)')
    .option('--json', 'with --print: machine-readable, the branch, or the sweep, or what --at looks at (default: off)')
    .option('--save', 'with --print: save what came of it, to be shown again by replay and first by run (default: do not)')
    .option('--export-test <file.test.ts>', 'with --print: write it as a test for vitest, never over a file (default: do not)')
    .option('--html <file>', 'with --print: write a report of the failure for a browser (default: do not)')
    .option('--perfetto <file>', 'with --print: write a trace for ui.perfetto.dev, never over a file (default: do not)')
    .option('--ascii', 'no signs beside ASCII (default: as the locale says)')
    .option(...NO_COLOR)
    .action(async (argument: string | undefined, flags: ExploreFlags) => {
      const { exploreCommand } = await import('./commands/explore.ts')
      onExitCode(await exploreCommand(argument, flags, host))
    })
}
