import { describe, expect, it } from 'vitest'
import { Copies } from '../../../core/block/copies.ts'

const filled = (length: number, fill: number): Uint8Array => new Uint8Array(length).fill(fill)

describe('Copies', () => {
  it.each([512, 4096, 8192, 100_000])('keeps what was there when it took %i bytes', (length) => {
    const copies = new Copies()
    const data = filled(length, 1)
    const copy = copies.take(data)
    data.fill(2)
    expect(Buffer.compare(copy, filled(length, 1))).toBe(0)
  })

  it('copies a Buffer too, whose slice would share its memory', () => {
    const data = Buffer.alloc(512, 1)
    const copy = new Copies().take(data)
    data.fill(2)
    expect(copy[0]).toBe(1)
  })

  it('keeps copies apart from each other, beyond a chunk', () => {
    const copies = new Copies()
    const taken = Array.from({ length: 200 }, (_, index) => copies.take(filled(512 * (1 + (index % 8)), index)))
    taken.forEach((copy, index) => {
      expect(copy.length).toBe(512 * (1 + (index % 8)))
      expect(copy.every((byte) => byte === index)).toBe(true)
    })
  })
})
