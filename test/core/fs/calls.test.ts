/** The calls of the file system against the plain tree, without crashes, and that all of it survives a remount. */
import { describe, expect, it } from 'vitest'
import { createArena, createImage } from '../../../core/block/index.ts'
import { openImage } from '../../../core/fs/image-files.ts'
import { makeFileSystem } from '../../../core/fs/make.ts'
import { MOUNT_PRESETS } from '../../../core/fs/mount-options.ts'
import { fc } from '../../../core/index.ts'
import { fileOperation, perform, treeOf } from './file-operations.ts'
import { MemoryFiles } from './memory-files.ts'

describe.each(Object.entries(MOUNT_PRESETS))('the calls under %s', (_, options) => {
  it('do what the plain tree does, before and after a remount', () => {
    fc.assert(
      fc.property(fc.array(fileOperation, { maxLength: 60, size: 'max' }), (operations) => {
        const image = createImage(createArena(), 2 << 20)
        makeFileSystem(image)
        const { files, settle } = openImage(image, { options })
        const plain = new MemoryFiles()
        for (const operation of operations) expect(perform(files.sync, operation)).toEqual(perform(plain, operation))
        expect(treeOf(files.sync)).toEqual(treeOf(plain))
        settle()
        expect(treeOf(openImage(image, { options }).files.sync)).toEqual(treeOf(plain))
      }),
      { numRuns: 60 },
    )
  })
})
