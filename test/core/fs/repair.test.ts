/** Real images with damage of every kind: found, repaired, and not found again. */
import { describe, expect, it } from 'vitest'
import type { BlockImage } from '../../../core/block/block-image.ts'
import { BLOCK_BYTES, SECTOR_BYTES } from '../../../core/block/geometry.ts'
import { createArena, createImage } from '../../../core/block/index.ts'
import { survey } from '../../../core/fs/check.ts'
import type { ProblemKind } from '../../../core/fs/check.ts'
import { imageDevice } from '../../../core/fs/devices.ts'
import type { FileCalls } from '../../../core/fs/file-calls.ts'
import { openImage } from '../../../core/fs/image-files.ts'
import { inodeBlockOf, inodeOffsetOf, layoutOf, ROOT_INO } from '../../../core/fs/layout.ts'
import { makeFileSystem } from '../../../core/fs/make.ts'
import { CorruptMetadata, decodeInode, encodeDirectoryBlock, encodeInode, encodeOrphans } from '../../../core/fs/records.ts'
import type { InodeRecord } from '../../../core/fs/records.ts'
import { repair } from '../../../core/fs/repair.ts'
import { runAtOnce } from '../../../core/fs/task.ts'
import { fc } from '../../../core/index.ts'
import { randomStream } from '../../../core/sim/index.ts'
import type { RandomStream } from '../../../core/sim/index.ts'
import { fileOperation, perform, readWhole } from './file-operations.ts'

const SIZE_BYTES = 512 << 10
const layout = layoutOf(SIZE_BYTES)

const kindsOf = (image: BlockImage): readonly ProblemKind[] =>
  [...new Set(runAtOnce(imageDevice(image), survey(layout.blocks)).problems.map(({ kind }) => kind))].sort()
const mend = (image: BlockImage) => runAtOnce(imageDevice(image), repair(layout.blocks))

function emptyImage(): BlockImage {
  const image = createImage(createArena(), SIZE_BYTES)
  makeFileSystem(image)
  return image
}

/** `/a` and `/d/b` with two blocks each, `/l` a symbolic link. */
function sound(): BlockImage {
  const image = emptyImage()
  const { files: { sync: files }, settle } = openImage(image)
  files.makeDirectory('/d')
  for (const path of ['/a', '/d/b']) {
    const descriptor = files.open(path, { access: 'write', create: true })
    files.write(descriptor, new TextEncoder().encode(path.repeat(4000).slice(0, 8000)), 0)
    files.close(descriptor)
  }
  files.symlink('a', '/l')
  settle()
  return image
}

const inodeOf = (image: BlockImage, path: string): number => openImage(image.fork()).files.sync.lstat(path).ino
const block = (image: BlockImage, at: number): Uint8Array => image.read(at * BLOCK_BYTES, BLOCK_BYTES).slice()

function changeInode(image: BlockImage, ino: number, change: (record: InodeRecord) => Partial<InodeRecord> | null): void {
  const at = inodeBlockOf(layout, ino)
  const table = block(image, at)
  const record = decodeInode(table, ino)!
  const changed = change(record)
  encodeInode(table, ino, changed && { ...record, ...changed })
  image.write(at * BLOCK_BYTES, table)
}

function changeBlock(image: BlockImage, at: number, change: (bytes: Uint8Array) => void): void {
  const bytes = block(image, at)
  change(bytes)
  image.write(at * BLOCK_BYTES, bytes)
}

const flip = (offset: number) => (bytes: Uint8Array): void => void (bytes[offset]! ^= 0x5a)

const DAMAGE: Readonly<Record<ProblemKind, (image: BlockImage) => void>> = {
  superblock: (image) => changeBlock(image, layout.superblockCopy, flip(9)),
  journal: (image) => changeBlock(image, layout.journalStart, flip(5)),
  inode: (image) => {
    const ino = inodeOf(image, '/a')
    changeBlock(image, inodeBlockOf(layout, ino), flip(inodeOffsetOf(ino) + 13))
  },
  extents: (image) => changeInode(image, inodeOf(image, '/a'), ({ extents }) => ({ extents: [{ ...extents[0]!, block: layout.blocks + 7 }] })),
  shared: (image) => {
    const { extents } = decodeInode(block(image, inodeBlockOf(layout, inodeOf(image, '/a'))), inodeOf(image, '/a'))!
    changeInode(image, inodeOf(image, '/d/b'), () => ({ extents }))
  },
  bitmap: (image) => changeBlock(image, layout.bitmapStart, flip(layout.dataStart >>> 3)),
  directory: (image) => {
    const { extents } = decodeInode(block(image, inodeBlockOf(layout, ROOT_INO)), ROOT_INO)!
    changeBlock(image, extents[0]!.block, flip(3))
  },
  'dangling-name': (image) => changeInode(image, inodeOf(image, '/a'), () => null),
  links: (image) => changeInode(image, inodeOf(image, '/a'), () => ({ links: 3 })),
  unreachable: (image) => {
    const { extents } = decodeInode(block(image, inodeBlockOf(layout, inodeOf(image, '/d'))), inodeOf(image, '/d'))!
    changeBlock(image, extents[0]!.block, (bytes) => encodeDirectoryBlock(bytes, extents[0]!.block, new Map()))
  },
  orphans: (image) => changeBlock(image, layout.orphans, flip(0)),
  size: (image) => changeInode(image, inodeOf(image, '/a'), () => ({ sizeBytes: 10 })),
}

describe('a problem', () => {
  it('is not found in a sound file system, which a repair leaves as it is', () => {
    const image = sound()
    const before = image.hashKey()
    expect(kindsOf(image)).toEqual([])
    expect(mend(image).problems).toEqual([])
    expect(image.hashKey()).toBe(before)
  })

  it.each(Object.entries(DAMAGE) as [ProblemKind, (image: BlockImage) => void][])('%s is found, and repaired', (kind, damage) => {
    const image = sound()
    damage(image)
    expect(kindsOf(image)).toContain(kind)
    expect(mend(image).problems.map((problem) => problem.kind)).toContain(kind)
    expect(kindsOf(image)).toEqual([])
    openImage(image)
  })

  it.each<[string, (image: BlockImage) => void, ProblemKind]>([
    ['a root that is a file', (image) => changeInode(image, ROOT_INO, () => ({ type: 'file' })), 'inode'],
    ['a size that no file has', (image) => changeInode(image, inodeOf(image, '/a'), () => ({ sizeBytes: Number.NaN })), 'size'],
    ['an orphan that has a name', (image) => changeBlock(image, layout.orphans, (bytes) => encodeOrphans(bytes, layout.orphans, [inodeOf(image, '/a')])), 'orphans'],
    ['a directory that has two parents', (image) => {
      const { extents } = decodeInode(block(image, inodeBlockOf(layout, inodeOf(image, '/d'))), inodeOf(image, '/d'))!
      const again = new Map([['again', { ino: inodeOf(image, '/d'), type: 'directory' as const }]])
      changeBlock(image, extents[0]!.block, (bytes) => encodeDirectoryBlock(bytes, extents[0]!.block, again))
    }, 'dangling-name'],
  ])('%s is one', (_, damage, kind) => {
    const image = sound()
    damage(image)
    expect(kindsOf(image)).toContain(kind)
    mend(image)
    expect(kindsOf(image)).toEqual([])
    openImage(image)
  })

  it('of both superblocks is beyond repair', () => {
    const image = sound()
    for (const at of [0, layout.superblockCopy]) changeBlock(image, at, flip(9))
    expect(() => mend(image)).toThrow(CorruptMetadata)
  })
})

describe('a repair', () => {
  it('puts what has lost its name under /lost+found', () => {
    const image = sound()
    const [file, directory] = [inodeOf(image, '/a'), inodeOf(image, '/d')]
    DAMAGE.directory(image)
    mend(image)
    const { sync: files } = openImage(image).files
    expect(readWhole(files, `/lost+found/#${file}`).slice(0, 4)).toBe('/a/a')
    expect(readWhole(files, `/lost+found/#${directory}/b`).slice(0, 4)).toBe('/d/b')
  })

  it('leaves a shared block to the first of its owners', () => {
    const image = sound()
    DAMAGE.shared(image)
    mend(image)
    const { sync: files } = openImage(image).files
    const [kept, lost] = inodeOf(image, '/a') < inodeOf(image, '/d/b') ? ['/a', '/d/b'] : ['/d/b', '/a']
    expect(readWhole(files, lost)).toBe('\0'.repeat(8000))
    expect(readWhole(files, kept)).toHaveLength(8000)
  })

  it('replays the journal first', () => {
    const image = emptyImage()
    const { files: { sync: files } } = openImage(image)
    files.makeDirectory('/d')
    files.sync()
    changeBlock(image, layout.bitmapStart, flip(0))
    expect(mend(image)).toMatchObject({ problems: [] })
    expect(openImage(image).files.sync.lstat('/d').type).toBe('directory')
  })
})

/** Content of every file, by inode. */
function contentsOf(files: FileCalls, directory = '/', found = new Map<number, string>()): ReadonlyMap<number, string> {
  for (const { name, type, ino } of files.readDirectory(directory)) {
    const path = `${directory === '/' ? '' : directory}/${name}`
    if (type === 'file') found.set(ino, readWhole(files, path))
    if (type === 'directory') contentsOf(files, path, found)
  }
  return found
}

function damageAtRandom(image: BlockImage, stream: RandomStream, metadata: readonly number[]): ReadonlySet<number> {
  const sectors = new Set<number>()
  for (let count = stream.between(1, 6); count > 0; count--) {
    const at = stream.pick(metadata) * BLOCK_BYTES + stream.below(BLOCK_BYTES / SECTOR_BYTES) * SECTOR_BYTES
    const bytes = image.read(at, SECTOR_BYTES).slice()
    const choice = stream.below(3)
    if (choice === 0) bytes.fill(0)
    else if (choice === 1) bytes[stream.below(SECTOR_BYTES)]! ^= 1 << stream.below(8)
    else for (let index = 0; index < SECTOR_BYTES; index++) bytes[index] = stream.below(256)
    image.write(at, bytes)
    sectors.add(at / SECTOR_BYTES)
  }
  return sectors
}

const IMAGES = Number(process.env['SEEDDRILL_REPAIR_IMAGES'] ?? 150)

describe('after random damage to metadata', () => {
  it('a repair leaves no problem, and the files that were not hit have what they had', { timeout: 120_000 }, () => {
    for (let seed = 1; seed <= IMAGES; seed++) {
      const stream = randomStream(`repair ${seed}`)
      const image = emptyImage()
      const opened = openImage(image)
      for (const operation of fc.sample(fc.array(fileOperation, { minLength: 20, maxLength: 60, size: 'max' }), { seed, numRuns: 1 })[0]!)
        perform(opened.files.sync, operation)
      opened.settle()
      const before = contentsOf(opened.files.sync)
      const { inodes } = runAtOnce(imageDevice(image), survey(layout.blocks))
      const ownBlocks = (ino: number): readonly number[] => {
        const { record, extents, extentBlocks } = inodes.get(ino)!
        const names = record.type === 'directory' ? extents.flatMap((extent) => Array.from({ length: extent.count }, (_, index) => extent.block + index)) : []
        return [...extentBlocks, ...names]
      }
      const own = [...inodes.keys()].flatMap(ownBlocks)
      const fixed = Array.from({ length: layout.dataStart - 1 }, (_, index) => index + 1).filter((at) => at > layout.journalStart + layout.journalBlocks - 3 || at === layout.journalStart)
      const hit = damageAtRandom(image, stream, [stream.pick([0, layout.superblockCopy]), ...fixed, ...own, ...own])
      mend(image)
      expect(kindsOf(image), `seed ${seed}`).toEqual([])
      const again = image.hashKey()
      expect(mend(image).problems, `seed ${seed}`).toEqual([])
      expect(image.hashKey()).toBe(again)
      const after = contentsOf(openImage(image).files.sync)
      for (const [ino, content] of before) {
        const record = (inodeBlockOf(layout, ino) * BLOCK_BYTES + inodeOffsetOf(ino)) / SECTOR_BYTES
        const wasHit = hit.has(Math.floor(record)) || ownBlocks(ino).some((at) => [0, 1, 2, 3, 4, 5, 6, 7].some((sector) => hit.has(at * 8 + sector)))
        if (!wasHit) expect(after.get(ino) === content, `seed ${seed}, inode ${ino}`).toBe(true)
      }
    }
  })
})
