/** The life of a failure: found, saved, replayed by its short name, mended, kept, and found again by it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COUNTER, counterWith, emptyFolder } from './command-line.ts'
import type { Folder } from './command-line.ts'

const BROKEN = counterWith('flush', '')
const RUN = ['run', 'drills/counter.ts', '--seed', 'abc', '--states', '60'] as const

let folder: Folder
let ids: readonly string[]

beforeAll(() => {
  folder = emptyFolder()
  folder.put('package.json', '{}')
  folder.put('drills/counter.ts', BROKEN)
})
afterAll(() => folder.remove())

const corpus = () => readdirSync(join(folder.path, '.seeddrill/corpus/mine-counter'))

describe('a failure', () => {
  it('is saved where it is found, and its block says under which name', () => {
    const { code, out } = folder.seeddrill(...RUN)
    expect(code).toBe(1)
    ids = [...out.matchAll(/seeddrill replay (mine-counter-\w+)$/gm)].map(([, id]) => id!)
    expect(corpus()).toEqual(ids.map((id) => `${id.slice('mine-counter-'.length)}.json`).sort())
    const file = /^ {2}saved {3}(\S+)/m.exec(out)![1]!
    const text = readFileSync(join(folder.path, file), 'utf8')
    expect(JSON.parse(text)).toMatchObject({ scenario: 'mine/counter', file: 'drills/counter.ts', seed: 'abc', verdict: 'lost-ack' })
    expect(text).not.toContain(folder.path)
  })

  it('is shown again by the beginning of that name, and by its file', () => {
    for (const name of [ids[0]!.slice(0, -2), `.seeddrill/corpus/mine-counter/${ids[0]!.slice('mine-counter-'.length)}.json`]) {
      const { code, out } = folder.seeddrill('replay', name)
      expect(out).toMatch(/trace +[0-9a-f]+, as recorded/)
      expect(code).toBe(1)
    }
  })

  it('is kept once it is mended, and the run says so', () => {
    folder.put('drills/counter.ts', COUNTER)
    const { code, out } = folder.seeddrill(...RUN)
    expect(out).toContain(`${ids.length} saved failure${ids.length === 1 ? ' no longer fails' : 's no longer fail'}`)
    expect(code).toBe(0)
    expect(corpus()).toHaveLength(ids.length)
  })

  it('is found again before any drill, and alone with --last-failed, the same with any number of workers', () => {
    folder.put('drills/counter.ts', BROKEN)
    const all = folder.seeddrill(...RUN, '--workers', '2', '--reporter', 'json')
    const failed = folder.seeddrill('run', '--last-failed', '--states', '60', '--workers', '1', '--reporter', 'json')
    const [scenarios, again] = [all, failed].map(({ out }) => JSON.parse(out).scenarios)
    expect(scenarios[0].saved.map(({ became }: { became: string }) => became)).toEqual(ids.map(() => 'still-fails'))
    expect(scenarios[0].cases).toMatchObject([{ seed: 'abc', outcome: 'violated' }])
    expect(again).toEqual(scenarios)
    expect([all.code, failed.code]).toEqual([1, 1])
    expect(corpus()).toHaveLength(ids.length)
  })
})
