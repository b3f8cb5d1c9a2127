import { EventEmitter } from 'node:events'
import { afterEach, expect, it } from 'vitest'
import { EndedError, keepClosers } from '../../../runner/explore/closers.ts'
import { withProductionReact } from '../../../runner/explore/production-react.ts'
import { listenForEndings } from '../../../runner/explore/terminal-ending.ts'
import type { Endings } from '../../../runner/explore/terminal-ending.ts'
import { enterScreen } from '../../../runner/tui/terminal-screen.ts'
import { showsUnicode, whyNoTerminal } from '../../../runner/terminal.ts'
import { fakeHost } from '../fake-host.ts'

function fakeTerminal() {
  const events = new EventEmitter()
  const said: string[] = []
  const stdin = { isRaw: true, setRawMode: (raw: boolean) => void (stdin.isRaw = raw) }
  const stdout = Object.assign(events, { write: (text: string) => void said.push(text) })
  return { said, events, stdin, stdout }
}

it('enters a screen of its own, clears it before others hear of a resize, and leaves it once, with the cursor and without raw mode', () => {
  const { said, events, stdin, stdout } = fakeTerminal()
  events.on('resize', () => void said.push('drawn'))
  const listening = process.listenerCount('exit')
  const screen = enterScreen({ stdout, stdin })
  events.emit('resize')
  screen.clear()
  screen.restore()
  screen.restore()
  events.emit('resize')
  expect(said).toEqual(['\u001b[?1049h\u001b[2J\u001b[H', '\u001b[2J\u001b[H', 'drawn', '\u001b[2J\u001b[H', '\u001b[0m\u001b[?25h\u001b[?1049l', 'drawn'])
  expect(stdin.isRaw).toBe(false)
  expect(process.listenerCount('exit')).toBe(listening)
})

it('shows what was there before while it is put aside, and nothing of its own after the end', () => {
  const { said, events, stdin, stdout } = fakeTerminal()
  const screen = enterScreen({ stdout, stdin })
  screen.putAside()
  screen.putAside()
  events.emit('resize')
  screen.clear()
  expect([said.splice(0), stdin.isRaw]).toEqual([['\u001b[?1049h\u001b[2J\u001b[H', '\u001b[0m\u001b[?25h\u001b[?1049l'], false])
  screen.takeUp()
  screen.clear()
  expect(said.splice(0)).toEqual(['\u001b[?1049h\u001b[2J\u001b[H', '\u001b[2J\u001b[H'])
  screen.restore()
  screen.takeUp()
  expect(said).toEqual(['\u001b[0m\u001b[?25h\u001b[?1049l'])
})

let endings: Endings | undefined
afterEach(() => endings?.dispose())

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s asks for an orderly end, and a second one for the end', async (signal) => {
  const codes: number[] = []
  endings = listenForEndings((code) => void codes.push(code))
  process.emit(signal)
  expect(await endings.came).toEqual({ by: 'signal', signal })
  expect(codes).toEqual([])
  process.emit(signal)
  expect(codes).toEqual([{ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal]])
  endings.dispose()
  expect(process.listenerCount(signal)).toBe(0)
})

it('closes the last first, and at once what is opened after the end, with a word that it has come', async () => {
  const closed: number[] = []
  const closers = keepClosers()
  closers.add(() => void closed.push(1))
  closers.add(() => Promise.resolve().then(() => void closed.push(2)))
  await closers.closeAll()
  expect(() => closers.add(() => void closed.push(3))).toThrow(EndedError)
  expect(() => closers.goOn()).toThrow(EndedError)
  await closers.closeAll()
  expect(closed).toEqual([2, 1, 3])
})

it('loads React for production, and leaves the variable as it was, also when that fails', async () => {
  const before = process.env.NODE_ENV
  expect(await withProductionReact(() => Promise.resolve(process.env.NODE_ENV))).toBe('production')
  await expect(withProductionReact(() => Promise.reject(new Error('not there')))).rejects.toThrow('not there')
  expect(process.env.NODE_ENV).toBe(before)
})

it.each([
  [{ LANG: 'en_GB.UTF-8' }, true],
  [{ LANG: 'ja_JP.utf8', LC_ALL: 'C' }, false],
  [{ LC_CTYPE: 'C.UTF-8', LANG: 'C' }, true],
  [{ LANG: '', LC_ALL: '' }, false],
  [{ LANG: 'en_GB.UTF-8', TERM: 'linux' }, false],
])('knows by %j whether signs outside of ASCII are shown: %s', (env, shown) => {
  expect(showsUnicode(fakeHost({ env }), 'linux')).toBe(shown)
})

it.each([
  [{ tty: true }, null],
  [{ tty: false }, 'standard output is no terminal'],
  [{ tty: true, stdin: { isTTY: false } }, 'standard input is no terminal'],
  [{ tty: true, env: { CI: 'true' } }, 'CI is set'],
  [{ tty: true, env: { TERM: 'dumb' } }, 'TERM is dumb'],
])('says why nothing can be drawn at %j', (change, why) => {
  expect(whyNoTerminal(fakeHost(change))).toBe(why)
})
