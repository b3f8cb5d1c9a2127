import { expect, it } from 'vitest'
import { counterWith, emptyFolder } from './command-line.ts'

it('keeps what an application prints out of the report', () => {
  const folder = emptyFolder()
  folder.put('drill.ts', `process.stdout.write('loaded\\n')\n${counterWith('count', "total += amount; console.log('chatter'); console.group('grouped'); console.count('times'); console.groupEnd(); process.stdout.write('written\\n')")}`)
  const { code, out, err } = folder.seeddrill('run', 'drill.ts', '--seed', 'abc', '--reporter', 'json')
  folder.remove()
  expect(code).toBe(0)
  expect((JSON.parse(out) as { exitCode: number }).exitCode).toBe(0)
  for (const said of ['chatter', 'grouped', 'times: ', 'written', 'loaded']) expect(err).toContain(said)
})
