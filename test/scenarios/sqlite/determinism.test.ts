import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { expect, it } from 'vitest'
import { withGuard } from '../../../core/sim/index.ts'
import { digestOf, digests } from './run-digest.ts'

const here = fileURLToPath(new URL('.', import.meta.url))

function inAProcessOfItsOwn(): unknown {
  const { outputFiles } = buildSync({
    entryPoints: [`${here}print-digest.ts`], bundle: true, write: false, platform: 'node', format: 'esm', packages: 'external',
  })
  // From standard input, modules resolve from the working directory.
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module'], { input: outputFiles[0]!.text, cwd: here, encoding: 'utf8' }))
}

it('does the same to its files whoever else was in the engine, and in a process of its own', { timeout: 30_000 }, async () => {
  const first = await digests()
  const again = [...await Promise.all([...first].reverse().map((text) => digestOf(text.split(':')[0] as never)))].reverse()
  expect(again).toEqual(first)
  expect(inAProcessOfItsOwn()).toEqual(first)
})

it('asks nothing of the host', async () => {
  await withGuard(async (session) => {
    await digestOf('wal')
    await digestOf('delete')
    expect(session.violation).toBeNull()
  })
})
