import { createColors } from 'picocolors'
import { expect, it } from 'vitest'
import { afterKey, chooserFrame } from '../../../runner/explore/chooser-frame.ts'
import { ASCII, UNICODE } from '../../../runner/tui/glyphs.ts'
import { columnsOf } from '../../../runner/tui/harmless.ts'
import { paletteOf } from '../../../runner/tui/palette.ts'

const palette = paletteOf(createColors(false))
const plain = { palette, glyphs: UNICODE }
const texts = Array.from({ length: 50 }, (_, index) => `scenario ${index + 1}`)

it('always shows the row that is chosen, and never as many rows or more columns than there are', () => {
  for (const rows of [1, 3, 5, 10, 24, 80])
    for (const at of [0, 1, 25, 48, 49]) {
      const frame = chooserFrame('scenarios', texts, at, { rows, columns: 20 }, plain)
      expect(frame.length).toBeLessThan(Math.max(rows, 2))
      expect(frame.every((line) => line.length <= 20)).toBe(true)
      if (rows >= 6) expect(frame.filter((line) => line.startsWith('❯')).map((line) => line.trimEnd())).toEqual([`❯ scenario ${at + 1}`])
    }
})

it('moves within the list by the keys of the explorer, opens and leaves', () => {
  expect(['j', 'k', 'down', 'up', 'g', 'G', 'home', 'end'].map((key) => afterKey(key, 3, 10))).toEqual([4, 2, 4, 2, 0, 9, 0, 9])
  expect(['pagedown', 'ctrl-d', 'pageup', 'ctrl-u'].map((key) => afterKey(key, 20, 50))).toEqual([35, 35, 5, 5])
  expect([afterKey('k', 0, 10), afterKey('j', 9, 10), afterKey('x', 5, 10), afterKey('pagedown', 5, 10)]).toEqual([0, 9, 5, 9])
  expect(['enter', 'q', 'escape', 'ctrl-c', 'ctrl-z'].map((key) => afterKey(key, 3, 10))).toEqual(['open', 'leave', 'leave', 'interrupt', 'suspend'])
})

it('shows nothing that could steer the terminal, and nothing that it cannot show', () => {
  const frame = chooserFrame('a\u001b[2J', ['b\u0007', '漢字の名前がとても長いシナリオ …'], 0, { rows: 10, columns: 24 }, plain)
  expect(frame.join('')).not.toMatch(/\p{Cc}/u)
  expect(frame.every((line) => columnsOf(line) <= 24)).toBe(true)
  expect(chooserFrame('scenarios …', ['déjà vu', '漢字'], 0, { rows: 10, columns: 60 }, { palette, glyphs: ASCII }).join('')).toMatch(/^[\x20-\x7e]*$/)
})
