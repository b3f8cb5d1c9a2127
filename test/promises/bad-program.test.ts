/** Programs that cannot be hosted: one line that says what, and what to do, and exit code 2. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { emptyFolder } from './command-line.ts'
import type { Ended, Folder } from './command-line.ts'

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
  const REACHING = [
    ['a socket, swallowed', "import net from 'node:net'\nexport const put = async () => { try { net.connect(80) } catch {} }", 'net.connect (imported by 0.ts): a hosted program has no network'],
    ['another process', "import { execSync } from 'node:child_process'\nexport const put = async () => execSync('ls')", 'child_process.execSync (imported by 1.ts): a hosted program is one process'],
    ['a native addon', "const addon = require('./thing.node')\nexport const put = async () => addon.go()", './thing.node (imported by 2.ts): native addons'],
    ['a boot that does not fit', "import { writeFileSync } from 'node:fs'\nwriteFileSync('/x', 'x'.repeat(1e6))\nexport const put = 1", 'no space left on device, write; give the file system a larger size'],
  ] as const
  let all: Folder
  let ended: Ended

  // All in one run, none of which may spoil another: to start the command takes longer than such a drill.
  beforeAll(() => {
    all = emptyFolder()
    const files = REACHING.map(([, program], index) => {
      all.put(`drill-${index}.ts`, drillOf(`entry: './${index}.ts', size: '384KiB'`).replace('mine/program', `mine/program-${index}`))
      all.put(`${index}.ts`, program)
      return `drill-${index}.ts`
    })
    ended = all.seeddrill('run', ...files)
  }, 120_000)
  afterAll(() => all.remove())

  it('in any of them: 2, and a line for each', () => {
    expect({ code: ended.code, err: ended.err }).toEqual({ code: 2, err: '' })
    expect(ended.out).toContain('nothing was checked')
    expect(ended.out.match(/not runnable/g)).toHaveLength(REACHING.length)
  })

  it.each(REACHING.map(([what, , message], index) => [what, index, message] as const))('%s', (_, index, message) => {
    const said = ended.out.split('\n').filter((text) => text.includes('not runnable') && text.includes(`mine/program-${index}: `))
    expect(said).toEqual([expect.stringContaining(message)])
  })
})
