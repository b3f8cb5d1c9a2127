import { createColors } from 'picocolors'
import { renderToString, Text } from 'ink'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Branch } from '../../../core/drill/explore/branch.ts'
import type { Look } from '../../../core/drill/explore/look.ts'
import { createDriver } from '../../../runner/explore/driver.ts'
import type { ExplorerDeeds } from '../../../runner/explore/host.ts'
import { keyNames } from '../../../runner/tui/key-names.ts'
import { openExplorer } from '../../../runner/explore/open-explorer.tsx'
import { columnsOf, harmless } from '../../../runner/tui/harmless.ts'
import { branchOf, fakeEngine, lookOf, openedOf, pictureOf } from './fake-run.ts'
import { fakeTerminal } from './fake-terminal.ts'

const DOWN = '\u001b[B'
const CTRL_C = '\u0003'
const settled = (condition: () => void) => vi.waitFor(condition, { timeout: 20_000 })

/** Opened, drawn, and listening. */
async function open(deeds: ExplorerDeeds = {}, change: Parameters<typeof fakeEngine>[1] = {}) {
  const terminal = fakeTerminal(100, 30)
  const engine = fakeEngine(openedOf(pictureOf(60)), change)
  const explorer = openExplorer(engine, { colors: createColors(false), ascii: false, deeds, ...terminal })
  await settled(() => expect([terminal.isRaw(), terminal.screen()]).toEqual([true, expect.stringContaining('✓ 29 must')]))
  return { terminal, engine, ...explorer }
}

describe('the explorer', () => {
  it('draws, moves by keys and arrows, and leaves by q with what was tried', async () => {
    const { terminal, left } = await open()
    expect(terminal.screen()).toContain('step 77')
    terminal.type('j')
    await settled(() => expect(terminal.screen()).toContain('step 78'))
    terminal.type(DOWN)
    await settled(() => expect(terminal.screen()).toContain('step 79'))
    // Held keys arrive as one text.
    terminal.type('jjjjj')
    await settled(() => expect(terminal.screen()).toContain('step 84'))
    terminal.type('pjj\r')
    await settled(() => expect(terminal.screen()).toContain('✗ lost-ack'))
    terminal.type('q')
    expect(await left).toMatchObject({ how: 'quit', branches: [{ verdict: 'lost-ack' }] })
    expect(terminal.isRaw()).toBe(false)
  })

  it('never draws as many rows as the terminal has, before and after a resize', async () => {
    const { terminal, left } = await open()
    expect(terminal.screen().trimEnd().split('\n')).toHaveLength(29)
    terminal.resize(80, 24)
    await settled(() => expect(terminal.screen()).toContain('[1 events]'))
    expect(terminal.screen().trimEnd().split('\n')).toHaveLength(23)
    terminal.type(CTRL_C)
    expect((await left).how).toBe('interrupted')
  })

  it('does nothing blindly where there is no room to show it, and still leaves', async () => {
    const save = vi.fn(async () => 'saved')
    const { terminal, left } = await open({ save, exportPerfetto: save })
    terminal.resize(40, 20)
    await settled(() => expect(terminal.screen()).toContain('is too small'))
    terminal.type('je')
    terminal.type('w')
    terminal.type('q')
    expect((await left).how).toBe('quit')
    expect(terminal.screen()).toContain('step 77')
    expect(save).not.toHaveBeenCalled()
  })

  it('leaves when it is closed from outside', async () => {
    const { left, close } = await open()
    close()
    expect((await left).how).toBe('interrupted')
  })

  it('does deeds outside, and says what came of them', async () => {
    const saved: Branch[] = []
    const { terminal, close } = await open({ save: async (branch) => (saved.push(branch), 'saved as abc') , copy: async () => { throw new Error('no clipboard') } })
    terminal.type('pjj\r')
    await settled(() => expect(terminal.screen()).toContain('✗ lost-ack'))
    terminal.type('w')
    await settled(() => expect(terminal.screen()).toContain('saved as abc'))
    expect(saved).toHaveLength(1)
    terminal.type('y')
    await settled(() => expect(terminal.screen()).toContain('no clipboard'))
    terminal.type('e')
    await settled(() => expect(terminal.screen()).toContain('that is not possible here'))
    close()
  })
})

describe('the driver', () => {
  afterEach(() => void vi.useRealTimers())

  it('asks for the newest instant only, one at a time', async () => {
    const answers: (() => void)[] = []
    const asked: number[] = []
    const engine = fakeEngine(openedOf(pictureOf(60)), {
      look: (seq) => new Promise<Look>((resolve) => {
        asked.push(seq)
        answers.push(() => resolve(lookOf(seq)))
      }),
    })
    const driver = createDriver(engine, {})
    for (let press = 0; press < 50; press++) driver.dispatch({ type: 'key', key: 'l' })
    expect(asked).toEqual([77])
    answers.shift()!()
    await settled(() => expect(asked).toEqual([77, 127]))
    expect(driver.state().look).toBeNull()
    answers.shift()!()
    await settled(() => expect(driver.state().look?.seq).toBe(127))
    expect(asked).toEqual([77, 127])
  })

  it('tells of a failed look', async () => {
    const driver = createDriver(fakeEngine(openedOf(pictureOf(60)), { look: () => Promise.reject(new Error('the thread died')) }), {})
    await settled(() => expect(driver.state().message?.text).toBe('the thread died'))
  })

  it('tells of many changes as of one, and of the last one always', () => {
    vi.useFakeTimers()
    let nowMs = 0
    const driver = createDriver(fakeEngine(openedOf(pictureOf(60)), { look: () => new Promise(() => {}) }), {}, { now: () => nowMs })
    const heard: number[] = []
    driver.subscribe(() => heard.push(driver.state().cursor.seq))
    for (let press = 0; press < 10; press++) driver.dispatch({ type: 'key', key: 'l' })
    expect(heard).toEqual([78])
    nowMs = 66
    vi.advanceTimersByTime(66)
    expect(heard).toEqual([78, 87])
    driver.close()
    driver.dispatch({ type: 'key', key: 'l' })
    expect(driver.state().cursor.seq).toBe(87)
  })

  it.each([[['S'], 'sweep'], [['p', 'enter'], 'pull'], [['w'], null]] as const)('gives up with ctrl-c what %j began, and the engine with it: %s', async (keys, given) => {
    const gaveUp: string[] = []
    const never = () => new Promise<never>(() => {})
    const engine = fakeEngine(openedOf(pictureOf(60), { failure: branchOf({ how: 'recovery-point', point: 'p' }) }), { sweep: never, pull: never, giveUp: (what) => void gaveUp.push(what) })
    const driver = createDriver(engine, { save: never })
    for (const key of keys) driver.dispatch({ type: 'key', key })
    expect([driver.state().running === null, gaveUp]).toEqual([false, []])
    driver.dispatch({ type: 'key', key: 'ctrl-c' })
    expect([driver.state().running, driver.state().ended, gaveUp]).toEqual([null, null, given === null ? [] : [given]])
    driver.close()
  })

  it('tells of progress five times a second', async () => {
    let nowMs = 0
    const driver = createDriver(
      fakeEngine(openedOf(pictureOf(60)), {
        sweep: (onProgress) => {
          for (let done = 1; done <= 1000; done++) {
            nowMs += 1
            onProgress({ what: 'sweeping', done, of: 1000 })
          }
          return new Promise(() => {})
        },
      }),
      {},
      { now: () => nowMs },
    )
    const heard: number[] = []
    driver.subscribe(() => heard.push(driver.state().running?.progress.done ?? -1))
    driver.dispatch({ type: 'key', key: 'S' })
    expect(heard.length).toBeLessThanOrEqual(6)
    expect(driver.state().running?.progress).toEqual({ what: 'sweeping', done: 801, of: 1000 })
    driver.close()
  })
})

describe('key names', () => {
  it('are those of the table', () => {
    expect(keyNames('', { upArrow: true })).toEqual(['up'])
    expect(keyNames('', { tab: true, shift: true })).toEqual(['shift-tab'])
    expect(keyNames('d', { ctrl: true })).toEqual(['ctrl-d'])
    expect(keyNames('jj k\r', {})).toEqual(['j', 'j', 'space', 'k', 'enter'])
    expect(keyNames(CTRL_C + CTRL_C, {})).toEqual(['ctrl-c', 'ctrl-c'])
    expect(keyNames('', { escape: true, meta: true })).toEqual(['escape'])
  })
})

describe('widths', () => {
  const CHUNK = 512
  /** Han and Hangul, and planes that are replaced whole. */
  const ALIKE = [[0x3500, 0xa000], [0xae00, 0xd800], [0x10400, 0x1f000], [0x20200, 0x22000]] as const

  it('are what Ink counts, for letters of every script', () => {
    const wrong: string[] = []
    for (let from = 0; from < 0x22000; from += CHUNK) {
      if (ALIKE.some(([first, last]) => from > first && from < last)) continue
      const text = harmless(String.fromCodePoint(...Array.from({ length: CHUNK }, (_, at) => from + at).filter((code) => code >= 0x20 && (code < 0xd800 || code > 0xdfff))))
      if (text === '') continue
      // A text that Ink thinks is wider than we do is cut; one that it thinks is narrower is not, when a column is missing.
      const drawn = (columns: number): string => renderToString(<Text wrap="truncate-end">{text}</Text>, { columns })
      if (drawn(columnsOf(text)) !== text.trimEnd() && drawn(columnsOf(text)) !== text) wrong.push(`${from.toString(16)}: wider`)
      if (drawn(columnsOf(text) - 1) === text) wrong.push(`${from.toString(16)}: narrower`)
    }
    expect(wrong).toEqual([])
  })
})
