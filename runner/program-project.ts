/** Commands about a project rather than about a drill: its configuration, its first files, its shell. */
import { Argument } from 'commander'
import type { Command } from 'commander'
import { COMPLETE, completions, SHELLS } from './commands/completion.ts'
import type { Shell } from './commands/completion.ts'
import { configCommand } from './commands/config.ts'
import type { ConfigFlags } from './commands/config.ts'
import { initCommand } from './commands/init.ts'
import type { InitFlags } from './commands/init.ts'
import { exitCode } from './exit-codes.ts'
import type { Host } from './host.ts'
import { addRunFlags, givenFlags } from './settings/flags.ts'
import { NO_COLOR } from './values.ts'

/** How these commands end. */
export const PROJECT_EXITS = { passed: 'done', usage: 'usage: an argument, an option or a file that is wrong or cannot be written', 'internal-error': 'internal error' } as const

export function addProjectCommands(program: Command, host: Host, onExitCode: (code: number) => void): void {
  program
    .command('init')
    .description('write a configuration, a first scenario and files for CI into this folder; nothing that is there is changed')
    .option('--yes', 'do not ask (default: ask at a terminal)')
    .action(async (flags: InitFlags) => onExitCode(await initCommand(flags, host)))
  addConfig(program, host, onExitCode)
  program
    .command('completion')
    .description('print a script that completes commands, flags and names of scenarios in a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(SHELLS)))
    .action((shell: Shell) => {
      host.stdout.write(SHELLS[shell])
      onExitCode(exitCode('passed'))
    })
  program.command(COMPLETE, { hidden: true }).argument('[words...]').action(async (words: readonly string[]) => {
    const found = await completions(program, words, host)
    host.stdout.write(found.map((each) => `${each}\n`).join(''))
    onExitCode(exitCode('passed'))
  })
}

function addConfig(program: Command, host: Host, onExitCode: (code: number) => void): void {
  const print = program
    .command('config')
    .description('the options of run: where each comes from')
    .command('print')
    .description('print each option of run with its value and who said so: a flag, SEEDDRILL_* in the environment, or the configuration')
  addRunFlags(print, host)
    .option('--json', 'machine-readable (default: off)')
    .option(...NO_COLOR)
    .action(async (flags: ConfigFlags) => onExitCode(await configCommand(givenFlags(print), flags, host)))
}
