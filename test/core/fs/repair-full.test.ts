/** Repairs of a volume without room: what cannot be kept goes, and what is kept is whole. */
import { describe, expect, it } from 'vitest'
import type { BlockImage } from '../../../core/block/block-image.ts'
import { BLOCK_BYTES } from '../../../core/block/geometry.ts'
import { openImage } from '../../../core/fs/image-files.ts'
import { ROOT_INO } from '../../../core/fs/layout.ts'
import { encodeDirectoryBlock, INLINE_EXTENTS, NAME_SPACE, nameBytes } from '../../../core/fs/records.ts'
import type { Extent, NameRecord } from '../../../core/fs/records.ts'
import {
  blocksOf, changeBlock, changeDirectory, changeInode, freeBlocks, inodeOf, markBlocks, mend, problemsOf, put, soundImage, surveyOf,
} from './damage.ts'
import { INO } from './damage-case.ts'
import { readWhole, treeOf } from './file-operations.ts'

const filesOf = (image: BlockImage) => openImage(image.fork()).files.sync

function make(image: BlockImage, path: string, type: 'file' | 'directory'): number {
  const { files: { sync: files }, settle } = openImage(image)
  if (type === 'file') put(files, path, '')
  else files.makeDirectory(path)
  settle()
  return inodeOf(image, path)
}

/** Files that take every free block but so many. */
function fill(image: BlockImage, left: number): void {
  const runs: { block: number; count: number }[] = []
  const free = freeBlocks(image)
  for (const block of free.slice(0, free.length - left)) {
    const last = runs.at(-1)
    if (last && last.block + last.count === block) last.count++
    else runs.push({ block, count: 1 })
  }
  for (let first = 0; first < runs.length; first += INLINE_EXTENTS) {
    const ino = make(image, `/full ${first}`, 'file')
    occupy(image, ino, runs.slice(first, first + INLINE_EXTENTS))
  }
  expect(freeBlocks(image)).toHaveLength(left)
  expect(problemsOf(image)).toEqual([])
}

/** Gives an inode its blocks, which are free. */
function occupy(image: BlockImage, ino: number, runs: readonly { readonly block: number; readonly count: number }[]): void {
  let page = 0
  const extents = runs.map(({ block, count }): Extent => ({ page: (page += count) - count, block, count, unwritten: false }))
  changeInode(image, ino, () => ({ extents, sizeBytes: page * BLOCK_BYTES }))
  markBlocks(image, extents.flatMap(({ block, count }) => Array.from({ length: count }, (_, index) => block + index)), true)
}

/** Free blocks, with one left out after each run. */
function runsOf(image: BlockImage, counts: readonly number[]): readonly { readonly block: number; readonly count: number }[] {
  let [block] = freeBlocks(image) as [number]
  return counts.map((count) => ({ block: (block += count + 1) - count - 1, count }))
}

/** As many names for `/names/first` as fill a block to its last byte. */
function fullBlock(page: number): ReadonlyMap<string, NameRecord> {
  const names = [...Array.from({ length: 16 }, (_, index) => `${page}-${index}-`.padEnd(249, 'x')), `s${page}`.padEnd(6, '-')]
  expect(names.reduce((sum, name) => sum + nameBytes(name), 0)).toBe(NAME_SPACE)
  return new Map(names.map((name) => [name, { ino: INO.first, type: 'file' }]))
}

/** A directory in so many runs of blocks, in which there is no room for one more name. */
function makeFullDirectory(image: BlockImage, path: string, counts: readonly number[]): number {
  const ino = make(image, path, 'directory')
  occupy(image, ino, runsOf(image, counts))
  const blocks = blocksOf(image, ino)
  blocks.forEach((block, page) => changeBlock(image, block, (bytes) => encodeDirectoryBlock(bytes, block, fullBlock(page))))
  changeInode(image, INO.first, ({ links }) => ({ links: links + blocks.length * fullBlock(0).size }))
  expect(problemsOf(image)).toEqual([])
  return ino
}

const INLINE_RUNS = Array.from({ length: INLINE_EXTENTS - 1 }, () => 1)

describe('on a full volume', () => {
  it('what was lost is no more where there is no room for its name', () => {
    const image = soundImage()
    fill(image, 0)
    changeDirectory(image, ROOT_INO, (names) => names.delete('a'))
    const before = treeOf(filesOf(image))
    mend(image)
    expect(problemsOf(image)).toEqual([])
    expect(surveyOf(image).inodes.has(INO.a)).toBe(false)
    expect(treeOf(filesOf(image))).toEqual(new Map([...before, ['/lost+found', { type: 'directory', links: 2, content: '' }]]))
  })

  it('nor where there is no room for the name of /lost+found itself', () => {
    const image = soundImage()
    fill(image, 0)
    changeDirectory(image, ROOT_INO, (names) => {
      names.delete('a')
      const used = [...names.keys()].reduce((sum, name) => sum + nameBytes(name), 0)
      const lengths = Array.from({ length: Math.floor((NAME_SPACE - used) / 200) }, () => 200)
      lengths.forEach((length, index) => names.set(`${index}-`.padEnd(length - nameBytes(''), 'x'), { ino: INO.first, type: 'file' }))
      names.set('y'.repeat((NAME_SPACE - used) % 200 - nameBytes('')), { ino: INO.first, type: 'file' })
    })
    const before = [...treeOf(filesOf(image)).keys()]
    mend(image)
    expect(problemsOf(image)).toEqual([])
    expect([...treeOf(filesOf(image)).keys()]).toEqual(before)
    expect(surveyOf(image).inodes.has(INO.a)).toBe(false)
  })

  it('what is in a directory that could not be kept finds the room that it leaves', () => {
    const image = soundImage()
    fill(image, 0)
    changeDirectory(image, ROOT_INO, (names) => names.delete('d'))
    mend(image)
    expect(problemsOf(image)).toEqual([])
    const files = filesOf(image)
    expect(files.readDirectory('/lost+found').map(({ ino }) => ino)).toEqual(expect.arrayContaining([INO.b, INO.e]))
    expect(readWhole(files, `/lost+found/#${INO.b}`)).toBe('b'.repeat(8000))
    expect(readWhole(files, `/lost+found/#${INO.e}/f`)).toBe('f'.repeat(5000))
  })

  it.each([[1, false], [2, true]])('/lost+found grows beyond its inode only where there is room for both blocks: %i free', (left, found) => {
    const image = soundImage()
    makeFullDirectory(image, '/lost+found', [1, ...INLINE_RUNS])
    fill(image, left)
    changeDirectory(image, ROOT_INO, (names) => names.delete('a'))
    const before = treeOf(filesOf(image))
    mend(image)
    expect(problemsOf(image)).toEqual([])
    const after = new Map(treeOf(filesOf(image)))
    expect(after.get(`/lost+found/#${INO.a}`)?.content === 'a'.repeat(8000)).toBe(found)
    after.delete(`/lost+found/#${INO.a}`)
    expect(after).toEqual(before)
  })

  it('a directory whose blocks fall apart loses its last names, and no other', () => {
    const image = soundImage()
    const ino = makeFullDirectory(image, '/wide', [3, ...INLINE_RUNS])
    const blocks = blocksOf(image, ino)
    fill(image, 0)
    takeOver(image, blocks[1]!)
    mend(image)
    expect(problemsOf(image)).toEqual([])
    const names = filesOf(image).readDirectory('/wide').map(({ name }) => name)
    const kept = [...blocks.keys()].filter((page) => page !== 1 && page !== blocks.length - 1)
    expect(names.sort()).toEqual(kept.flatMap((page) => [...fullBlock(page).keys()]).sort())
  })

  it('a file whose blocks fall apart loses its end', () => {
    const image = soundImage()
    const ino = make(image, '/wide', 'file')
    occupy(image, ino, runsOf(image, [3, ...INLINE_RUNS]))
    const blocks = blocksOf(image, ino)
    blocks.forEach((block, page) => image.write(block * BLOCK_BYTES, new Uint8Array(BLOCK_BYTES).fill(page + 1)))
    fill(image, 0)
    takeOver(image, blocks[1]!)
    mend(image)
    expect(problemsOf(image)).toEqual([])
    const content = readWhole(filesOf(image), '/wide')
    const pages = blocks.map((_, page) => content.charCodeAt(page * BLOCK_BYTES))
    expect(pages).toEqual(blocks.map((_, page) => (page === 1 || page === blocks.length - 1 ? 0 : page + 1)))
  })
})

/** The block belongs to `/a` as well, which comes before whoever has it. */
function takeOver(image: BlockImage, block: number): void {
  changeInode(image, INO.a, ({ extents }) => ({ extents: [...extents, { page: 2, block, count: 1, unwritten: false }], sizeBytes: 3 * BLOCK_BYTES }))
  expect(problemsOf(image)).toHaveLength(1)
}
