import { useEffect, useState } from 'react'
import { Text, useInput } from 'ink'
import { describe, expect, it, vi } from 'vitest'
import { draw } from '../../../runner/tui/draw.tsx'
import { fakeTerminal } from '../explore/fake-terminal.ts'

const settled = (condition: () => void) => vi.waitFor(condition, { timeout: 5000 })

function Typed() {
  const [typed, setTyped] = useState('')
  useInput((input) => setTyped((before) => before + input))
  return <Text>{`typed ${typed}`}</Text>
}

describe('draw', () => {
  it('says what broke, and leaves nothing of it on the screen', async () => {
    const terminal = fakeTerminal(80, 24)
    let spoil: () => void = () => {}
    function Fragile() {
      const [spoilt, setSpoilt] = useState(false)
      useEffect(() => void (spoil = () => setSpoilt(true)), [])
      if (spoilt) throw new Error('boom')
      return <Text>whole</Text>
    }
    const drawing = draw(<Fragile />, terminal)
    await settled(() => expect(terminal.screen()).toContain('whole'))
    const frames = terminal.frames()
    spoil()
    await expect(drawing.broke).rejects.toThrow('boom')
    drawing.close()
    expect(terminal.frames()).toBe(frames)
  })

  it('lets go of the keyboard when it is put aside, and is there again when it is taken up, unless it was closed', async () => {
    const terminal = fakeTerminal(80, 24)
    const drawing = draw(<Typed />, terminal)
    await settled(() => expect([terminal.isRaw(), terminal.frames()]).toEqual([true, 1]))
    drawing.putAside()
    drawing.putAside()
    expect(terminal.isRaw()).toBe(false)
    const frames = terminal.frames()
    drawing.takeUp()
    await settled(() => expect([terminal.isRaw(), terminal.frames()]).toEqual([true, frames + 1]))
    terminal.type('a')
    await settled(() => expect(terminal.screen()).toContain('typed a'))
    drawing.close()
    drawing.takeUp()
    expect(terminal.isRaw()).toBe(false)
  })
})
