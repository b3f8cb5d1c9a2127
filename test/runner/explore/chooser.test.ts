import { createColors } from 'picocolors'
import { expect, it, vi } from 'vitest'
import { openChooser } from '../../../runner/explore/chooser.tsx'
import { UNICODE } from '../../../runner/tui/glyphs.ts'
import { paletteOf } from '../../../runner/tui/palette.ts'
import type { PutAside } from '../../../runner/tui/put-aside.ts'
import { fakeTerminal } from './fake-terminal.ts'

const style = { palette: paletteOf(createColors(false)), glyphs: UNICODE }
const settled = (condition: () => void) => vi.waitFor(condition, { timeout: 5000 })

async function open() {
  const terminal = fakeTerminal(80, 24)
  const drawn: (PutAside | null)[] = []
  const suspend = vi.fn()
  const chooser = openChooser('scenarios', ['one', 'two', 'three', 'four'], { style, suspension: { draws: (what) => void drawn.push(what), suspend }, ...terminal })
  await settled(() => expect([terminal.isRaw(), terminal.screen()]).toEqual([true, expect.stringContaining('❯ one')]))
  return { terminal, drawn, suspend, ...chooser }
}

it('obeys keys that come faster than it draws, each from where the one before it led', async () => {
  const { terminal, chosen, drawn } = await open()
  terminal.type('jjjk\r')
  expect(await chosen).toBe(2)
  expect([terminal.isRaw(), drawn.at(-1)]).toEqual([false, null])
})

it('stands where it stood when it was put aside, and tells quitting from giving up', async () => {
  const { terminal, chosen, drawn, suspend } = await open()
  terminal.type('jj\u001a')
  await settled(() => expect(suspend).toHaveBeenCalledTimes(1))
  await settled(() => expect(terminal.screen()).toContain('❯ three'))
  drawn[0]!.putAside()
  const frames = terminal.frames()
  drawn[0]!.takeUp()
  await settled(() => expect([terminal.isRaw(), terminal.frames()]).toEqual([true, frames + 1]))
  expect(terminal.screen()).toContain('❯ three')
  terminal.type('\u0003')
  expect(await chosen).toBe('interrupt')
  const other = await open()
  other.terminal.type('q')
  expect(await other.chosen).toBe('leave')
})
