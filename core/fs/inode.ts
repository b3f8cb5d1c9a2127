/** A file, directory or symbolic link in memory: what everyone sees, and what of it is recorded. */
import type { FileType, Stats } from './file-calls.ts'
import type { Transaction } from './metadata.ts'
import type { PageCache } from './page-cache.ts'
import type { Extent, NameRecord } from './records.ts'
import { Gate, Lock } from './task.ts'

const SECTORS_PER_BLOCK = 8

/** The names in a directory. */
export class Names {
  /** As everyone sees them. */
  readonly visible: Map<string, NameRecord>
  /** As they are recorded, by the block of the directory that holds them. */
  readonly recorded: Map<string, NameRecord>[]

  constructor(recorded: Map<string, NameRecord>[]) {
    this.recorded = recorded
    this.visible = new Map(recorded.flatMap((names) => [...names]))
  }
}

export class Inode {
  readonly ino: number
  readonly type: FileType
  mode = 0
  uid = 0
  gid = 0
  /** Names that lead here, as everyone sees it; a directory has one for itself and one for each directory in it. */
  links = 0
  recordedLinks = 0
  sizeBytes = 0
  /** No more than what blocks were chosen for. */
  recordedSizeBytes = 0
  modifiedUs = 0
  changedUs = 0
  createdUs = 0
  /** In the order of their pages, without overlaps. */
  extents: Extent[] = []
  /** The blocks that hold extents for which the inode has no room. */
  extentBlocks: number[] = []
  target = ''
  /** Of a directory, once they have been loaded. */
  names: Names | null = null
  pages: PageCache | null = null
  /** Open descriptors. */
  opens = 0
  /** The transaction that changed it last. */
  transaction: Transaction | null = null
  /** What changed since then can be missed without losing data: times. */
  onlyTimes = true
  /** Writing back failed; the next fsync says so, once. */
  writeFailed = false
  /** It was cut to nothing, and is brought to disk when it is closed, if the mount option says so. */
  wasEmptied = false
  /** Writes of its data on their way. */
  inFlight = 0
  readonly settled = new Gate()
  readonly lock = new Lock()
  /** Neither name nor descriptor leads here any more. */
  gone = false
  /** Its record and its blocks are free. */
  freed = false

  constructor(ino: number, type: FileType) {
    this.ino = ino
    this.type = type
  }

  get blocks(): number {
    return this.extents.reduce((sum, { count }) => sum + count, this.extentBlocks.length)
  }

  get stats(): Stats {
    const { ino, type, mode, uid, gid, links, sizeBytes, modifiedUs, changedUs, createdUs } = this
    return { ino, type, mode, uid, gid, links, sizeBytes, blocks: this.blocks * SECTORS_PER_BLOCK, modifiedUs, changedUs, createdUs }
  }
}
