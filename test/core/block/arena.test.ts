import { describe, expect, it } from 'vitest'
import { createArena, ZERO_SLOT } from '../../../core/block/arena.ts'
import { BLOCK_BYTES } from '../../../core/block/geometry.ts'

const block = (fill: number): Uint8Array => new Uint8Array(BLOCK_BYTES).fill(fill)

describe('Arena', () => {
  it('begins empty, with a block of zeros that nothing frees', () => {
    const arena = createArena()
    for (let time = 0; time < 3; time++) arena.release(ZERO_SLOT)
    expect(arena.statistics.slotsInUse).toBe(0)
    expect(arena.isShared(ZERO_SLOT)).toBe(true)
    expect(arena.slice(ZERO_SLOT, 0, BLOCK_BYTES)).toEqual(block(0))
    expect(arena.allocate(0)).not.toBe(ZERO_SLOT)
  })

  it('frees a slot with its last reference, and uses it again', () => {
    const arena = createArena()
    const slot = arena.allocate(5)
    arena.retain(slot)
    expect(arena.isShared(slot)).toBe(true)
    arena.release(slot)
    expect(arena.isShared(slot)).toBe(false)
    expect(arena.statistics.slotsInUse).toBe(1)
    arena.release(slot)
    expect(arena.statistics.slotsInUse).toBe(0)
    expect(arena.allocate(6)).toBe(slot)
  })

  it('keeps no hash of what was in a slot before', () => {
    const arena = createArena()
    const slot = arena.allocate(5)
    arena.store(slot, 0, block(1))
    arena.hashBlock(slot)
    const sum = arena.sumHigh(slot)
    arena.release(slot)
    expect(arena.allocate(6)).toBe(slot)
    arena.hashBlock(slot)
    expect(arena.sumHigh(slot)).not.toBe(sum)
  })

  it('copies content with its sector hashes', () => {
    const arena = createArena()
    const slot = arena.allocate(5)
    arena.store(slot, 0, block(1))
    arena.hashBlock(slot)
    const copy = arena.allocateCopy(slot, 5)
    arena.hashBlock(copy)
    expect(arena.slice(copy, 0, BLOCK_BYTES)).toEqual(block(1))
    expect([arena.sumHigh(copy), arena.sumLow(copy)]).toEqual([arena.sumHigh(slot), arena.sumLow(slot)])
    expect(arena.statistics).toMatchObject({ sectorsHashed: 8, blocksCopied: 1, slotsInUse: 2 })
  })

  it('keeps contents, references and hashes when it grows past a slab', () => {
    const arena = createArena()
    const slots: number[] = []
    for (let number = 0; number < 3000; number++) {
      const slot = arena.allocate(number)
      arena.store(slot, 0, block(number % 251))
      slots.push(slot)
    }
    arena.retain(slots[0])
    const before = arena.sectorHash(slots[1], 3)
    for (let number = 3000; number < 9000; number++) arena.allocate(number)
    expect(new Set(slots).size).toBe(3000)
    expect(arena.statistics).toMatchObject({ slotsInUse: 9000, slotsAllocated: 9216, slotBytes: 9216 * BLOCK_BYTES })
    expect(arena.isShared(slots[0])).toBe(true)
    expect(arena.sectorHash(slots[1], 3)).toEqual(before)
    expect(arena.statistics.sectorsHashed).toBe(1)
    slots.forEach((slot, number) => expect(arena.slice(slot, 512, 1)).toEqual(Uint8Array.of(number % 251)))
  })

  it('hashes a sector again only after it was written', () => {
    const arena = createArena()
    const slot = arena.allocate(1)
    arena.store(slot, 0, block(9))
    arena.hashBlock(slot)
    arena.hashBlock(slot)
    expect(arena.statistics.sectorsHashed).toBe(8)
    arena.clear(slot, 1024, 1024)
    arena.hashBlock(slot)
    expect(arena.statistics.sectorsHashed).toBe(10)
    const copy = arena.allocateCopy(slot, 1)
    arena.store(copy, 0, new Uint8Array(512).fill(1))
    arena.hashBlock(copy)
    expect(arena.statistics.sectorsHashed).toBe(11)
    expect(arena.sumHigh(copy)).not.toBe(arena.sumHigh(slot))
  })
})
