/**
 * Names the change of a file after which a process was killed in the middle of an operation: nothing is lost then, and
 * what the program had still to do was never asked for.
 */
import { describeChange, fileChanges } from './file-changes.ts'
import type { Finding } from './findings.ts'
import type { MemoryCause } from './memory-cause.ts'
import type { Locate } from './options.ts'
import type { Site } from './site.ts'

/** @param seq last position of the log before the kill. @returns null where no operation was under way */
export function interruptedCause(site: Site, { crash }: Finding, seq: number, locate: Locate | undefined): MemoryCause | null {
  if (!locate || crash.kind !== 'process-kill' || crash.then) return null
  const last = fileChanges(site, seq).at(-1)
  const operation = last?.mark.operation ?? null
  if (!last || operation === null) return null
  const answered = site.history.find(({ id }) => id === operation)?.answered
  if (answered && answered.seq <= seq) return null
  return {
    sentence: `the process ended in the middle of operation ${operation}, after its "${last.mark.name}" on ${last.disk}: the rest of it was never asked for`,
    writes: [describeChange(site, last, 'survived', locate)],
  }
}
