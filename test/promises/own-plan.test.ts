/** An estate of two machines, written by following only docs/own-your-dr-plan.md, runs under `compare`. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ESTATE_DISASTER_KINDS } from '../../core/drill/estate/index.ts'
import { emptyFolder } from './command-line.ts'
import type { Folder } from './command-line.ts'

const page = readFileSync(new URL('../../docs/own-your-dr-plan.md', import.meta.url), 'utf8')
let folder: Folder

beforeAll(() => {
  folder = emptyFolder()
  folder.put('shop.ts', /```ts\n([^]*?)```/.exec(page)![1]!)
})

afterAll(() => folder.remove())

describe('the page on your own plan', () => {
  it('has an estate that is compared under its own strategies', () => {
    const { code, out } = folder.seeddrill('compare', '--file', 'shop.ts', '--histories', '2')
    expect(out).toContain('every-minute')
    expect(out).toMatch(/region-loss/)
    expect(code).toBe(0)
  })

  it('names every kind of disaster', () => {
    for (const kind of ESTATE_DISASTER_KINDS) expect(page).toContain(`| \`${kind}\` |`)
  })
})
