/** What to say of a path that was taken for the name of a scenario. */
import { statSync } from 'node:fs'
import { posix, resolve } from 'node:path'

/** Begins with `; `; empty when there is nothing at this path. */
export function pathHint(text: string, cwd: string): string {
  const status = statSync(resolve(cwd, text), { throwIfNoEntry: false })
  if (!status) return ''
  if (status.isDirectory()) return `; it is a folder: name its files, as in '${posix.join(text, '**/*.ts')}'`
  if (text.endsWith('.ndjson')) return '; to look into a file of --reporter ndjson there is seeddrill explore'
  return '; it is a file, and those with scenarios end in .ts, .js, .mts and the like'
}
