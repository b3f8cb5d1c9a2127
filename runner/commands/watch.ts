/** `seeddrill run --watch`: runs again whenever a file changes that the run is made of. */
import { relative, resolve } from 'node:path'
import { clip, counted } from '../../reports/index.ts'
import { exitCode } from '../exit-codes.ts'
import { createFileWatch } from '../file-watch.ts'
import type { FileWatch } from '../file-watch.ts'
import type { Host } from '../host.ts'
import { listenForInterruptions } from '../interruptions.ts'
import type { RunRequest } from '../run-request.ts'
import { isFilePattern } from '../scenario-files.ts'
import { inCi } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { runCommand } from './run.ts'

type Run = typeof runCommand

const ENDINGS: readonly number[] = [exitCode('SIGINT'), exitCode('SIGTERM')]
const COLUMNS = 100

/**
 * @param explain says what is wrong with a run that could not begin
 * @param run does one run; default: as without `--watch`
 * @returns the exit code: only an interruption ends it
 * @throws UsageError where nobody would ever end it
 */
export async function watchCommand(request: RunRequest, host: Host, explain: (error: unknown) => void, run: Run = runCommand): Promise<number> {
  if (inCi(host.env)) throw new UsageError('--watch is for a person at a keyboard, and this is a CI (the variable CI is set)')
  const files = createFileWatch()
  try {
    const watched: Run = async (...args) => {
      try {
        return await run(...args)
      } catch (error) {
        // What a person can mend is no reason to leave.
        if (!(error instanceof UsageError)) throw error
        explain(error)
        return exitCode('usage')
      }
    }
    let inputs: readonly string[] = request.patterns.filter(isFilePattern).map((name) => resolve(host.cwd, name))
    for (;;) {
      files.watch(inputs)
      const code = await watched(request, host, (found) => {
        inputs = [...new Set([...inputs, ...found])]
        files.watch(inputs)
      })
      if (ENDINGS.includes(code)) return code
      host.stdout.write(`\nwatching ${counted(inputs.length, 'file')} · ctrl-c ends\n`)
      const changed = await nextChange(files)
      if (typeof changed === 'number') return changed
      host.stdout.write(`${clip(`changed: ${changed.map((file) => relative(host.cwd, file)).join(', ')}`, COLUMNS)}\n\n`)
    }
  } finally {
    files.close()
  }
}

/** What changed, or the exit code of an interruption. */
async function nextChange(files: FileWatch): Promise<readonly string[] | number> {
  let interrupt = (_: number): void => {}
  const interrupted = new Promise<number>((resolve) => (interrupt = resolve))
  const interruptions = listenForInterruptions((signal) => interrupt(exitCode(signal)))
  try {
    return await Promise.race([files.changed(), interrupted])
  } finally {
    interruptions.dispose()
  }
}
