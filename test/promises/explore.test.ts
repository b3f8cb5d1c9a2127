/** The explorer on a real terminal, with its keys, and however it ends: the terminal is as it was before. */
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COUNTER, counterWith, emptyFolder } from './command-line.ts'
import type { Folder } from './command-line.ts'
import { begin, has, isRestored } from './on-terminal.ts'
import { hasTmux, openTerminal } from './terminal.ts'
import type { Terminal } from './terminal.ts'

if (!hasTmux) console.warn('explore: tmux is not here, so nothing is tried on a real terminal')

const HEADER = 'seeddrill mine/counter'
const headers = (rows: readonly string[]): number => rows.filter((row) => row.startsWith(HEADER)).length

/** Breaks the interface where it is drawn, and elsewhere, as soon as there is a file that says so. */
const BREAKS = `import { existsSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
if (isMainThread) {
  const pad = String.prototype.padStart
  String.prototype.padStart = function (...given) {
    if (existsSync('break-frame')) throw new Error('broken frame')
    return pad.apply(this, given)
  }
  const watch = setInterval(() => {
    if (!existsSync('break-turn')) return
    clearInterval(watch)
    throw new Error('broken turn')
  }, 100).unref()
}
`

describe.skipIf(!hasTmux)('seeddrill explore', { timeout: 400_000 }, () => {
  let folder: Folder
  let terminal: Terminal
  beforeAll(() => {
    folder = emptyFolder()
    folder.put('package.json', '{}')
    folder.put('hasty.ts', counterWith('flush', ''))
    folder.put('breaks.mjs', BREAKS)
    folder.put('dying.ts', COUNTER.replace('      total += sector[1]!\n', '      process.exit(3)\n'))
    terminal = openTerminal(folder.path, 120, 40)
  })
  afterAll(() => {
    terminal?.close()
    folder.remove()
  })

  /** Nothing of the explorer is left either. */
  async function isGone(word: string, code: number): Promise<readonly string[]> {
    const rows = await isRestored(terminal, word, code)
    expect(rows[0]).toBe(`before-${word}`)
    expect(headers(rows)).toBe(0)
    return rows
  }

  it('opens, moves, follows a resize, pulls the plug, saves, and leaves the terminal as it was', async () => {
    begin(terminal, 'seeddrill explore hasty.ts --seed s', 'quit')
    await terminal.until('the explorer', has(/^seeddrill mine\/counter .* step 0 /))
    expect({ alternate: terminal.state('alternate_on'), cursor: terminal.state('cursor_flag') }).toEqual({ alternate: '1', cursor: '0' })
    expect(terminal.rows().join('\n')).not.toContain('before-quit')
    terminal.press('G')
    await terminal.until('the last step', has(/^seeddrill mine\/counter .* step 2\d /))

    for (const [columns, rows] of [[90, 28], [132, 36]] as const) {
      terminal.resize(columns, rows)
      // Nothing of the old size is left, and the last row stays free: a frame as high as the terminal would scroll it.
      const seen = await terminal.until(`${columns}×${rows}`, (all) => all.length === rows && all.at(-2) !== '' && has('1 events')(all) && all.filter((row) => row.includes('❯')).length > 0)
      expect(seen.at(-1)).toBe('')
      expect(seen.filter((row) => / step 2\d /.test(row))).toHaveLength(1)
    }

    terminal.press('p')
    await terminal.until('the menu', has('pull the plug at'))
    terminal.press('j', 'j', 'Enter')
    await terminal.until('the verdict', has('✗ lost-ack'))
    terminal.press('w')
    await terminal.until('where it was saved', has('saved: npx seeddrill replay'))
    terminal.press('q')
    const rows = await isGone('quit', 0)
    expect(rows[1]).toBe('explored mine/counter, seed s')
    expect(rows[2]).toMatch(/^ {2}power cut .*lost-ack/)

    const [saved] = readdirSync(join(folder.path, '.seeddrill/corpus/mine-counter'))
    const replayed = folder.seeddrill('replay', `mine-counter-${saved!.replace('.json', '')}`)
    expect(replayed).toMatchObject({ code: 1, err: '' })
    expect(replayed.out).toContain('still fails')
  })

  it('goes on in ASCII when the application ends its thread, and ends by SIGTERM with 143', async () => {
    begin(terminal, 'LANG=C seeddrill explore dying.ts --seed s', 'term')
    await terminal.until('the explorer', has(HEADER))
    terminal.press('G')
    await terminal.until('the last step', has(/ step [1-9]\d /))
    terminal.press('p')
    await terminal.until('the menu', has('pull the plug at'))
    terminal.press('Enter')
    const rows = await terminal.until('what became of the thread', has('the thread of the application ended'))
    expect(rows.join('')).toMatch(/^[\x20-\x7e]+$/)
    terminal.press('g')
    await terminal.until('the first step', has(/ step 0 /))
    terminal.signal('SIGTERM')
    await isGone('term', 143)
  })

  it('says on a small terminal that it is small, and nothing of what was there before', async () => {
    terminal.resize(40, 20)
    begin(terminal, 'seeddrill explore hasty.ts --seed s', 'small')
    const [first] = await terminal.until('the facts', has('is too small'))
    expect(first).toBe('40 x 20 is too small: 60 x 15 at least')
    terminal.press('q')
    await isGone('small', 0)
    terminal.resize(120, 40)
  })

  it('ends by SIGHUP with 129 while it still opens, and after what it cannot open in a line with 2', async () => {
    begin(terminal, 'seeddrill explore hasty.ts', 'hup')
    await terminal.until('its screen', () => terminal.state('alternate_on') === '1')
    terminal.signal('SIGHUP')
    await isGone('hup', 129)

    begin(terminal, 'seeddrill explore gone.ts', 'gone')
    const rows = await isGone('gone', 2)
    expect(rows[1]).toBe('seeddrill: gone.ts: there is no such file; name a scenario file, or a scenario of seeddrill list')
  })

  it.each([['frame'], ['turn']])('ends with 70 and the error when its own code breaks: in a %s', async (what) => {
    begin(terminal, "NODE_OPTIONS='--import ./breaks.mjs' seeddrill explore hasty.ts --seed s", what)
    await terminal.until('the explorer', has(HEADER))
    folder.put(`break-${what}`, '')
    if (what === 'frame') terminal.press('l')
    const rows = await isGone(what, 70)
    rmSync(join(folder.path, `break-${what}`))
    expect(rows.slice(1, 4)).toEqual(['explored mine/counter, seed s', 'seeddrill: internal error', `Error: broken ${what}`])
  })

  it('is put aside by ctrl-z and by its signal, and fg brings it back where it was, with its keys', async () => {
    terminal.line('set -m')
    begin(terminal, 'seeddrill explore hasty.ts --seed s', 'aside')
    await terminal.until('the explorer', has(HEADER))
    terminal.press('G')
    await terminal.until('the last step', has(/ step 2\d /))
    const stops = [['aside', () => terminal.press('C-z'), 'again'], ['again', () => terminal.signal('SIGTSTP'), 'back']] as const
    for (const [word, stop, next] of stops) {
      stop()
      await isRestored(terminal, word, 148)
      begin(terminal, 'fg', next)
      const rows = await terminal.until('the explorer again', has(/^seeddrill mine\/counter .* step 2\d /))
      expect([headers(rows), terminal.state('alternate_on')]).toEqual([1, '1'])
    }
    terminal.press('g')
    await terminal.until('the first step', has(/ step 0 /))
    terminal.press('q')
    await isRestored(terminal, 'back', 0)
    terminal.line('set +m')
  })

  it('offers a list where nothing is named, at the top of its screen', async () => {
    begin(terminal, 'seeddrill explore', 'list')
    const rows = await terminal.until('the list', has('❯ wal-db'))
    expect(rows[0]).toBe('scenarios')
    terminal.press('q')
    await isRestored(terminal, 'list', 0)
  })
})
