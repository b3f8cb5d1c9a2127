/** The surroundings of a command, as data, so that commands can be tested without a terminal. */
import { availableParallelism } from 'node:os'

export interface Host {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number }
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number }
  readonly stdin: { readonly isTTY?: boolean }
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder that file names on the command line are relative to. */
  readonly cwd: string
  /** Processors that this process may use. */
  readonly processors: number
}

/** The process this code runs in. */
export function processHost(): Host {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    env: process.env,
    cwd: process.cwd(),
    processors: availableParallelism(),
  }
}
