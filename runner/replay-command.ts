/** The command that shows a failure again. */
import { shellArgument } from '../reports/index.ts'

/** @param file the user's scenario file, null for a scenario that comes with the package */
export function replayCommand(token: string, file: string | null): string {
  return `seeddrill replay ${token}${file === null ? '' : ` --file ${shellArgument(file)}`}`
}
