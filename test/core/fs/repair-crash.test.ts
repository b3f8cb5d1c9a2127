/** Repairs that are cut short, and done again: as if nothing had happened. */
import { describe, expect, it } from 'vitest'
import type { BlockImage } from '../../../core/block/block-image.ts'
import { BLOCK_BYTES } from '../../../core/block/geometry.ts'
import { imageDevice } from '../../../core/fs/devices.ts'
import { openImage } from '../../../core/fs/image-files.ts'
import { encodeDirectoryBlock } from '../../../core/fs/records.ts'
import { repair } from '../../../core/fs/repair.ts'
import { runAtOnce } from '../../../core/fs/task.ts'
import type { WriteRequest } from '../../../core/fs/task.ts'
import { changeBlock, freeBlocks, layout, mend, problemsOf, put, soundImage } from './damage.ts'
import { INO } from './damage-case.ts'
import { DAMAGE } from './damage-cases.ts'
import { treeOf } from './file-operations.ts'

/** What a repair writes, in groups: the writes of a group may reach the disk in any order, those of the next come later. */
function writesOf(image: BlockImage): readonly (readonly WriteRequest[])[] {
  const groups: WriteRequest[][] = [[]]
  const device = imageDevice(image)
  runAtOnce({
    blocks: device.blocks,
    submit: (request, answer) => {
      if (request.kind === 'write') groups.at(-1)!.push(request)
      if (request.kind === 'flush' || (request.kind === 'write' && request.fua)) groups.push([])
      device.submit(request, answer)
    },
  }, repair(layout.blocks))
  return groups.filter((group) => group.length > 0)
}

/** What can be on the disk of each group when power is cut: its first writes, one alone, or all but one. */
function* cutsOf(groups: readonly (readonly WriteRequest[])[]): Generator<readonly WriteRequest[]> {
  for (const [at, group] of groups.entries()) {
    const durable = groups.slice(0, at).flat()
    for (const [index, write] of group.entries()) {
      yield [...durable, ...group.slice(0, index)]
      yield [...durable, write]
      yield [...durable, ...group.filter((other) => other !== write)]
    }
  }
}

/** Free blocks hold what once were directories, with right checksums. */
function withHistory(image: BlockImage): BlockImage {
  for (const at of freeBlocks(image))
    changeBlock(image, at, (bytes) => encodeDirectoryBlock(bytes, at, new Map([['of old', { ino: INO.n, type: 'file' }], ['older', { ino: INO.e, type: 'directory' }]])))
  return image
}

const filesOf = (image: BlockImage) => openImage(image.fork()).files.sync

function expectSameFromEveryCut(image: BlockImage, least: number): void {
  const repaired = image.fork()
  const groups = writesOf(repaired)
  const expected = treeOf(filesOf(repaired))
  let cuts = 0
  for (const writes of cutsOf(groups)) {
    const cut = image.fork()
    for (const { block, data } of writes) cut.write(block * BLOCK_BYTES, data)
    mend(cut)
    const where = `after the writes to ${writes.map(({ block }) => block).join(', ')}`
    expect(problemsOf(cut), where).toEqual([])
    expect(treeOf(filesOf(cut)), where).toEqual(expected)
    cut.release()
    cuts++
  }
  expect(cuts).toBeGreaterThanOrEqual(least)
}

describe('a repair that is cut short at any of its writes', () => {
  it.each(DAMAGE)('and done again, ends as one that was not: $name', ({ damage }) => {
    const image = withHistory(soundImage())
    damage(image)
    expectSameFromEveryCut(image, 3)
  })

  it('while it replays the journal, too', () => {
    const image = withHistory(soundImage())
    const { files: { sync: files } } = openImage(image)
    for (const name of ['/one', '/two']) {
      files.makeDirectory(name)
      put(files, `${name}/file`, name)
      files.sync()
    }
    DAMAGE.find(({ name }) => name === 'the block of a directory has a wrong checksum')!.damage(image)
    expectSameFromEveryCut(image, 20)
  })
})
