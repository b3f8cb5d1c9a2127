import { describe, expect, it } from 'vitest'
import { createArena } from '../../../core/block/arena.ts'
import { createImage } from '../../../core/block/block-image.ts'
import type { BlockImage } from '../../../core/block/block-image.ts'

const KIB = 1024
const MIB = 1024 * KIB
const bytes = (length: number, fill: number): Uint8Array => new Uint8Array(length).fill(fill)

describe('BlockImage', () => {
  it('reads zeros where nothing was written', () => {
    const image = createImage(createArena(), MIB)
    expect(image.read(4 * KIB, 8 * KIB)).toEqual(bytes(8 * KIB, 0))
    const target = bytes(2 * KIB, 5)
    image.readInto(target, 100, 512, KIB)
    expect(target.slice(99, 101)).toEqual(Uint8Array.of(5, 0))
    expect(target.slice(100 + KIB - 1, 100 + KIB + 1)).toEqual(Uint8Array.of(0, 5))
  })

  it('keeps copies: neither the written nor the read array is tied to it', () => {
    const image = createImage(createArena(), MIB)
    const data = bytes(4 * KIB, 1)
    image.write(0, data)
    data.fill(2)
    const read = image.read(0, 4 * KIB)
    read.fill(3)
    expect(image.read(0, 4 * KIB)).toEqual(bytes(4 * KIB, 1))
  })

  it('writes a part of a view at its own place', () => {
    const image = createImage(createArena(), MIB)
    const large = bytes(64 * KIB, 0).map((_, index) => index >> 9)
    image.write(3 * KIB, large.subarray(10 * KIB, 30 * KIB))
    expect(image.read(3 * KIB, 20 * KIB)).toEqual(large.slice(10 * KIB, 30 * KIB))
    expect(image.read(23 * KIB, KIB)).toEqual(bytes(KIB, 0))
  })

  it('lets both sides of a fork go their own way', () => {
    const left = createImage(createArena(), MIB)
    left.write(0, bytes(8 * KIB, 1))
    const right = left.fork()
    left.write(512, bytes(512, 2))
    right.write(KIB, bytes(512, 3))
    expect([...left.read(0, 2 * KIB)].filter((_, index) => index % 512 === 0)).toEqual([1, 2, 1, 1])
    expect([...right.read(0, 2 * KIB)].filter((_, index) => index % 512 === 0)).toEqual([1, 1, 3, 1])
    expect(left.diff(right)).toEqual([{ lba: 1, sectors: 2 }])
    expect(left.equals(right)).toBe(false)
  })

  it('gives memory back for zeroed blocks, and for whole subtrees at once', () => {
    const arena = createArena()
    const image = createImage(arena, 100 * MIB)
    for (let at = 0; at < 100 * MIB; at += 256 * KIB) image.write(at, bytes(4 * KIB, 1))
    expect(arena.statistics.slotsInUse).toBe(400)
    image.writeZeroes(0, 99 * MIB)
    expect(arena.statistics.slotsInUse).toBe(4)
    image.writeZeroes(99 * MIB + 512, MIB - 512)
    expect(arena.statistics.slotsInUse).toBe(1)
    expect(image.read(99 * MIB, KIB)).toEqual(bytes(KIB, 1).fill(0, 512))
    image.writeZeroes(99 * MIB, 512)
    expect(image.hashKey()).toBe('0000000000000000')
  })

  it('leaves a hole a hole when a part of it is zeroed', () => {
    const arena = createArena()
    const image = createImage(arena, MIB)
    image.write(0, bytes(512, 1))
    image.writeZeroes(6 * KIB, 512)
    expect(arena.statistics.slotsInUse).toBe(1)
  })

  it('frees a short last block that is zeroed to the end', () => {
    const arena = createArena()
    const image = createImage(arena, 9 * 512)
    image.write(0, bytes(9 * 512, 1))
    image.writeZeroes(8 * 512, 512)
    expect(arena.statistics.slotsInUse).toBe(1)
  })

  it('tells what it alone holds', () => {
    const image = createImage(createArena(), MIB)
    image.write(0, bytes(64 * KIB, 1))
    expect(image.ownedBytes).toBe(64 * KIB)
    const fork = image.fork()
    expect(image.ownedBytes).toBe(0)
    fork.write(0, bytes(4 * KIB, 2))
    expect([image.ownedBytes, fork.ownedBytes]).toEqual([4 * KIB, 4 * KIB])
    image.release()
    expect(fork.ownedBytes).toBe(64 * KIB)
  })

  it('compares images of different arenas by their bytes', () => {
    const left = createImage(createArena(), MIB)
    const right = createImage(createArena(), MIB)
    left.write(0, bytes(4 * KIB, 1))
    right.write(0, bytes(4 * KIB, 2))
    expect(left.diff(right)).toEqual([{ lba: 0, sectors: 8 }])
    right.write(0, bytes(4 * KIB, 1))
    right.write(512 * KIB, bytes(4 * KIB, 0))
    expect(left.diff(right)).toEqual([])
    expect(left.equals(right)).toBe(true)
    expect(left.hashKey()).toBe(right.hashKey())
  })

  it('works to the last sector of the largest image', () => {
    const image = createImage(createArena(), 2 ** 41)
    image.write(2 ** 41 - 512, bytes(512, 7))
    expect(image.read(2 ** 41 - KIB, KIB)).toEqual(bytes(KIB, 7).fill(0, 0, 512))
    const empty = createImage(createArena(), 2 ** 41)
    expect(image.diff(empty)).toEqual([{ lba: 2 ** 32 - 1, sectors: 1 }])
    expect(image.sectorHash(2 ** 32 - 1)).not.toEqual({ high: 0, low: 0 })
    image.writeZeroes(0, 2 ** 41)
    expect(image.equals(empty)).toBe(true)
  })

  const misuses: readonly (readonly [string, (image: BlockImage) => unknown])[] = [
    ['read', (image) => image.read(100, 512)],
    ['read', (image) => image.read(0, 511)],
    ['read', (image) => image.read(-512, 512)],
    ['read', (image) => image.read(0, -512)],
    ['read', (image) => image.read(Number.NaN, 512)],
    ['read', (image) => image.read(MIB - 512, KIB)],
    ['readInto', (image) => image.readInto(bytes(512, 0), 1, 0, 512)],
    ['readInto', (image) => image.readInto(bytes(512, 0), -1, 0, 512)],
    ['readInto', (image) => image.readInto(bytes(512, 0), 0, MIB, 512)],
    ['write', (image) => image.write(512.5, bytes(512, 0))],
    ['write', (image) => image.write(0, bytes(100, 0))],
    ['write', (image) => image.write(MIB, bytes(512, 0))],
    ['writeZeroes', (image) => image.writeZeroes(0, MIB + 512)],
    ['sectorHash', (image) => image.sectorHash(2048)],
    ['sectorHash', (image) => image.sectorHash(0.5)],
    ['diff', (image) => image.diff(createImage(createArena(), 512))],
    ['equals', (image) => image.equals(createImage(createArena(), 512))],
  ]
  it.each(misuses)('throws a RangeError that names BlockImage.%s (%#)', (call, misuse) => {
    const image = createImage(createArena(), MIB)
    expect(() => misuse(image)).toThrow(RangeError)
    expect(() => misuse(image)).toThrow(`BlockImage.${call}: `)
  })

  it.each([0, 100, -512, Number.NaN, 2 ** 41 + 512])('refuses to create an image of %d bytes', (sizeBytes) => {
    expect(() => createImage(createArena(), sizeBytes)).toThrow(RangeError)
  })

  const calls: readonly (readonly [string, (image: BlockImage) => unknown])[] = [
    ['read', (image) => image.read(0, 512)],
    ['readInto', (image) => image.readInto(bytes(512, 0), 0, 0, 512)],
    ['write', (image) => image.write(0, bytes(512, 0))],
    ['writeZeroes', (image) => image.writeZeroes(0, 512)],
    ['fork', (image) => image.fork()],
    ['release', (image) => image.release()],
    ['hash', (image) => image.hash()],
    ['hashKey', (image) => image.hashKey()],
    ['sectorHash', (image) => image.sectorHash(0)],
    ['diff', (image) => createImage(createArena(), MIB).diff(image)],
    ['equals', (image) => image.equals(createImage(createArena(), MIB))],
    ['ownedBytes', (image) => image.ownedBytes],
  ]
  it.each(calls)('throws a TypeError from %s after its release', (call, use) => {
    const image = createImage(createArena(), MIB)
    image.write(0, bytes(512, 1))
    image.release()
    expect(() => use(image)).toThrow(TypeError)
    expect(() => use(image)).toThrow(`BlockImage.${call}: the image has been released`)
  })

  it('names the blocks that hold anything, however it came there, and no other', () => {
    const image = createImage(createArena(), 64 * MIB)
    expect(image.heldBlocks()).toEqual([])
    const fork = image.fork()
    image.write(48 * MIB + 3 * KIB, Uint8Array.from(bytes(2 * KIB, 0)).fill(1, 2047))
    image.write(5 * KIB, bytes(512, 7))
    image.write(8 * KIB, bytes(4 * KIB, 0))
    expect(image.heldBlocks()).toEqual([4 * KIB, 48 * MIB + 4 * KIB])
    image.writeZeroes(5 * KIB, 512)
    expect(image.heldBlocks()).toEqual([48 * MIB + 4 * KIB])
    expect(fork.heldBlocks()).toEqual([])
    image.release()
    expect(() => image.heldBlocks()).toThrow('BlockImage.heldBlocks: the image has been released')
  })
})
