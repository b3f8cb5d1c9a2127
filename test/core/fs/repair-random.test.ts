/** Whatever metadata holds, a repair ends, and what it leaves can be used. */
import { describe, expect, it } from 'vitest'
import type { BlockImage } from '../../../core/block/block-image.ts'
import type { FileCalls } from '../../../core/fs/file-calls.ts'
import { FileError } from '../../../core/fs/file-error.ts'
import { openImage } from '../../../core/fs/image-files.ts'
import { CorruptMetadata } from '../../../core/fs/records.ts'
import { fc } from '../../../core/index.ts'
import { randomStream } from '../../../core/sim/index.ts'
import type { RandomStream } from '../../../core/sim/index.ts'
import { emptyImage, mend, problemsOf, put, soundImage, surveyOf } from './damage.ts'
import { fileOperation, perform } from './file-operations.ts'
import { damageSector, targetsOf, writeWrongly } from './random-damage.ts'

const IMAGES = Number(process.env['SEEDDRILL_REPAIR_IMAGES'] ?? 100)

/** Sparse files may be far bigger than the volume. */
const MOST_READ_BYTES = 200_000

function readStart(files: FileCalls, path: string): string {
  const descriptor = files.open(path)
  const bytes = files.read(descriptor, Math.min(files.stat(descriptor).sizeBytes, MOST_READ_BYTES), 0)
  files.close(descriptor)
  return Buffer.from(bytes).toString('latin1')
}

/** Content of every file and link, by inode. */
function contentsOf(files: FileCalls, directory = '/', found = new Map<number, string>()): ReadonlyMap<number, string> {
  for (const { name, type, ino } of files.readDirectory(directory)) {
    const path = `${directory === '/' ? '' : directory}/${name}`
    if (type === 'file') found.set(ino, readStart(files, path))
    if (type === 'symlink') found.set(ino, files.readLink(path))
    if (type === 'directory') contentsOf(files, path, found)
  }
  return found
}

function randomImage(seed: number): BlockImage {
  if (seed % 3 === 0) return soundImage()
  const image = emptyImage()
  const { files, settle } = openImage(image)
  const operations = fc.sample(fc.array(fileOperation, { minLength: 20, maxLength: 60, size: 'max' }), { seed, numRuns: 1 })[0]!
  for (const operation of operations) perform(files.sync, operation)
  settle()
  return image
}

/** @returns whether what lies in the root can be looked at, and something added */
function canBeUsed(image: BlockImage): boolean {
  try {
    const { sync: files } = openImage(image.fork()).files
    for (const { name } of files.readDirectory('/')) files.lstat(`/${name}`)
    put(files, '/first', 'first')
    files.sync()
    return true
  } catch (error) {
    if (error instanceof CorruptMetadata || error instanceof FileError) return false
    throw error
  }
}

type Damage = typeof damageSector

function check(seed: number, name: string, damage: Damage): void {
  const where = `${name} ${seed}`
  const stream: RandomStream = randomStream(where)
  const image = randomImage(seed)
  const before = contentsOf(openImage(image.fork()).files.sync)
  const targets = targetsOf(image)
  const hit = new Set<number>()
  for (let count = stream.between(1, 6); count > 0; count--) for (const ino of damage(image, stream, targets)) hit.add(ino)
  canBeUsed(image)
  let found
  try {
    found = mend(image).problems
  } catch (error) {
    expect(error, where).toBeInstanceOf(CorruptMetadata)
    return expect(() => surveyOf(image), where).toThrow('there is no file system')
  }
  expect(problemsOf(image), where).toEqual([])
  const again = image.hashKey()
  expect(mend(image).problems, where).toEqual([])
  expect(image.hashKey()).toBe(again)
  const after = contentsOf(openImage(image.fork()).files.sync)
  // Who claims the blocks of another may get them.
  if (!found.some(({ kind }) => kind === 'shared'))
    for (const [ino, content] of before) if (!hit.has(ino)) expect(after.get(ino) === content, `${where}, inode ${ino}`).toBe(true)
  const { files: { sync: files }, settle } = openImage(image)
  if (surveyOf(image).owners.size < 110) put(files, '/later', 'later')
  settle()
  expect(problemsOf(image), where).toEqual([])
}

describe('a repair leaves no problem, and what was not hit as it was', () => {
  it('after random damage to sectors', { timeout: 120_000 }, () => {
    for (let seed = 1; seed <= IMAGES; seed++) check(seed, 'sectors', damageSector)
  })

  it('after random nonsense with right checksums', { timeout: 120_000 }, () => {
    for (let seed = 1; seed <= IMAGES; seed++) check(seed, 'nonsense', writeWrongly)
  })

  it('after both', { timeout: 120_000 }, () => {
    for (let seed = 1; seed <= IMAGES; seed++)
      check(seed, 'both', (image, stream, targets) => (stream.chance(1, 2) ? damageSector : writeWrongly)(image, stream, targets))
  })
})
