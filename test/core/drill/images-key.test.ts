import { expect, it } from 'vitest'
import { createArena } from '../../../core/block/arena.ts'
import { createImage } from '../../../core/block/block-image.ts'
import type { BlockImage } from '../../../core/block/block-image.ts'
import { imagesKey } from '../../../core/drill/recovery.ts'

const arena = createArena()

function imageOf(byte: number): BlockImage {
  const image = createImage(arena, 8192)
  image.write(512, new Uint8Array(512).fill(byte))
  return image
}

it('the key of a state tells each of its disks apart, by content and by place', () => {
  const contents = [[1], [2], [1, 1], [1, 2], [2, 1], [2, 2], [1, 1, 2], [1, 2, 1], [2, 1, 1]]
  const keys = contents.map((bytes) => imagesKey(bytes.map(imageOf)))
  expect(new Set(keys).size).toBe(contents.length)
  expect(contents.map((bytes) => imagesKey(bytes.map(imageOf)))).toEqual(keys)
})
