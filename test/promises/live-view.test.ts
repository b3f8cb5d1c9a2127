/** The live view of a run on a real terminal: it is there while the run goes on, obeys its keys, and is gone after it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { counterWith, emptyFolder } from './command-line.ts'
import type { Folder } from './command-line.ts'
import { begin, has, isRestored } from './on-terminal.ts'
import { hasTmux, openTerminal } from './terminal.ts'
import type { Terminal } from './terminal.ts'

if (!hasTmux) console.warn('live view: tmux is not here, so nothing is tried on a real terminal')

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

  /** Nothing of the view is left either. */
  async function isGone(word: string, code: number): Promise<readonly string[]> {
    const rows = await isRestored(terminal, word, code)
    expect(has('1 scenarios')(rows)).toBe(false)
    return rows
  }

  it('shows the failure while the run goes on, follows a resize, and q ends it with its report and 130', async () => {
    begin(terminal, 'seeddrill run hasty.ts --seeds 100000', 'quit')
    await terminal.until('a failing scenario', has(/✗ mine\/counter +\d+\/100000/))
    expect({ alternate: terminal.state('alternate_on'), cursor: terminal.state('cursor_flag') }).toEqual({ alternate: '1', cursor: '0' })
    terminal.press(']')
    await terminal.until('the failure', has('FAIL mine/counter › lost-ack'))
    expect(has(/explore npx seeddrill explore mine-counter-/)(terminal.rows())).toBe(true)
    terminal.resize(80, 24)
    const small = await terminal.until('one panel', has('1 scenarios [2 details]  the whole run'))
    expect(small).toHaveLength(24)
    expect(small.filter((row) => row.startsWith('seeddrill · seed'))).toHaveLength(1)
    terminal.press('q')
    const rows = await isGone('quit', 130)
    expect(has(/^not covered +interrupted \(SIGINT\)/)(rows)).toBe(true)
    terminal.resize(120, 40)
  })

  it('is gone at the end of the run', async () => {
    begin(terminal, 'seeddrill run hasty.ts --seeds 3', 'ended')
    expect(has(/^violations +\d different/)(await isGone('ended', 1))).toBe(true)
  })

  it('is gone when the second ctrl-c ends the run at once, and when the terminal hangs up', async () => {
    begin(terminal, 'seeddrill run hasty.ts --seeds 100000', 'abort')
    await terminal.until('the view', has('1 scenarios'))
    terminal.press('C-c', 'C-c')
    await isGone('abort', 130)
    begin(terminal, 'seeddrill run hasty.ts --seeds 100000', 'hup')
    await terminal.until('the view', has('1 scenarios'))
    terminal.signal('SIGHUP')
    await isGone('hup', 129)
  })

  it('is put aside by ctrl-z with the run, and fg brings both back', async () => {
    terminal.line('set -m')
    begin(terminal, 'seeddrill run hasty.ts --seeds 100000', 'aside')
    await terminal.until('a failing scenario', has(/✗ mine\/counter +\d+\/100000/))
    terminal.press('j', 'C-z')
    await isGone('aside', 148)
    begin(terminal, 'fg', 'back')
    await terminal.until('what was chosen', has(/❯ ✗ mine\/counter +\d+\/100000/))
    expect(terminal.state('alternate_on')).toBe('1')
    terminal.press('q')
    await isGone('back', 130)
    terminal.line('set +m')
  })
})
