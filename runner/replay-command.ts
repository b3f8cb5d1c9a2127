/** The commands that show a failure again. */
import { SEEDDRILL, shellArgument } from '../reports/shell.ts'

/** @param file the user's scenario file, null for a scenario that comes with the package */
export function replayCommand(token: string, file: string | null): string {
  return `${SEEDDRILL} replay ${token}${fileFlag(file)}`
}

/** @param file as for {@link replayCommand} */
export function exploreCommand(token: string, file: string | null): string {
  return `${SEEDDRILL} explore ${token}${fileFlag(file)}`
}

const fileFlag = (file: string | null): string => (file === null ? '' : ` --file ${shellArgument(file)}`)
