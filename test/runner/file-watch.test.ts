import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createFileWatch } from '../../runner/file-watch.ts'
import type { FileWatch } from '../../runner/file-watch.ts'

let folder: string
let files: FileWatch

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seeddrill-watch-'))
  files = createFileWatch()
})
afterEach(() => {
  files.close()
  rmSync(folder, { recursive: true })
})

const put = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

it('tells what changed, together, and not what nobody asked for', async () => {
  const [a, b] = [put('a.ts', '1'), put('b.ts', '1')]
  files.watch([a, b])
  const changed = files.changed()
  await sleep(20)
  put('c.ts', '1')
  put('a.ts', '2')
  put('b.ts', '2')
  expect(await changed).toEqual([a, b])
})

it('sees a file that another was put in the place of, and one that is gone', async () => {
  const a = put('a.ts', '1')
  files.watch([a])
  await sleep(20)
  renameSync(put('a.ts~', '2'), a)
  expect(await files.changed()).toEqual([a])
  rmSync(a)
  expect(await files.changed()).toEqual([a])
})

it('knows what changed while nobody waited, even where the files are named again', async () => {
  const a = put('a.ts', '1')
  files.watch([a])
  await sleep(20)
  put('a.ts', '2')
  files.watch([a])
  expect(await files.changed()).toEqual([a])
})

it('waits for a file in folders that are not there yet', async () => {
  const file = join(folder, 'not/yet/a.ts')
  files.watch([file])
  const changed = files.changed()
  await sleep(20)
  mkdirSync(join(folder, 'not'))
  await sleep(50)
  mkdirSync(join(folder, 'not/yet'))
  await sleep(50)
  put('not/yet/a.ts', '1')
  expect(await changed).toEqual([file])
})
