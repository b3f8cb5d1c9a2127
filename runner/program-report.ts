/** Commands about reports that were written. */
import type { Command } from 'commander'
import { mergeCommand, openCommand } from './commands/report.ts'
import type { MergeFlags } from './commands/report.ts'
import type { Host } from './host.ts'
import { parseReporter } from './reporters.ts'
import type { ReporterSpec } from './reporters.ts'

export function addReport(program: Command, host: Host, onExitCode: (code: number) => void): void {
  const report = program.command('report').description('join the reports of shards, or show one')
  const collect = (text: string, before: readonly ReporterSpec[] = []): readonly ReporterSpec[] => [...before, parseReporter(text)]
  report
    .command('merge')
    .description('join the event streams of all shards into one run: its reports and its exit code')
    .argument('<files...>', 'what run --shard i/n --reporter ndjson=FILE wrote, of every shard')
    .option('--reporter <name[=file]>', 'repeatable, as for run (default: line)', collect)
    .option('--no-color', 'no colours (default: colours when the output is a terminal and NO_COLOR is not set)')
    .action(async (files: readonly string[], flags: MergeFlags) => onExitCode(await mergeCommand(files, flags, host)))
  report
    .command('open')
    .description('show a page of --reporter html in the browser, where there is one, and print its address')
    .argument('<file>', 'the page')
    .action((file: string) => onExitCode(openCommand(file, host)))
}
