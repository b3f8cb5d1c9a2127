/**
 * Most test files share a process with others, one after another (vitest.config.ts). Here a file fails that leaves the
 * process other than it found it, by the name of what it left: else whichever file comes next would fail for it.
 */
import { afterAll, expect } from 'vitest'
import { TRAPPED_GLOBALS } from '../core/sim/guard-table.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'exit', 'beforeExit', 'uncaughtException', 'unhandledRejection'] as const
const CONSOLE = Object.keys(console).map((name) => `console.${name}`)
const CLEARING = ['clearTimeout', 'clearInterval', 'clearImmediate', 'queueMicrotask']

const lookUp = (path: string): unknown =>
  path.split('.').reduce<unknown>((owner, name) => (owner as Record<string, unknown> | undefined)?.[name], globalThis)

/** By name, everything of a process that a test can change and forget to put back. */
function processNow(): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>([
    ...[...TRAPPED_GLOBALS.map(({ path }) => path), ...CLEARING, ...CONSOLE].map((path) => [path, lookUp(path)] as const),
    ...SIGNALS.map((name) => [`listeners of ${name}`, process.listenerCount(name)] as const),
    ...Object.entries(process.env).map(([name, value]) => [`process.env.${name}`, value] as const),
    ['process.exitCode', process.exitCode],
    ['process.cwd()', process.cwd()],
  ])
}

const before = processNow()

afterAll(() => {
  const after = processNow()
  const names = [...new Set([...before.keys(), ...after.keys()])]
  expect(names.filter((name) => !Object.is(before.get(name), after.get(name))), 'left changed for the next test file').toEqual([])
})
