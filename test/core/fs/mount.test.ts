/** What a mount and file calls do about damage that nobody repaired: they say so, and end. */
import { describe, expect, it } from 'vitest'
import type { BlockImage } from '../../../core/block/block-image.ts'
import { FileError } from '../../../core/fs/file-error.ts'
import { openImage } from '../../../core/fs/image-files.ts'
import { layout, soundImage, surveyOf } from './damage.ts'
import { INO } from './damage-case.ts'
import { DAMAGE } from './damage-cases.ts'
import { readWhole } from './file-operations.ts'

const damaged = (name: string): BlockImage => {
  const image = soundImage()
  DAMAGE.find((one) => one.name === name)!.damage(image)
  return image
}

describe('a mount', () => {
  it.each([
    ['the header of the journal is lost', 'the journal has no valid header'],
    [`the journal begins outside itself, at ${layout.journalBlocks}`, 'the journal has no valid header'],
    ['the root is lost', 'inode 2 has a wrong checksum'],
    ['the root is a file', 'the root is not a directory'],
    ['the list of orphans has a wrong checksum', 'the list of orphans has a wrong checksum'],
    ['an orphan has a name', `inode ${INO.a} is on the list of orphans, and is none`],
    ['the root is an orphan', 'inode 2 is on the list of orphans, and is none'],
    ['an orphan is no inode', 'there is no inode 100000'],
  ])('fails where %s', (name, message) => {
    const image = damaged(name)
    const before = image.hashKey()
    expect(() => openImage(image)).toThrow(message)
    expect(image.hashKey()).toBe(before)
  })

  it('makes the superblock good from its copy', () => {
    const image = damaged('the superblock is lost')
    expect(openImage(image).report.superblockRepaired).toBe(true)
    expect(surveyOf(image).problems).toEqual([])
  })
})

describe('a call', () => {
  it.each([
    ['the blocks of more extents go round in a circle', '/many'],
    ['the blocks of more extents go on outside the data', '/many'],
    ['the block of more extents has a wrong checksum', '/many'],
    [`an extent lies in 1 blocks from ${layout.blocks + 7} on`, '/a'],
    [`an extent lies in 1 blocks from ${layout.inodesStart} on`, '/a'],
    ['a file is of NaN bytes', '/a'],
    ['an inode has more extents than room', '/a'],
    ['a symbolic link leads to what is no text', '/l'],
    ['a name leads to a free inode', '/d/x'],
    ['a name is a path', '/d/b'],
  ])('fails with EUCLEAN where %s', (name, path) => {
    const { sync: files } = openImage(damaged(name)).files
    const call = (): unknown => files.lstat(path)
    expect(call).toThrow(FileError)
    expect(call).toThrow('EUCLEAN: structure needs cleaning')
    expect(readWhole(files, '/n')).toBe('n')
  })
})

it('a name may begin with a byte order mark', () => {
  const image = soundImage()
  const { files: { sync: files }, settle } = openImage(image)
  files.makeDirectory('/\ufeffmark')
  settle()
  expect(openImage(image).files.sync.readDirectory('/').map(({ name }) => name)).toContain('\ufeffmark')
})
