import { expect, it } from 'vitest'
import { counterWith, emptyFolder } from './command-line.ts'

it('keeps what an application prints out of the report', () => {
  const folder = emptyFolder()
  folder.put('drill.ts', counterWith('count', "total += amount; console.log('chatter')"))
  const { code, out, err } = folder.seeddrill('run', 'drill.ts', '--seed', 'abc', '--reporter', 'json')
  folder.remove()
  expect(code).toBe(0)
  expect((JSON.parse(out) as { exitCode: number }).exitCode).toBe(0)
  expect(err).toContain('chatter')
})
