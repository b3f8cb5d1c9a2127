import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bundleFile } from '../../runner/bundle.ts'
import { bundleCodeHash, codeHash } from '../../runner/code-hash.ts'

let folder: string

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'seeddrill-bundle-'))))
afterEach(() => rmSync(folder, { recursive: true }))

function put(path: string, text: string): string {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}

const bundle = (file: string) => bundleFile(file, join(folder, 'out/bundle.mjs'), folder)

describe('bundleFile', () => {
  it('takes in local files, TypeScript or not, and leads seeddrill to this package', async () => {
    put('lib/limit.ts', 'export const limit: number = 41')
    const file = put('drill.ts', "import { fc } from 'seeddrill'\nimport { limit } from './lib/limit.ts'\nexport default [fc, limit + 1]")
    const { text, portableText } = await bundle(file)
    expect(portableText).toContain('from "seeddrill"')
    expect(text).toMatch(/from "file:.*\/dist\/core\/index\.js"/)
    expect(text).toContain('41')
  })

  it('can be imported from anywhere, with packages that only the user has', async () => {
    put('node_modules/only-import/package.json', '{ "name": "only-import", "type": "module", "exports": { "import": "./m.js" } }')
    put('node_modules/only-import/m.js', 'export const here = import.meta.url')
    const file = put('drill.ts', "import { here } from 'only-import'\nexport default here")
    const { text, portableText } = await bundle(file)
    const output = put('elsewhere/bundle.mjs', text)
    expect(((await import(pathToFileURL(output).href)) as { default: string }).default).toContain('node_modules/only-import/m.js')
    expect(portableText).toContain('"only-import"')
  })

  it('reads a test file for what it exports, and runs none of its tests', async () => {
    const file = put('my.test.ts', `import seeded, { describe, it as also, vi } from 'vitest'
import { drillTest } from 'seeddrill/vitest'
vi.mock('x', async (original) => ({ ...(await original()) }))
describe.each([1])('%s', () => { throw new Error('it ran') })
also('x', { timeout: 1 }, () => { throw new Error('it ran') })
drillTest({}, seeded)
export const kept = 1`)
    const { text, inputs } = await bundle(file)
    const module = (await import(pathToFileURL(put('out.mjs', text)).href)) as { kept: number }
    expect(module.kept).toBe(1)
    expect(inputs).toEqual([file])
  })

  it('takes what Node would take of a package, not what is meant for bundlers', async () => {
    put('node_modules/two-faced/package.json', '{ "name": "two-faced", "exports": { "module": "./bundler.js", "default": "./node.js" } }')
    put('node_modules/two-faced/bundler.js', 'export default 1')
    put('node_modules/two-faced/node.js', 'module.exports = 2')
    const file = put('drill.ts', "export { default } from 'two-faced'")
    expect((await bundle(file)).text).toContain('two-faced/node.js')
  })

  it('bundles CommonJS', async () => {
    const file = put('drill.cjs', "const { basename } = require('node:path')\nmodule.exports = basename('a/b')")
    const output = put('elsewhere/bundle.mjs', (await bundle(file)).text)
    expect(((await import(pathToFileURL(output).href)) as { default: string }).default).toBe('b')
  })

  it('has one portable text wherever the file lies, so one code hash', async () => {
    const source = "import { fc } from 'seeddrill'\nimport { a } from './a.ts'\nexport default [fc, a]"
    const files = ['x', 'deep/er/y'].map((place) => {
      put(`${place}/a.ts`, 'export const a = 1')
      return put(`${place}/drill.ts`, source)
    })
    const [one, other] = await Promise.all(files.map(bundle))
    expect(one!.portableText).toBe(other!.portableText)
    expect(one!.portableText).not.toContain(folder)
    expect(bundleCodeHash(one!.portableText, null)).toMatch(/^[0-9a-f]{12}$/)
  })

  it.each([
    ['a syntax error', { 'drill.ts': 'const a = 1\nconst b = = 2' }, /^drill\.ts:2:11: Unexpected "="$/],
    ['a missing file', { 'drill.ts': "import './gone.ts'" }, /^drill\.ts:1:8: Could not resolve "\.\/gone\.ts"$/],
    ['a missing package', { 'drill.ts': "import 'gone'" }, /^drill\.ts:1:8: Could not resolve "gone"/],
    ['a missing entry point', { 'drill.ts': "import 'seeddrill/gone'" }, /seeddrill\/gone does not exist; there are seeddrill, /],
    ['an error in another file', { 'drill.ts': "import './lib/a.ts'", 'lib/a.ts': 'let let' }, /^lib\/a\.ts:1:\d+: /],
  ])('names the place of %s', async (_, files, message) => {
    for (const [path, text] of Object.entries(files)) put(path, text)
    await expect(bundle(join(folder, 'drill.ts'))).rejects.toThrow(message)
  })
})

describe('codeHash', () => {
  it('changes with every text and with where one ends', () => {
    const hashes = [['ab', 'c'], ['a', 'bc'], ['abc'], ['ab', 'd']].map((texts) => codeHash(texts))
    expect(new Set(hashes).size).toBe(4)
  })
})
