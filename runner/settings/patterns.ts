/** Patterns of files become files, before anything is loaded. */
import { join } from 'node:path'
import { portablePath } from '../corpus/project-root.ts'
import { isFilePattern } from '../scenario-files.ts'
import { UsageError } from '../usage-error.ts'
import { filesMatching, isGlob } from './globs.ts'

/**
 * Names stay as they are; files are named from `cwd`, each once.
 * @param from folder that the patterns are relative to
 * @param origin where they stand, for the message
 * @throws UsageError when a pattern of files matches none
 */
export function expandPatterns(patterns: readonly string[], from: string, cwd: string, origin: string | null): readonly string[] {
  const found = patterns.flatMap((pattern) => {
    if (!isFilePattern(pattern)) return [pattern]
    const files = isGlob(pattern) ? filesMatching(from, pattern) : [pattern]
    if (files.length === 0) throw new UsageError(`${origin === null ? '' : `${origin}: `}no file matches ${pattern}`, 'nothing-matched')
    return from === cwd ? files : files.map((file) => portablePath(cwd, join(from, file)))
  })
  return [...new Set(found)]
}
