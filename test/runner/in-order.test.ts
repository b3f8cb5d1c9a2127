import fc from 'fast-check'
import { expect, it } from 'vitest'
import { inOrder } from '../../runner/in-order.ts'

it('hands values on in their order, whatever order they come in, without those that never come', () => {
  const coming = fc
    .array(fc.boolean(), { maxLength: 12 })
    .chain((present) => fc.tuple(fc.constant(present), fc.shuffledSubarray([...present.keys()], { minLength: present.length })))
  fc.assert(
    fc.property(coming, ([present, order]) => {
      const seen: number[] = []
      const { settle } = inOrder<number>((value) => seen.push(value))
      for (const index of order) settle(index, present[index] ? index : null)
      expect(seen).toEqual([...present.keys()].filter((index) => present[index]))
    }),
  )
})

it('hands a value on as soon as nothing before it is open, and the rest when it is flushed', () => {
  const seen: number[] = []
  const { settle, flush } = inOrder<number>((value) => seen.push(value))
  settle(1, 1)
  settle(4, 4)
  settle(3, 3)
  expect(seen).toEqual([])
  settle(0, 0)
  expect(seen).toEqual([0, 1])
  flush()
  expect(seen).toEqual([0, 1, 3, 4])
})

it('refuses to settle one twice', () => {
  const { settle } = inOrder<number>(() => {})
  settle(0, 0)
  expect(() => settle(0, 0)).toThrow('0 was settled before')
})
