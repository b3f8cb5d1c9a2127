/** What a survey says of each damage: that, and nothing else. */
import { describe, expect, it } from 'vitest'
import { createArena, createImage } from '../../../core/block/index.ts'
import { PROBLEMS, survey } from '../../../core/fs/check.ts'
import { imageDevice } from '../../../core/fs/devices.ts'
import { openImage } from '../../../core/fs/image-files.ts'
import { decodeCommit, decodeJournalHeader, descriptorSequence } from '../../../core/fs/journal-records.ts'
import { CorruptMetadata } from '../../../core/fs/records.ts'
import { runAtOnce } from '../../../core/fs/task.ts'
import { blockOf, changeBlock, flip, inodeOf, layout, problemsOf, put, SIZE_BYTES, soundImage, surveyOf } from './damage.ts'
import { INO } from './damage-case.ts'
import { DAMAGE } from './damage-cases.ts'

describe('a survey', () => {
  it('finds nothing wrong with a sound file system', () => {
    expect(problemsOf(soundImage())).toEqual([])
  })

  it('knows the inodes that the table of damages names', () => {
    const image = soundImage()
    const paths = { f: '/d/e/f', a: '/a', d: '/d', b: '/d/b', e: '/d/e', many: '/many', l: '/l', n: '/n', names: '/names', first: '/names/first' }
    for (const [name, path] of Object.entries(paths)) expect(inodeOf(image, path), path).toBe(INO[name as keyof typeof paths])
  })

  it.each(DAMAGE)('finds, and finds alone: $name', ({ damage, problems }) => {
    const image = soundImage()
    const expected = problems(image.fork())
    damage(image)
    expect(problemsOf(image)).toEqual([...expected].sort())
  })

  it('is asked for every kind of problem by these', () => {
    const sound = soundImage()
    const kinds = DAMAGE.flatMap(({ problems }) => problems(sound)).map((problem) => problem.split(' ')[0])
    expect([...new Set(kinds)].sort()).toEqual(Object.keys(PROBLEMS).sort())
  })

  it('writes nothing', () => {
    for (const { name, damage } of DAMAGE) {
      const image = soundImage()
      damage(image)
      const before = image.hashKey()
      surveyOf(image)
      expect(image.hashKey(), name).toBe(before)
    }
  })

  it('says where each problem is', () => {
    const image = soundImage()
    changeBlock(image, layout.orphans, flip(0))
    DAMAGE.find(({ name }) => name === 'a file counts too many links')!.damage(image)
    DAMAGE.find(({ name }) => name === 'a name leads to a free inode')!.damage(image)
    expect(surveyOf(image).problems.map(({ message }) => message)).toEqual([
      `${PROBLEMS.orphans} (block ${layout.orphans})`,
      `"x" in directory ${INO.d} leads to inode 60 (inode ${INO.d})`,
      `inode ${INO.a} has 1 links and counts 3 (inode ${INO.a})`,
    ])
  })

  it('does not mind an open file without a name', () => {
    const image = soundImage()
    const { files: { sync: files }, settle } = openImage(image)
    put(files, '/open', 'open')
    files.open('/open')
    files.unlink('/open')
    settle()
    expect(surveyOf(image).orphans).toHaveLength(1)
    expect(problemsOf(image)).toEqual([])
  })

  it('does not mind a transaction that a crash cut short', () => {
    const image = soundImage()
    const { files: { sync: files } } = openImage(image)
    put(files, '/b', 'b')
    files.sync()
    const ring = Array.from({ length: layout.journalBlocks - 1 }, (_, index) => layout.journalStart + 1 + index)
    const { sequence } = decodeJournalHeader(blockOf(image, layout.journalStart))!
    const commit = ring.find((block) => decodeCommit(blockOf(image, block), sequence) !== null)!
    changeBlock(image, commit, flip(0))
    expect(ring.map((block) => descriptorSequence(blockOf(image, block)))).toContain(sequence)
    expect(problemsOf(image)).toEqual([])
  })
})

describe('where there is no file system', () => {
  it('a survey says so', () => {
    const image = createImage(createArena(), SIZE_BYTES)
    expect(() => surveyOf(image)).toThrow(new CorruptMetadata(`there is no file system: neither block 0 nor block ${layout.superblockCopy} holds a superblock`))
  })

  it('or that it is of another size', () => {
    const image = soundImage()
    const half = layout.blocks / 2 + 32
    expect(() => runAtOnce(imageDevice(image), survey(half))).toThrow(new CorruptMetadata(`the file system has ${layout.blocks} blocks and its device ${half}: it was cut, or enlarged`))
  })
})
