/** Errors as a person at the command line reads them. */
import { CommanderError } from 'commander'
import { exitCode } from './exit-codes.ts'
import type { Host } from './host.ts'
import { oneLine, UsageError } from './usage-error.ts'

/**
 * Says what went wrong, and returns the exit code for it.
 * @param command whose help tells what is allowed, as it is called
 */
export function explain(error: unknown, { stderr }: Host, command = 'seeddrill'): number {
  if (error instanceof UsageError) {
    stderr.write(`seeddrill: ${oneLine(error.message)}\n`)
    return exitCode(error.exit)
  }
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCode('passed')
    stderr.write(`seeddrill: ${oneLine(error.message.replace(/^error: /, '')).replace(/\.$/, '')}; see ${command} --help\n`)
    return exitCode('usage')
  }
  stderr.write(`seeddrill: internal error\n${error instanceof Error ? error.stack : String(error)}\n`)
  return exitCode('internal-error')
}
