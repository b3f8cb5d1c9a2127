import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { watchCommand } from '../../runner/commands/watch.ts'
import { UsageError } from '../../runner/usage-error.ts'
import { fakeHost } from './fake-host.ts'

let folder: string

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'seeddrill-watching-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const put = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

it('runs again for each file that a run was made of, also after one that could not begin, until a run is interrupted', async () => {
  const [drill, helper] = [put('drill.ts', '1'), put('helper.ts', '1')]
  const host = fakeHost({ cwd: folder })
  const explained: unknown[] = []
  let runs = 0
  const code = await watchCommand({ patterns: ['drill.ts'], given: {}, modes: { color: false } }, host, (error) => explained.push(error), async (_request, _host, onInputs) => {
    runs++
    onInputs?.([drill, helper])
    if (runs === 1) return later('helper.ts', 1)
    if (runs === 2) throw new UsageError(`it does not compile ${await later('drill.ts', 2)}`)
    return 130
  })
  expect({ code, runs, explained: explained.map(String) }).toEqual({ code: 130, runs: 3, explained: ['UsageError: it does not compile 2'] })
  expect(host.said.out.match(/^changed: .*$/gm)).toEqual(['changed: helper.ts', 'changed: drill.ts'])
  expect(host.said.out).toContain('watching 2 files · ctrl-c ends')
})

/** Changes a file while nobody waits for it, or just after. */
async function later(name: string, code: number): Promise<number> {
  setTimeout(() => put(name, String(Math.random())), 30)
  return code
}
