/** Mounts a file system: finds it, replays its journal, and frees what nobody can reach any more. */
import { recoverJournal } from './journal-recovery.ts'
import type { JournalRecovery } from './journal-recovery.ts'
import { FIRST_FREE_INO, layoutOf, ROOT_INO } from './layout.ts'
import type { Layout } from './layout.ts'
import { MountedVolume } from './mounted-volume.ts'
import type { VolumeParts } from './mounted-volume.ts'
import { CorruptMetadata, decodeOrphans, decodeSuperblock, encodeSuperblock } from './records.ts'
import { readSuperblocks } from './superblocks.ts'
import type { Task } from './task.ts'
import { BLOCK_BYTES } from '../block/geometry.ts'

export interface MountReport extends JournalRecovery {
  /** The first superblock was damaged, and made good from its copy. */
  readonly superblockRepaired: boolean
  /** Files without a name that were freed. */
  readonly orphans: number
}

export interface Mounted {
  readonly volume: MountedVolume
  readonly report: MountReport
}

/**
 * @param blocks of the device
 * @throws CorruptMetadata when this cannot be mounted: to the machine on it, it does not boot
 */
export function* mount(blocks: number, parts: Omit<VolumeParts, 'layout' | 'journalStart'>): Task<Mounted> {
  const layout = layoutOf(blocks * BLOCK_BYTES, 'mount')
  const superblockRepaired = yield* findSuperblock(layout)
  const recovery = yield* recoverJournal(layout, parts.defects)
  const volume = new MountedVolume({ ...parts, layout, journalStart: recovery.next })
  yield* volume.allocator.load()
  const root = yield* volume.inodes.get(ROOT_INO)
  if (root.type !== 'directory') throw new CorruptMetadata('the root is not a directory')
  const orphans = decodeOrphans(yield* volume.metadata.load(layout.orphans), layout.orphans)
  for (const ino of orphans) {
    const inode = yield* volume.inodes.get(ino)
    if (ino < FIRST_FREE_INO || inode.links > 0) throw new CorruptMetadata(`inode ${ino} is on the list of orphans, and is none`)
    if (inode.type === 'directory') yield* volume.inodes.names(inode)
    volume.inodes.orphans.add(ino)
    yield* volume.committer.makeRoom()
    volume.inodes.free(inode)
  }
  return { volume, report: { ...recovery, superblockRepaired, orphans: orphans.length } }
}

/** @returns whether it had to be made good from its copy */
function* findSuperblock(layout: Layout): Task<boolean> {
  if (decodeSuperblock(yield { kind: 'read', block: 0, count: 1 }) === layout.blocks) return false
  yield* readSuperblocks(layout)
  yield { kind: 'write', block: 0, data: encodeSuperblock(layout), label: 'superblock', fua: true }
  return true
}

/** Everything in place and durable, and the journal empty. */
export function* unmount(volume: MountedVolume): Task<void> {
  yield* volume.committer.settleAll()
}
