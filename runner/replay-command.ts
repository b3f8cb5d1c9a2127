/** The commands that show a failure, or a run, again. */
import { SEEDDRILL, shellArgument } from '../reports/shell.ts'

/** @param file the user's scenario file, null for a scenario that comes with the package */
export function replayCommand(token: string, file: string | null): string {
  return `${SEEDDRILL} replay ${shellArgument(token)}${fileFlag(file)}`
}

/** @param file as for {@link replayCommand} */
export function exploreCommand(token: string, file: string | null): string {
  return `${SEEDDRILL} explore ${shellArgument(token)}${fileFlag(file)}`
}

/** Opens a run in which nothing has been struck yet. */
export function openCommand(scenario: string, seed: string, file: string | null): string {
  return `${SEEDDRILL} explore ${shellArgument(scenario)} --seed ${shellArgument(seed)}${fileFlag(file)}`
}

const fileFlag = (file: string | null): string => (file === null ? '' : ` --file ${shellArgument(file)}`)
