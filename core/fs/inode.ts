/** A file, directory or symbolic link in memory: what everyone sees, and what of it is recorded. */
import { SECTORS_PER_BLOCK } from '../block/geometry.ts'
import type { FileType, Stats } from './file-calls.ts'
import type { Transaction } from './metadata.ts'
import type { PageCache } from './page-cache.ts'
import { nameBytes } from './records.ts'
import type { Extent, NameRecord } from './records.ts'
import { Gate, Lock } from './task.ts'

/** The names in a directory. */
export class Names {
  /** As everyone sees them. */
  readonly visible: Map<string, NameRecord>
  /** As they are recorded, by the block of the directory that holds them. */
  readonly recorded: Map<string, NameRecord>[]
  /** Which block holds a recorded name. */
  readonly blockOf = new Map<string, number>()
  /** Bytes that the names of each block take. */
  readonly usedBytes: number[]

  constructor(recorded: Map<string, NameRecord>[]) {
    this.recorded = recorded
    this.visible = new Map(recorded.flatMap((names) => [...names]))
    this.usedBytes = recorded.map((names) => [...names.keys()].reduce((sum, name) => sum + nameBytes(name), 0))
    recorded.forEach((names, block) => {
      for (const name of names.keys()) this.blockOf.set(name, block)
    })
  }

  /** @param target null: the name goes */
  record(block: number, name: string, target: NameRecord | null): void {
    const names = this.recorded[block]!
    if (names.delete(name)) this.usedBytes[block]! -= nameBytes(name)
    this.blockOf.delete(name)
    if (!target) return
    names.set(name, { ino: target.ino, type: target.type })
    this.blockOf.set(name, block)
    this.usedBytes[block]! += nameBytes(name)
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
  /** Pages to which a block is promised. */
  reservedPages = 0
  /** Blocks promised to it for extents that it may come to have. */
  promisedExtentBlocks = 0
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
