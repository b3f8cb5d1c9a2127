/** The README's section on a program of one's own, followed to the letter in an empty folder. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyFolder } from './command-line.ts'
import type { Folder } from './command-line.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const section = /## Your own Node program\n([^]*?)\n## /.exec(readme)![1]!
const [program, drilled] = [...section.matchAll(/```ts\n([^]*?)```/g)].map(([, text]) => text!)

let folder: Folder
let id: string

beforeAll(() => {
  folder = emptyFolder()
  folder.put('settings.ts', program!)
  folder.put('settings.drill.ts', drilled!)
})
afterAll(() => folder.remove())

const WRITE = 'await writeFile(file, JSON.stringify(this.settings))'

describe('a program of one\'s own', () => {
  it('is about thirty lines, and its drill fewer', () => {
    expect([program!, drilled!].map((text) => text.trimEnd().split('\n').length)).toEqual([28, 23])
  })

  it('is shown to lose what it acknowledged, with its line, and it can be shown again', () => {
    const { code, out } = folder.seeddrill('run', 'settings.drill.ts', '--seed', 'abc')
    expect(code).toBe(1)
    const row = program!.split('\n').findIndex((line) => line.includes(WRITE)) + 1
    for (const line of section.match(/```\n(FAIL[^]*?)```/)![1]!.split('\n').filter((text) => text.trim() !== '…' && text !== ''))
      expect(out).toContain(line)
    expect(out).toContain(`is written at settings.ts:${row}:`)
    expect(out).toContain('refuses-to-open')
    id = /replay {2}seeddrill replay (\S+)$/m.exec(out)![1]!
    const again = folder.seeddrill('replay', id)
    expect(again.code).toBe(1)
    expect(again.out).toContain('lost-ack')
  })

  it('no longer fails once it replaces the file with care, and the saved failure knows that the program was changed', () => {
    folder.put('settings.ts', careful(program!))
    const replayed = folder.seeddrill('replay', id)
    expect(replayed.out).toContain('the code has changed')
    expect(replayed.code).toBe(0)
    const { code } = folder.seeddrill('run', 'settings.drill.ts', '--seed', 'abc', '--states', '150')
    expect(code).toBe(0)
  })
})

/** Writes beside the file, syncs, renames and syncs the folder; and syncs the folder at the start, for what is read. */
function careful(source: string): string {
  return `${source
    .replace('import { mkdir, readFile, writeFile }', 'import { mkdir, open, readFile, rename }')
    .replace(WRITE, 'await replace(JSON.stringify(this.settings))')
    .replace('{ recursive: true })', '{ recursive: true })\n    await sync(folder)')}
async function replace(text: string) {
  const handle = await open(file + '.new', 'w')
  await handle.writeFile(text)
  await handle.sync()
  await handle.close()
  await rename(file + '.new', file)
  await sync(folder)
}

async function sync(path: string) {
  const handle = await open(path)
  await handle.sync()
  await handle.close()
}
`
}
