/** Mounts a file system: finds it, replays its journal, and frees what nobody can reach any more. */
import { recoverJournal } from './journal-recovery.ts'
import type { JournalRecovery } from './journal-recovery.ts'
import { layoutOf, ROOT_INO } from './layout.ts'
import { MountedVolume } from './mounted-volume.ts'
import type { VolumeParts } from './mounted-volume.ts'
import { CorruptMetadata, decodeOrphans, decodeSuperblock, encodeSuperblock } from './records.ts'
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
  const superblockRepaired = yield* findSuperblock(blocks)
  const recovery = yield* recoverJournal(layout, parts.defects)
  const volume = new MountedVolume({ ...parts, layout, journalStart: recovery.next })
  yield* volume.allocator.load()
  const root = yield* volume.inodes.get(ROOT_INO)
  if (root.type !== 'directory') throw new CorruptMetadata('the root is not a directory')
  const orphans = decodeOrphans(yield* volume.metadata.load(layout.orphans), layout.orphans)
  for (const ino of orphans) {
    const inode = yield* volume.inodes.get(ino)
    if (inode.type === 'directory') yield* volume.inodes.names(inode)
    volume.inodes.orphans.add(ino)
    yield* volume.committer.makeRoom()
    volume.inodes.free(inode)
  }
  return { volume, report: { ...recovery, superblockRepaired, orphans: orphans.length } }
}

function* findSuperblock(blocks: number): Task<boolean> {
  if (decodeSuperblock(yield { kind: 'read', block: 0, count: 1 }) === blocks) return false
  if (decodeSuperblock(yield { kind: 'read', block: blocks - 1, count: 1 }) !== blocks)
    throw new CorruptMetadata('neither the superblock nor its copy is one')
  yield { kind: 'write', block: 0, data: encodeSuperblock(layoutOf(blocks * BLOCK_BYTES)), label: 'superblock', fua: true }
  return true
}

/** Everything in place and durable, and the journal empty. */
export function* unmount(volume: MountedVolume): Task<void> {
  yield* volume.committer.settleAll()
}
