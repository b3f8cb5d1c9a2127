import { expect, it } from 'vitest'
import { afterKey, chooserFrame } from '../../../runner/explore/chooser-frame.ts'

const texts = Array.from({ length: 50 }, (_, index) => `scenario ${index + 1}`)

it('always shows the row that is chosen, and never more rows or columns than there are', () => {
  for (const rows of [1, 3, 5, 10, 24, 80])
    for (const at of [0, 1, 25, 48, 49]) {
      const frame = chooserFrame('scenarios', texts, at, { rows, columns: 20 })
      expect(frame.length).toBeLessThanOrEqual(rows)
      expect(frame.every((line) => line.length <= 20)).toBe(true)
      if (rows >= 5) expect(frame.filter((line) => line.startsWith('>'))).toEqual([`> scenario ${at + 1}`])
    }
})

it('moves within the list, opens and leaves', () => {
  expect(['j', 'k', 'g', 'G'].map((key) => afterKey(key, 3, 10))).toEqual([4, 2, 0, 9])
  expect([afterKey('k', 0, 10), afterKey('j', 9, 10), afterKey('x', 5, 10)]).toEqual([0, 9, 5])
  expect(['enter', 'q'].map((key) => afterKey(key, 3, 10))).toEqual(['open', 'leave'])
})

it('shows nothing that could steer the terminal', () => {
  expect(chooserFrame('a\u001b[2J', ['b\u0007'], 0, { rows: 10, columns: 80 }).join('')).not.toMatch(/\p{Cc}/u)
})
