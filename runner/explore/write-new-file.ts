/** Files that a person asked for by a key: there as a whole or not at all, and never over one that is there. */
import { closeSync, fsyncSync, linkSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { messageOf, UsageError } from '../usage-error.ts'

/** @throws UsageError when the file is there already, or cannot be written */
export function writeNewFile(path: string, cwd: string, text: string): void {
  const target = resolve(cwd, path)
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`)
  try {
    const file = openSync(temporary, 'w')
    try {
      writeFileSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    // Unlike a rename, a link gives way to whatever came to be in between.
    linkSync(temporary, target)
  } catch (error) {
    throw new UsageError((error as NodeJS.ErrnoException).code === 'EEXIST' ? `${path} is there already and stays as it is` : `${path} cannot be written: ${messageOf(error)}`)
  } finally {
    rmSync(temporary, { force: true })
  }
}
