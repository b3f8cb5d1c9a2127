import { createColors } from 'picocolors'
import { render } from 'ink-testing-library'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { UNICODE } from '../../runner/tui/glyphs.ts'
import { createLiveView } from '../../runner/tui/live/live-view.ts'
import { openView } from '../../runner/tui/open-view.tsx'
import { paletteOf } from '../../runner/tui/palette.ts'
import { RunView } from '../../runner/tui/run-view.tsx'
import { createViewStore } from '../../runner/tui/view-store.ts'
import { fakeTerminal } from './explore/fake-terminal.ts'
import { EVENTS } from './tui/seen.ts'

const style = { palette: paletteOf(createColors(false)), glyphs: UNICODE }
const CTRL_C = String.fromCharCode(3)

afterEach(() => void vi.useRealTimers())

describe('createViewStore', () => {
  it('takes a snapshot only now and then, however much happens', () => {
    vi.useFakeTimers()
    const store = createViewStore(() => 0)
    let notified = 0
    store.subscribe(() => notified++)
    for (let round = 0; round < 100; round++) for (const event of EVENTS) store.hear(event)
    expect([notified, store.snapshot().cases]).toEqual([0, 0])
    vi.advanceTimersByTime(1000)
    expect([notified, store.snapshot().cases]).toEqual([5, 5])
    store.close()
    vi.advanceTimersByTime(1000)
    expect(notified).toBe(6)
  })
})

const ESCAPE = String.fromCharCode(27)
const settled = (condition: () => void) => vi.waitFor(condition, { timeout: 5000 })

describe('RunView', () => {
  it('draws what it hears, obeys Ctrl-C, and leaves nothing behind', async () => {
    const store = createViewStore()
    let interrupts = 0
    let gone = false
    const live = createLiveView(store, { stop: () => void interrupts++, suspend: () => {}, copy: () => ({ ok: true, words: '' }) })
    const view = render(<RunView view={live} style={style} onGone={() => (gone = true)} />)
    for (const event of EVENTS) store.hear(event)
    await settled(() => expect(view.lastFrame()).toContain('▸ ledger'))
    view.stdin.write(CTRL_C)
    await settled(() => expect(view.lastFrame()).toContain('ctrl-c again aborts at once'))
    expect(interrupts).toBe(1)
    view.stdin.write(CTRL_C + CTRL_C)
    await settled(() => expect(interrupts).toBe(3))
    store.close()
    await settled(() => expect(gone).toBe(true))
    await settled(() => expect(view.lastFrame()!.trim()).toBe(''))
    view.unmount()
  })
})

describe('createLiveView', () => {
  it('copies, and says what came of it until the next key', () => {
    const store = createViewStore(() => 0)
    for (const event of EVENTS) store.hear(event)
    const copied: string[] = []
    const live = createLiveView(store, { stop: () => {}, suspend: () => {}, copy: (text) => ({ ok: copied.push(text) < 2, words: 'copied' }) })
    store.stop()
    const size = { rows: 24, columns: 80 }
    live.press('y', size)
    expect(live.shown().state.message).toEqual({ text: 'copied', tone: 'ok' })
    live.press('y', size)
    expect(live.shown().state.message).toEqual({ text: 'copied', tone: 'warn' })
    live.press('j', size)
    expect(live.shown().state.message).toBeNull()
    expect(copied).toEqual(['seeddrill replay sd1.token', 'seeddrill replay sd1.token'])
    store.close()
  })
})

describe('openView', () => {
  it('has a screen of its own, obeys keys, stops by q, and leaves the terminal and what was printed', async () => {
    const terminal = fakeTerminal(100, 30)
    const said: string[] = []
    const print = vi.spyOn(console, 'log').mockImplementation((text: string) => void said.push(text))
    const written = vi.spyOn(terminal.stdout, 'write')
    let interrupts = 0
    const hangUps = process.listenerCount('SIGHUP')
    const exits = process.listenerCount('exit')
    const view = openView({ colors: createColors(false), ascii: false, onInterrupt: () => interrupts++, ...terminal })
    for (const event of EVENTS) view.hear(event)
    console.log('from a reporter')
    await settled(() => expect(terminal.screen()).toContain('crash states by phase'))
    expect(said).toEqual([])
    terminal.type(']')
    await settled(() => expect(terminal.screen()).toContain('FAIL log › lost-ack'))
    terminal.type('y')
    await settled(() => expect(terminal.screen()).toContain('copied, if the terminal lets programs do so'))
    terminal.resize(80, 24)
    await settled(() => expect(terminal.screen()).toContain('1 scenarios [2 details]'))
    terminal.type('qq')
    await settled(() => expect(interrupts).toBe(2))
    expect(await view.close()).toBeNull()
    const texts = written.mock.calls.map(([text]) => String(text))
    expect(texts[0]).toBe(`${ESCAPE}[?1049h${ESCAPE}[2J${ESCAPE}[H`)
    expect(texts).toContain(`${ESCAPE}]52;c;${Buffer.from('seeddrill replay sd1.token').toString('base64')}\u0007`)
    expect(texts.at(-1)).toBe(`${ESCAPE}[0m${ESCAPE}[?25h${ESCAPE}[?1049l`)
    expect(terminal.isRaw()).toBe(false)
    expect(said).toEqual(['from a reporter'])
    // Ink has one of its own, for as long as the process lives.
    expect(process.listenerCount('SIGHUP')).toBeLessThanOrEqual(hangUps + 1)
    expect(process.listenerCount('exit')).toBe(exits)
    print.mockRestore()
  })

  it('leaves the terminal when it breaks, and says so at the end: the run goes on', async () => {
    const terminal = fakeTerminal(100, 30)
    const colors = { ...createColors(false), bold: (): string => { throw new Error('no ink left') } }
    const view = openView({ colors, ascii: false, onInterrupt: () => {}, ...terminal })
    await settled(() => expect(terminal.isRaw()).toBe(false))
    for (const event of EVENTS) view.hear(event)
    expect(await view.close()).toBe('the live view broke, and the run went on without it: no ink left')
  })
})
