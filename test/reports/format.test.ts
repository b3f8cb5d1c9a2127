import { expect, it } from 'vitest'
import { counted, dashed, duration, grouped, plain } from '../../reports/format.ts'

it('groups digits by three', () => {
  expect([0, 999, 1000, 1234567].map(grouped)).toEqual(['0', '999', '1,000', '1,234,567'])
})

it('counts in words', () => {
  expect([counted(1, 'seed'), counted(2, 'seed'), counted(0, 'crash', 'crashes')]).toEqual(['1 seed', '2 seeds', '0 crashes'])
})

it('tells durations in the unit that fits', () => {
  expect([12.4, 1500, 59_900, 60_000, 245_000].map(duration)).toEqual(['12 ms', '1.5 s', '59.9 s', '1 min 00 s', '4 min 05 s'])
})

it('leaves only what prints', () => {
  const bidirectional = String.fromCodePoint(0x202e)
  expect(plain(`a\tb\u001b[1m\n${bidirectional}é`)).toBe('a b·[1m··é')
})

it('writes names of fields as people do', () => {
  expect(dashed('fileSystemConsistent')).toBe('file-system-consistent')
})
