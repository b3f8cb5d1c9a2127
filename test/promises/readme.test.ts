/** What the README shows is what happens: its first drill runs as printed, in an otherwise empty folder. */
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { VERDICTS } from '../../core/index.ts'
import { emptyFolder } from './command-line.ts'
import type { Folder } from './command-line.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
let folder: Folder

beforeAll(() => {
  folder = emptyFolder()
  const snippet = /```ts\n(import \{ defineApp[^]*?)```/.exec(readme)?.[1]
  if (!snippet) throw new Error('the README has no first drill')
  folder.put('ledger.ts', snippet)
  folder.put('broken.ts', withoutMarkedFlush(snippet))
})

afterAll(() => folder.remove())

function withoutMarkedFlush(snippet: string): string {
  const lines = snippet.split('\n')
  const rest = lines.filter((line) => !line.includes('remove this line'))
  expect(rest).toHaveLength(lines.length - 1)
  return rest.join('\n')
}

describe('the first drill of the README', () => {
  it('passes as printed', () => {
    const { code, out } = folder.seeddrill('run', 'ledger.ts', '--seeds', '2')
    expect(out).toContain('violations      none')
    expect(code).toBe(0)
  })

  it('loses an acknowledgement without the marked flush, and the printed command shows it again', () => {
    const { code, out } = folder.seeddrill('run', 'broken.ts', '--seed', 'abc')
    expect(code).toBe(1)
    expect(out).toContain('lost-ack')
    const command = /seeddrill (replay ledger-failover-\w+)$/m.exec(out)?.[1]
    expect(command).toBeDefined()
    const replayed = folder.seeddrill(...command!.split(' '))
    expect(replayed.out).toContain('lost-ack')
    expect(replayed.code).toBe(1)
    const repaired = folder.seeddrill(...command!.split(' '), '--file', 'ledger.ts')
    expect(repaired.out).toContain('no longer fails')
    expect(repaired.code).toBe(0)
  })

  it('leaves nothing behind in the folder but the failure', () => {
    expect(readdirSync(folder.path).sort()).toEqual(['.seeddrill', 'broken.ts', 'ledger.ts'])
  })
})

describe('the tables of the README', () => {
  it('name only verdicts that exist', () => {
    const named = [...readme.matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1]!)
    expect(named.length).toBeGreaterThan(10)
    expect(named.filter((name) => !(name in VERDICTS))).toEqual([])
  })
})
