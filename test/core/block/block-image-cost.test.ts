import { describe, expect, it } from 'vitest'
import { createArena } from '../../../core/block/arena.ts'
import type { Arena, ArenaStatistics } from '../../../core/block/arena.ts'
import { createImage } from '../../../core/block/block-image.ts'
import type { BlockImage } from '../../../core/block/block-image.ts'

const MIB = 2 ** 20
const BLOCK = 4096
const LEAF_BYTES = 64 * BLOCK

type Work = Pick<ArenaStatistics, 'blocksCopied' | 'nodesCopied' | 'sectorsHashed'> & { slotsAdded: number }

function workOf(arena: Arena, action: () => void): Work {
  const before = arena.statistics
  action()
  const after = arena.statistics
  return {
    blocksCopied: after.blocksCopied - before.blocksCopied,
    nodesCopied: after.nodesCopied - before.nodesCopied,
    sectorsHashed: after.sectorsHashed - before.sectorsHashed,
    slotsAdded: after.slotsInUse - before.slotsInUse,
  }
}

/** A disk full of data, hashed. */
function fullDisk(sizeBytes: number): { arena: Arena; image: BlockImage } {
  const arena = createArena()
  const image = createImage(arena, sizeBytes)
  const data = new Uint8Array(BLOCK).fill(1)
  for (let offset = 0; offset < sizeBytes; offset += BLOCK) image.write(offset, data)
  image.hash()
  return { arena, image }
}

/** Four whole blocks and one single sector, each in a leaf of its own, then the hash. */
function crashState(image: BlockImage): BlockImage {
  const state = image.fork()
  for (let leaf = 0; leaf < 4; leaf++) state.write(leaf * LEAF_BYTES, new Uint8Array(BLOCK).fill(2))
  state.write(4 * LEAF_BYTES + 512, new Uint8Array(512).fill(3))
  state.hash()
  return state
}

describe('the cost of a block image', () => {
  const SMALL = fullDisk(2 * MIB)
  const LARGE = fullDisk(128 * MIB)

  it('of fork, write and hash follows what changed, not the size of the disk', () => {
    const small = workOf(SMALL.arena, () => crashState(SMALL.image))
    const large = workOf(LARGE.arena, () => crashState(LARGE.image))
    expect(small).toEqual({ blocksCopied: 1, nodesCopied: 6, sectorsHashed: 33, slotsAdded: 5 })
    // The one node more is the root of a tree that is one level deeper.
    expect(large).toEqual({ ...small, nodesCopied: small.nodesCopied + 1 })
  })

  it('of a fork and a release alone is nothing', () => {
    const nothing = { blocksCopied: 0, nodesCopied: 0, sectorsHashed: 0, slotsAdded: 0 }
    expect(workOf(LARGE.arena, () => LARGE.image.fork().release())).toEqual(nothing)
    expect(workOf(LARGE.arena, () => crashState(LARGE.image).release()).slotsAdded).toBe(0)
  })

  it('of a write in place, once a block is owned, is no copy at all', () => {
    const state = crashState(LARGE.image)
    const work = workOf(LARGE.arena, () => {
      state.write(0, new Uint8Array(BLOCK).fill(4))
      state.write(512, new Uint8Array(512).fill(5))
    })
    expect(work).toEqual({ blocksCopied: 0, nodesCopied: 0, sectorsHashed: 0, slotsAdded: 0 })
    expect(workOf(LARGE.arena, () => state.hash()).sectorsHashed).toBe(8)
    state.release()
  })

  it('of zeroing blocks of a fork is no copy of their content', () => {
    const state = LARGE.image.fork()
    const work = workOf(LARGE.arena, () => state.writeZeroes(0, 100 * MIB))
    expect(work).toMatchObject({ blocksCopied: 0, sectorsHashed: 0, slotsAdded: 0 })
    expect(work.nodesCopied).toBeLessThanOrEqual(3)
    state.release()
  })

  it('of a hash of an unchanged image is nothing', () => {
    expect(workOf(LARGE.arena, () => LARGE.image.hash()).sectorsHashed).toBe(0)
  })
})
