/** The live view of a run on a real terminal: it is there while the run goes on, obeys its keys, and is gone after it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { counterWith, emptyFolder } from './command-line.ts'
import type { Folder } from './command-line.ts'
import { hasTmux, openTerminal } from './terminal.ts'
import type { Terminal } from './terminal.ts'

if (!hasTmux) console.warn('live view: tmux is not here, so nothing is tried on a real terminal')

const has = (text: string | RegExp) => (rows: readonly string[]): boolean => rows.some((row) => (typeof text === 'string' ? row.includes(text) : text.test(row)))

describe.skipIf(!hasTmux)('the live view of seeddrill run', { timeout: 400_000 }, () => {
  let folder: Folder
  let terminal: Terminal
  beforeAll(() => {
    folder = emptyFolder()
    folder.put('package.json', '{}')
    folder.put('hasty.ts', counterWith('flush', ''))
    terminal = openTerminal(folder.path, 120, 40)
  })
  afterAll(() => {
    terminal?.close()
    folder.remove()
  })

  /** Says so before, and its exit code after. */
  const begin = (command: string, word: string): void => terminal.line(`clear; echo before-${word}; ${command}; echo ${word}=$?`)

  async function isRestored(word: string, code: number): Promise<readonly string[]> {
    const rows = await terminal.until(`the end with ${code}`, has(new RegExp(`^${word}=${code}$`)))
    expect({ alternate: terminal.state('alternate_on'), cursor: terminal.state('cursor_flag') }).toEqual({ alternate: '0', cursor: '1' })
    terminal.line('stty -a | tr ";" "\\n"')
    expect((await terminal.until('the settings', has('icanon'))).join(' ')).toMatch(/ icanon .* echo /)
    expect(has('1 scenarios')(rows)).toBe(false)
    return rows
  }

  it('shows the failure while the run goes on, follows a resize, and q ends it with its report and 130', async () => {
    begin('seeddrill run hasty.ts --seeds 100000', 'quit')
    await terminal.until('a failing scenario', has(/✗ mine\/counter +\d+\/100000/))
    expect({ alternate: terminal.state('alternate_on'), cursor: terminal.state('cursor_flag') }).toEqual({ alternate: '1', cursor: '0' })
    terminal.press(']')
    await terminal.until('the failure', has('FAIL mine/counter › lost-ack'))
    expect(has(/explore seeddrill explore mine-counter-/)(terminal.rows())).toBe(true)
    terminal.resize(80, 24)
    const small = await terminal.until('one panel', has('1 scenarios [2 details]  the whole run'))
    expect(small).toHaveLength(24)
    expect(small.filter((row) => row.startsWith('seeddrill · seed'))).toHaveLength(1)
    terminal.press('q')
    const rows = await isRestored('quit', 130)
    expect(has(/^not covered +interrupted \(SIGINT\)/)(rows)).toBe(true)
    terminal.resize(120, 40)
  })

  it('is gone at the end of the run', async () => {
    begin('seeddrill run hasty.ts --seeds 3', 'ended')
    expect(has(/^violations +\d different/)(await isRestored('ended', 1))).toBe(true)
  })

  it('is gone when the second ctrl-c ends the run at once, and when the terminal hangs up', async () => {
    begin('seeddrill run hasty.ts --seeds 100000', 'abort')
    await terminal.until('the view', has('1 scenarios'))
    terminal.press('C-c', 'C-c')
    await isRestored('abort', 130)
    begin('seeddrill run hasty.ts --seeds 100000', 'hup')
    await terminal.until('the view', has('1 scenarios'))
    terminal.signal('SIGHUP')
    await isRestored('hup', 129)
  })
})
