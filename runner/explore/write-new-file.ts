/** Files that a person asked for by a key: there as a whole or not at all, and never over one that is there. */
import { linkSync } from 'node:fs'
import { resolve } from 'node:path'
import { writeBeside } from '../report-file.ts'
import { messageOf, UsageError } from '../usage-error.ts'

/** @throws UsageError when the file is there already, or cannot be written */
export function writeNewFile(path: string, cwd: string, text: string): void {
  try {
    // Unlike a rename, a link gives way to whatever came to be in between.
    writeBeside(resolve(cwd, path), text, linkSync)
  } catch (error) {
    throw new UsageError((error as NodeJS.ErrnoException).code === 'EEXIST' ? `${path} is there already and stays as it is` : `${path} cannot be written: ${messageOf(error)}`)
  }
}
