import { expect, it } from 'vitest'
import { ReadMemory } from '../../../core/block/read-memory.ts'

const KIB = 1024

it('lends a buffer of exactly the length that is read, and no two readers the same', () => {
  const lease = new ReadMemory().lease()
  const first = lease.take(4 * KIB)
  const second = lease.take(4 * KIB)
  for (const { byteOffset, buffer, length } of [first, second]) expect([byteOffset, buffer.byteLength, length]).toEqual([0, 4 * KIB, 4 * KIB])
  expect(first.buffer).not.toBe(second.buffer)
})

it('uses memory again once its lease has ended, and not before', () => {
  const memory = new ReadMemory()
  const [one, other] = [memory.lease(), memory.lease()]
  const first = one.take(4 * KIB)
  expect(other.take(4 * KIB).buffer).not.toBe(first.buffer)
  one.end()
  expect(other.take(8 * KIB).buffer).not.toBe(first.buffer)
  expect(other.take(4 * KIB).buffer).toBe(first.buffer)
})

it('gives nothing back twice', () => {
  const memory = new ReadMemory()
  const lease = memory.lease()
  lease.take(KIB)
  lease.end()
  lease.end()
  const next = memory.lease()
  expect(next.take(KIB).buffer).not.toBe(next.take(KIB).buffer)
})

it('takes back no memory that was transferred away', () => {
  const memory = new ReadMemory()
  const lease = memory.lease()
  structuredClone(null, { transfer: [lease.take(2 * KIB).buffer as ArrayBuffer] })
  lease.end()
  expect(memory.lease().take(2 * KIB).length).toBe(2 * KIB)
})

it('keeps what one site reads within bounds, however long it lives', () => {
  const memory = new ReadMemory()
  const lease = memory.lease()
  const buffers = new Set(Array.from({ length: 20 }, () => lease.take(256 * KIB).buffer))
  expect(buffers.size).toBe(20)
  lease.end()
  const next = memory.lease()
  const again = Array.from({ length: 20 }, () => next.take(256 * KIB).buffer).filter((buffer) => buffers.has(buffer))
  expect(again).toHaveLength(4)
})
