/**
 * What it took to mount the file systems of recovered sites. Counted for every recovery that is judged; where an equal one
 * was booted before, that one tells. Says nothing of how a mount failed: of a file system that was not mounted, neither
 * what was replayed nor what was checked is known.
 */
import type { Machine } from '../machine/machine.ts'
import type { Observation } from './recovery.ts'

/** What one boot of a site took, over its file systems. */
export interface MountFacts {
  /** Blocks that were replayed from journals. */
  readonly journalBlocks: number
  /** File systems that were checked. */
  readonly checks: number
  /** File systems in which something was damaged and made good, by a check or by the mount itself. */
  readonly repairs: number
}

/** Boots of sites with a file system, and those of them in which something had to be done. */
export interface FileSystemBoots {
  readonly boots: number
  readonly journalReplayed: number
  readonly checked: number
  readonly repaired: number
  /** The operating system did not come up: mostly because a file system could not be mounted. */
  readonly unbootable: number
}

/** Null where no machine has a file system. */
export function mountFactsOf(machines: readonly Machine[]): MountFacts | null {
  let facts: { -readonly [name in keyof MountFacts]: number } | null = null
  for (const { files } of machines) {
    for (const mounted of files) {
      if (!mounted) continue
      facts ??= { journalBlocks: 0, checks: 0, repairs: 0 }
      const { report } = mounted
      if (!report) continue
      facts.journalBlocks += report.blocks
      if (report.repair) facts.checks++
      if (report.superblockRepaired || (report.repair?.problems.length ?? 0) > 0) facts.repairs++
    }
  }
  return facts
}

/** Counts the boots of one drill. */
export class FileSystemBootCounter {
  readonly counts: { -readonly [name in keyof FileSystemBoots]: number } = { boots: 0, journalReplayed: 0, checked: 0, repaired: 0, unbootable: 0 }

  count(observation: Observation): void {
    const { mounts } = observation
    if (!mounts) return
    const { counts } = this
    counts.boots++
    if (mounts.journalBlocks > 0) counts.journalReplayed++
    if (mounts.checks > 0) counts.checked++
    if (mounts.repairs > 0) counts.repaired++
    if (!observation.ok && observation.unbootable) counts.unbootable++
  }
}
