/** Commands about reports that were written. */
import type { Command } from 'commander'
import { mergeCommand, openCommand } from './commands/report.ts'
import type { MergeFlags } from './commands/report.ts'
import type { Host } from './host.ts'
import { parseReporter } from './reporters.ts'
import { collected, NO_COLOR } from './values.ts'

export function addReport(program: Command, host: Host, onExitCode: (code: number) => void): void {
  const report = program.command('report').description('join the reports of shards, or show one')
  report
    .command('merge')
    .description('join the event streams of all shards into one run: its reports and its exit code')
    .argument('<files...>', 'what run --shard i/n --reporter ndjson=FILE wrote, of every shard')
    .option('--reporter <name[=file]>', 'repeatable, as for run (default: line)', collected(parseReporter))
    .option(...NO_COLOR)
    .action(async (files: readonly string[], flags: MergeFlags) => onExitCode(await mergeCommand(files, flags, host)))
  report
    .command('open')
    .description('show a page of --reporter html in the browser, where there is one, and print its address')
    .argument('<file>', 'the page')
    .action((file: string) => onExitCode(openCommand(file, host)))
}
