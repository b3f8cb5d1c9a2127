import { expect, it } from 'vitest'
import { openCommand } from '../../runner/commands/report.ts'
import { desktopCommand } from '../../runner/open-in-desktop.ts'
import { fakeHost } from './fake-host.ts'

it.each([
  ['darwin', {}, ['open', '/a b.html']],
  ['win32', {}, ['cmd', '/c', 'start', '', '/a b.html']],
  ['linux', { DISPLAY: ':0' }, ['xdg-open', '/a b.html']],
  ['freebsd', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open', '/a b.html']],
  ['linux', {}, null],
  ['darwin', { CI: 'true' }, null],
] as const)('%s with %j', (platform, env, command) => {
  expect(desktopCommand('/a b.html', env, platform)).toEqual(command)
})

it('prints the address as well, for there may be no desktop', () => {
  const host = fakeHost()
  const opened: string[] = []
  expect(openCommand('package.json', host, (file) => void opened.push(file))).toBe(0)
  expect(host.said.out).toMatch(/^file:\/\/\/.*\/package\.json\n$/)
  expect(opened).toHaveLength(1)
})
