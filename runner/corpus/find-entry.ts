/** From a short id, or an unambiguous beginning of one, to the saved failure. */
import { suggestion, UsageError } from '../usage-error.ts'
import { allPaths, idOf, readStored } from './store.ts'
import type { StoredEntry } from './store.ts'

/** What an id looks like: nothing else is looked for. */
const ID = /^[\w.+-]+$/

/** Ids of all saved failures. A file by another name is none, and shells are handed these. */
export const allIds = (root: string): readonly string[] => allPaths(root).map(idOf).filter((id) => ID.test(id))

/** Null when nothing is saved under such a name. @throws UsageError when it is not clear which one is meant */
export function findEntry(root: string, id: string): StoredEntry | null {
  if (!ID.test(id)) return null
  const paths = allPaths(root)
  const whole = paths.filter((path) => idOf(path) === id)
  const found = whole.length > 0 ? whole : paths.filter((path) => idOf(path).startsWith(id))
  if (found.length > 1) throw new UsageError(`${id} may be ${found.map(idOf).join(' or ')}: write more of it`)
  return found.length === 0 ? null : readStored(root, found[0]!)
}

/** `; did you mean …?` for something that may have been meant as an id. */
export const nearId = (root: string, id: string): string => (ID.test(id) ? suggestion(id, allIds(root)) : '')
