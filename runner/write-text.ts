/**
 * Text for people on standard output and standard error. In GitHub Actions nothing of it is a command, whatever a user's
 * program stored or said. Documents for programs are written as they are.
 */
import { withoutCommands } from '../reports/github/no-commands.ts'
import { inGithubActions } from './github-surroundings.ts'
import type { Host } from './host.ts'

/** As text may stand in the log of this host. */
export const forLog = (host: Pick<Host, 'env'>, text: string): string => (inGithubActions(host) ? withoutCommands(text) : text)

export function writeText(host: Pick<Host, 'env' | 'stdout'>, text: string): void {
  host.stdout.write(forLog(host, text))
}

/** The same host; its standard error has only text for people. */
export function withTextOnStderr(host: Host): Host {
  const { stderr } = host
  // Everything else stays that of the stream: its width changes while it is used.
  const filtered = Object.create(stderr) as { write: Host['stderr']['write'] }
  filtered.write = (text) => stderr.write(forLog(host, text))
  return { ...host, stderr: filtered }
}
