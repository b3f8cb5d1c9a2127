/** Finds the superblock and its copy in the last block, and says what is there instead. */
import type { Layout } from './layout.ts'
import { CorruptMetadata, decodeSuperblock } from './records.ts'
import type { Task } from './task.ts'

export interface Superblocks {
  /** Where one should be and none is. */
  readonly damaged: readonly number[]
}

/** @throws CorruptMetadata when neither is one: then this is no file system, or one of another size */
export function* readSuperblocks({ blocks, superblockCopy }: Layout): Task<Superblocks> {
  const damaged: number[] = []
  let otherSize: number | null = null
  for (const block of [0, superblockCopy]) {
    const known = decodeSuperblock(yield { kind: 'read', block, count: 1 })
    if (known !== blocks) damaged.push(block)
    if (known !== null && known !== blocks) otherSize = known
  }
  if (damaged.length < 2) return { damaged }
  throw new CorruptMetadata(otherSize === null
    ? `there is no file system: neither block 0 nor block ${superblockCopy} holds a superblock`
    : `the file system has ${otherSize} blocks and its device ${blocks}: it was cut, or enlarged`)
}
