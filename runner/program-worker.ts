/** The command of a machine that works for runs of others. */
import type { Command } from 'commander'
import { workerCommand } from './commands/worker.ts'
import type { WorkerFlags } from './commands/worker.ts'
import type { Host } from './host.ts'
import { DEFAULT_WORKERS_TEXT, defaultWorkers } from './run-options.ts'
import { MOST_WORKERS } from './settings/table.ts'
import { queueAddress, wholeNumber } from './values.ts'

export function addWorker(program: Command, host: Host, onExitCode: (code: number) => void): void {
  program
    .command('worker')
    .description('do drills of runs that were started with --queue, until interrupted; start it in the folder of the same checkout')
    .requiredOption('--queue <redis://host[:port][/db]>', 'where runs look for workers', queueAddress)
    .option('--workers <n>', `worker threads (default: ${DEFAULT_WORKERS_TEXT}, here ${defaultWorkers(host.processors)})`, wholeNumber(1, MOST_WORKERS, '--workers 2'))
    .action(async (flags: WorkerFlags) => onExitCode(await workerCommand(flags, host)))
}
