/** A repair of each damage: it mends that, and touches nothing else. */
import { describe, expect, it } from 'vitest'
import type { BlockImage } from '../../../core/block/block-image.ts'
import { BLOCK_BYTES } from '../../../core/block/geometry.ts'
import { openImage } from '../../../core/fs/image-files.ts'
import { ringPlace } from '../../../core/fs/journal.ts'
import { checksumOf, decodeJournalHeader, encodeCommit, encodeDescriptor } from '../../../core/fs/journal-records.ts'
import { ROOT_INO } from '../../../core/fs/layout.ts'
import { CorruptMetadata } from '../../../core/fs/records.ts'
import { blockOf, changeBlock, changeDirectory, emptyImage, flip, layout, mend, problemsOf, put, soundImage, surveyOf } from './damage.ts'
import { INO } from './damage-case.ts'
import { DAMAGE } from './damage-cases.ts'
import type { Tree } from './damage-case.ts'
import { readWhole, treeOf } from './file-operations.ts'

const filesOf = (image: BlockImage) => openImage(image.fork()).files.sync
const damaged = (name: string): BlockImage => {
  const image = soundImage()
  DAMAGE.find((one) => one.name === name)!.damage(image)
  return image
}

describe('a repair', () => {
  it('leaves a sound file system as it is', () => {
    const image = soundImage()
    const before = image.hashKey()
    expect(mend(image)).toEqual({ problems: [], replayedBlocks: 0, inodes: 11, blocks: surveyOf(image).owners.size })
    expect(image.hashKey()).toBe(before)
  })

  it.each(DAMAGE)('mends, and changes nothing else: $name', ({ damage, after }) => {
    const image = soundImage()
    const tree: Tree = new Map(treeOf(filesOf(image)))
    after?.(tree)
    damage(image)
    const { problems } = surveyOf(image)
    expect(mend(image).problems).toEqual(problems)
    expect(problemsOf(image)).toEqual([])
    expect(Object.fromEntries(treeOf(filesOf(image)))).toEqual(Object.fromEntries(tree))
    const before = image.hashKey()
    expect(mend(image).problems).toEqual([])
    expect(image.hashKey()).toBe(before)
  })

  it('leaves what can be written to', () => {
    for (const { name, damage } of DAMAGE) {
      const image = soundImage()
      damage(image)
      mend(image)
      const { files: { sync: files }, settle } = openImage(image)
      put(files, '/later', 'later'.repeat(5000))
      settle()
      expect(problemsOf(image), name).toEqual([])
    }
  })

  it('writes nothing where there is no file system', () => {
    const image = soundImage()
    const { sync: files } = openImage(image).files
    put(files, '/pending', 'pending')
    files.sync()
    for (const at of [0, layout.superblockCopy]) changeBlock(image, at, flip(9))
    const before = image.hashKey()
    expect(() => mend(image)).toThrow(CorruptMetadata)
    expect(image.hashKey()).toBe(before)
  })
})

describe('a repair and the journal', () => {
  it('replays it first', () => {
    const image = emptyImage()
    const { files: { sync: files } } = openImage(image)
    files.makeDirectory('/d')
    files.sync()
    changeBlock(image, layout.bitmapStart, flip(0))
    const { problems, replayedBlocks } = mend(image)
    expect(problems).toEqual([])
    expect(replayedBlocks).toBeGreaterThan(2)
    expect(filesOf(image).lstat('/d').type).toBe('directory')
  })

  it('never replays what came after a transaction that was lost', () => {
    const image = soundImage()
    const { files: { sync: files } } = openImage(image)
    for (const name of ['/one', '/two', '/three']) {
      files.makeDirectory(name)
      files.sync()
    }
    const { position } = decodeJournalHeader(blockOf(image, layout.journalStart))!
    changeBlock(image, layout.journalStart + position, flip(0))
    expect(mend(image).problems.map(({ kind }) => kind)).toEqual(['journal'])
    const again = openImage(image).files.sync
    // As long as the transaction that was lost: the next one would follow it.
    again.makeDirectory('/other')
    again.sync()
    expect(filesOf(image).readDirectory('/').map(({ name }) => name).sort()).toEqual(['a', 'd', 'l', 'many', 'n', 'names', 'other'])
    expect(problemsOf(image)).toEqual([])
  })

  it.each([0, layout.journalStart, layout.superblockCopy, layout.blocks + 1, 0xffff_ffff])('does not replay over block %i, which is no metadata', (target) => {
    const image = soundImage()
    const { sequence, position } = decodeJournalHeader(blockOf(image, layout.journalStart))!
    const garbage = new Uint8Array(BLOCK_BYTES).fill(7)
    const descriptor = encodeDescriptor({ sequence, blocks: [target], revoked: [] })
    const transaction = [descriptor, garbage, encodeCommit(sequence, checksumOf(descriptor, [garbage]))]
    transaction.forEach((data, index) => image.write((layout.journalStart + ringPlace(layout.journalBlocks - 1, position, index)) * BLOCK_BYTES, data))
    const before = image.hashKey()
    expect(mend(image)).toMatchObject({ problems: [], replayedBlocks: 0 })
    expect(() => openImage(image)).not.toThrow()
    expect(image.hashKey()).toBe(before)
  })
})

describe('/lost+found', () => {
  it('is used again', () => {
    const image = damaged('a file has lost its name')
    mend(image)
    changeDirectory(image, ROOT_INO, (names) => names.delete('many'))
    mend(image)
    const names = filesOf(image).readDirectory('/lost+found').map(({ name }) => name)
    expect(names.sort()).toEqual([`#${INO.a}`, `#${INO.many}`])
  })

  it('is another where a file has that name', () => {
    const image = soundImage()
    const { files: { sync: files }, settle } = openImage(image)
    put(files, '/lost+found', 'mine')
    files.makeDirectory('/lost+found.1')
    settle()
    changeDirectory(image, ROOT_INO, (names) => names.delete('a'))
    mend(image)
    expect(filesOf(image).readDirectory('/lost+found.2').map(({ ino }) => ino)).toEqual([INO.a])
    expect(readWhole(filesOf(image), '/lost+found')).toBe('mine')
  })

  it('has another name for what it finds where that is taken', () => {
    const image = soundImage()
    const { files: { sync: files }, settle } = openImage(image)
    files.makeDirectory('/lost+found')
    put(files, `/lost+found/#${INO.a}`, 'not a')
    settle()
    changeDirectory(image, ROOT_INO, (names) => names.delete('a'))
    mend(image)
    expect(filesOf(image).lstat(`/lost+found/#${INO.a}.1`).ino).toBe(INO.a)
    expect(readWhole(filesOf(image), `/lost+found/#${INO.a}`)).toBe('not a')
  })

  it('is no more where there is no inode for it', () => {
    const image = soundImage()
    const { files: { sync: files }, settle } = openImage(image)
    for (let index = surveyOf(image).inodes.size; index < layout.inodes - 1; index++) files.symlink('x', `/link ${index}`)
    settle()
    changeDirectory(image, ROOT_INO, (names) => names.delete('a'))
    // Numbers begin at 1, and that is never used.
    expect(surveyOf(image).inodes.size).toBe(layout.inodes - 1)
    mend(image)
    expect(problemsOf(image)).toEqual([])
    expect(surveyOf(image).inodes.has(INO.a)).toBe(false)
  })
})
