/** The command that shows a failure again. */
import { SEEDDRILL, shellArgument } from '../reports/shell.ts'

/** @param file the user's scenario file, null for a scenario that comes with the package */
export function replayCommand(token: string, file: string | null): string {
  return `${SEEDDRILL} replay ${token}${file === null ? '' : ` --file ${shellArgument(file)}`}`
}
