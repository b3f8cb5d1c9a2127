/** A branch as a test: vitest runs it in a project of its own, where it fails, and passes once the application is mended. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Opened } from '../../core/drill/explore/engine.ts'
import { COUNTER, counterWith, emptyFolder } from './command-line.ts'
import type { Folder } from './command-line.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
let folder: Folder

beforeAll(() => {
  folder = emptyFolder()
  const modules = join(folder.path, 'node_modules')
  mkdirSync(modules)
  symlinkSync(ROOT, join(modules, 'seeddrill'))
  symlinkSync(join(ROOT, 'node_modules/vitest'), join(modules, 'vitest'))
  folder.put('package.json', '{ "type": "module" }\n')
  // So that a linked package counts as one that is installed.
  folder.put('vitest.config.js', 'export default { resolve: { preserveSymlinks: true } }\n')
})
afterAll(() => folder.remove())

function vitest(): { readonly code: number | null; readonly out: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--no-color'], { cwd: folder.path, encoding: 'utf8' })
  return { code: status, out: stdout + stderr }
}

it('fails with the verdict, and passes when what it found is mended; one that recovers holds on to that', () => {
  folder.put('drills/counter.ts', counterWith('flush', ''))
  const explore = (...argv: readonly string[]) => folder.seeddrill('explore', 'drills/counter.ts', '--seed', 's', '--print', ...argv)
  const { picture } = JSON.parse(explore('--json').out) as Opened
  const seq = picture.marks.findLast(({ kind, seq: at }) => kind === 'ack' && at !== null)!.seq!
  expect(explore('--pull', `power-cut@${seq}`, '--export-test', 'lost.test.ts').code).toBe(1)
  const found = vitest()
  expect(found.code).toBe(1)
  expect(found.out).toContain('an acknowledged operation is missing after recovery')

  folder.put('drills/counter.ts', COUNTER)
  expect(vitest()).toMatchObject({ code: 0, out: expect.stringContaining('1 passed') as string })

  expect(explore('--pull', 'power-cut@20:newest', '--export-test', 'kept.test.ts').code).toBe(0)
  expect(vitest()).toMatchObject({ code: 0, out: expect.stringContaining('2 passed') as string })
  folder.put('drills/counter.ts', COUNTER.replace('total += sector[1]!', 'total += sector[1]! + 1'))
  expect(vitest().code).toBe(1)
}, 300_000)
