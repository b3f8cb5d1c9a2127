/** Programs that cannot be hosted: one line that says what, and what to do, and exit code 2. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emptyFolder } from './command-line.ts'
import type { Folder } from './command-line.ts'

let folder: Folder

beforeEach(() => (folder = emptyFolder()))
afterEach(() => folder.remove())

const drillOf = (what: string) => `import { fc, hostedApp, scenario } from 'seeddrill'
const app = hostedApp({ from: import.meta.url, ${what}, open: (program: { put(text: string): Promise<void> }) => program })
export default scenario({
  name: 'mine/program', machines: { host: app }, operation: fc.string(), apply: ({ host }, text) => host.put(text),
  model: { initial: 0, step: (state) => state }, observe: () => 0, clients: 1, operations: 3, policy: false,
})
`

describe('a program that cannot even be loaded', () => {
  it.each([
    ['a package that is not there', "package: 'no-such-package'", '', 'hosting no-such-package: there is no such package here; npm install no-such-package'],
    ['a file that is not there', "entry: './gone.ts'", '', 'hosting ./gone.ts: there is no such file; '],
    ['a syntax error', "entry: './program.ts'", 'export const put = = 1', 'program.ts:1:20: Unexpected "="'],
    ['a top-level await', "entry: './program.ts'", 'export const put = await 1', 'program.ts:1:20: Top-level await'],
    ['a file system too small', "entry: './program.ts', size: '8KiB'", 'export const put = 1', 'a file system needs at least 384KiB, got 8KiB'],
    ['an unknown mount option', "entry: './program.ts', mount: 'ext5' as never", 'export const put = 1', 'mount must be one of ext4, '],
  ])('%s', (_, what, program, message) => {
    folder.put('drill.ts', drillOf(what))
    if (program) folder.put('program.ts', program)
    const { code, out, err } = folder.seeddrill('run', 'drill.ts')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^seeddrill: drill\.ts cannot be loaded: [^\n]+\n$/)
    expect(err).toContain(message)
  })
})

describe('a program that reaches out of its simulated world, or does not fit it', () => {
  it.each([
    ['a socket, swallowed', "import net from 'node:net'\nexport const put = async () => { try { net.connect(80) } catch {} }", 'net.connect (imported by program.ts): a hosted program has no network'],
    ['another process', "import { execSync } from 'node:child_process'\nexport const put = async () => execSync('ls')", 'child_process.execSync (imported by program.ts): a hosted program is one process'],
    ['a native addon', "const addon = require('./thing.node')\nexport const put = async () => addon.go()", './thing.node (imported by program.ts): native addons'],
    ['a boot that does not fit', "import { writeFileSync } from 'node:fs'\nwriteFileSync('/x', 'x'.repeat(1e6))\nexport const put = 1", 'no space left on device, write; give the file system a larger size'],
  ])('%s', (_, program, message) => {
    folder.put('drill.ts', drillOf("entry: './program.ts', size: '384KiB'"))
    folder.put('program.ts', program)
    const { code, out, err } = folder.seeddrill('run', 'drill.ts')
    expect({ code, err }).toEqual({ code: 2, err: '' })
    const said = out.split('\n').filter((text) => text.includes('not runnable'))
    expect(said).toEqual([expect.stringContaining(message)])
  })
})
