/** The command that shows a failure again. */

/** Quotes an argument for a POSIX shell when it has to be. */
export function argument(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

/** @param file the user's scenario file, null for a scenario that comes with the package */
export function replayCommand(token: string, file: string | null): string {
  return `seeddrill replay ${token}${file === null ? '' : ` --file ${argument(file)}`}`
}
