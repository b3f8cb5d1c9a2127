/** The commands about a project, without a process of their own. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { initCommand } from '../../runner/commands/init.ts'
import { main } from '../../runner/main.ts'
import { fakeHost } from './fake-host.ts'

let folder: string

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'seeddrill-project-'))))
afterEach(() => rmSync(folder, { recursive: true }))

function put(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')

async function run(argv: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = folder) {
  const host = fakeHost({ cwd, env })
  const code = await main(argv, host)
  return { code, ...host.said }
}

describe('config print', () => {
  const CONFIG = "import { defineConfig } from 'seeddrill'\nexport default defineConfig({ scenarios: ['drills/*.ts'], seeds: 3, workers: 1, states: 60, reporters: ['json=out.json'] })\n"

  it('says what holds and who said so, from any folder of the project', async () => {
    put('seeddrill.config.ts', CONFIG)
    put('sub/empty.txt', '')
    const { out } = await run(['config', 'print', '--json', '--workers', '3', '--no-strict-coverage'], { SEEDDRILL_SEEDS: '2', SEEDDRILL_WORKERS: '2' }, join(folder, 'sub'))
    const document = JSON.parse(out) as { readonly options: readonly { option: string; value: unknown; origin: string }[] }
    const rows = document.options.map(({ option, value, origin }) => [option, value, origin])
    for (const row of [
      ['workers', 3, '--workers'],
      ['seeds', 2, 'SEEDDRILL_SEEDS'],
      ['states', 60, '../seeddrill.config.ts: states'],
      ['scenarios', ['drills/*.ts'], '../seeddrill.config.ts: scenarios'],
      ['reporters', ['json=../out.json'], '../seeddrill.config.ts: reporters'],
      ['strictCoverage', false, '--strict-coverage'],
      ['bail', null, 'default'],
    ])
      expect(rows).toContainEqual(row)
  })

  it('takes the one of the page for CI', async () => {
    const page = readFileSync(new URL('../../docs/ci-recipes.md', import.meta.url), 'utf8')
    put('seeddrill.config.ts', /```ts\n(\/\/ seeddrill.config.ts\n[^]*?)```/.exec(page)![1]!)
    expect((await run(['config', 'print'])).out).toMatch(/^timeBudget +"300000ms" +seeddrill\.config\.ts: timeBudget$/m)
  })

  it('is a table for people', async () => {
    expect((await run(['config', 'print', '--seed', 'abc'])).out).toMatch(/^seed +"abc" +--seed$/m)
  })
})

describe('a configuration that is wrong is refused in one line', () => {
  it.each([
    ['a misspelt option', 'export default { sates: 3 }', 'seeddrill.config.mjs: there is no option sates; did you mean states?'],
    ['code that does not compile', 'export default {', 'seeddrill.config.mjs:1:17: '],
    ['files that are not there', "export default { scenarios: ['gone/*.ts'] }", 'seeddrill.config.mjs: scenarios: no file matches gone/*.ts'],
    ['a function', 'export default { seeds: () => 3 }', 'seeddrill.config.mjs cannot be loaded: '],
    ['no default export', 'export const seeds = 3', 'must export its options by default'],
  ])('%s', async (_, text, message) => {
    put('seeddrill.config.mjs', text)
    const { out, err } = await run(['run'])
    expect(out).toBe('')
    expect(err).toMatch(/^seeddrill: [^\n]+\n$/)
    expect(err).toContain(message)
  })

  it('two of them', async () => {
    put('seeddrill.config.mjs', '')
    put('seeddrill.config.ts', '')
    expect((await run(['run'])).err).toContain('there are seeddrill.config.ts and seeddrill.config.mjs: keep one of them')
  })
})

describe('a configuration that is called otherwise', () => {
  it.each(['seeddrill.config.json', 'seeddrill.config.cjs', 'seedrill.config.ts', 'seeddrill.conf.ts'])('%s is named', async (name) => {
    put(name, '{}')
    expect(await run(['config', 'print'])).toMatchObject({ code: 2, out: '', err: `seeddrill: ${name} is not read; a configuration is called seeddrill.config.ts, seeddrill.config.mts, seeddrill.config.js, seeddrill.config.mjs\n` })
    put('seeddrill.config.mjs', 'export default {}')
    expect((await run(['config', 'print'])).code).toBe(0)
  })

  it('leaves others alone', async () => {
    for (const name of ['vitest.config.ts', 'seeddrill.config.ts.old', 'seeddrill.config.d.ts', 'seeddrill.md']) put(name, '')
    expect((await run(['config', 'print'])).code).toBe(0)
  })
})

describe('init', () => {
  it('changes nothing that is there, and says what it kept', async () => {
    put('seeddrill.config.mjs', 'export default {}')
    put('.gitlab-ci.yml', 'mine: {}\n')
    put('package-lock.json', '{}')
    const { out } = await run(['init', '--yes'])
    expect(out).toContain('kept   seeddrill.config.mjs\n')
    expect(out).toContain("wrote  .gitlab/seeddrill.yml\n       add to .gitlab-ci.yml: include: [{ local: '.gitlab/seeddrill.yml' }]")
    expect(read('.gitlab-ci.yml')).toBe('mine: {}\n')
    expect(read('.github/workflows/seeddrill.yml')).toContain('npm ci')
    expect(existsSync(join(folder, 'seeddrill.config.ts'))).toBe(false)
    expect((await run(['init', '--yes'])).out).not.toContain('wrote')
  })

  it('knows its own file for GitLab, and needs no lock file', async () => {
    await run(['init'])
    expect(read('.gitlab-ci.yml')).toMatch(/npm install --no-save seeddrill@\d/)
    expect((await run(['init'])).out).toContain('kept   .gitlab-ci.yml\n')
  })

  it('asks a person at a terminal, and takes no for an answer', async () => {
    const questions: string[] = []
    const ask = async (question: string) => questions.push(question) > 1
    await initCommand({}, fakeHost({ cwd: folder, tty: true }), ask)
    expect(existsSync(join(folder, 'drills'))).toBe(false)
    await initCommand({}, fakeHost({ cwd: folder, tty: true }), ask)
    expect(existsSync(join(folder, 'drills/till.drill.ts'))).toBe(true)
    expect(questions[0]).toBe('write seeddrill.config.ts, drills/till.drill.ts, .github/workflows/seeddrill.yml, .gitlab-ci.yml? [Y/n] ')
  })
})

describe('a scenario of the project', () => {
  it('is known by its name, to the command that runs it as well as to the one that lists it', async () => {
    await run(['init', '--yes'])
    expect((await run(['list', 'till'])).out).toMatch(/^in your files\n {2}till\/sales /)
    const { code, out, err } = await run(['run', 'till/sales', './drills/till.drill.ts', '--seeds', '1', '--states', '5', '--no-corpus'])
    expect(err).toBe('')
    expect(out).toContain('1 scenario, 1 drill')
    expect([0, 1]).toContain(code)
  })

  it('is not looked for where files are named', async () => {
    put('seeddrill.config.mjs', 'export default { scenarios: ["gone.ts"] }')
    put('here.ts', 'export {}')
    expect((await run(['list', 'here.ts'])).err).toContain('here.ts exports no scenario')
    expect((await run(['list', 'wal-db'])).err).toContain('gone.ts')
  })

  it('is not looked for where something of the zoo is named in whole', async () => {
    put('seeddrill.config.ts', "export default { scenarios: ['drills/*.ts'] }\n")
    put('drills/broken.ts', 'throw new Error("not yet")\n')
    expect(await run(['list', 'zoo/ack-before-flush', '--json'])).toMatchObject({ code: 0, err: '' })
    for (const names of [['zoo/ack'], ['zoo/ack-before-flush', 'wal-db']]) expect((await run(['list', ...names])).err, names.join()).toContain('not yet')
  })
})

describe('completion', () => {
  const complete = async (...words: readonly string[]) => (await run(['__complete', '--', ...words])).out.split('\n').filter((line) => line !== '')

  it('knows commands, those below them, flags, values, names and saved failures', async () => {
    put('.seeddrill/corpus/ledger/f1f1f1.json', '{}')
    expect(await complete('re')).toEqual(['replay', 'report'])
    expect(await complete('config', '')).toContain('print')
    expect(await complete('run', '--se')).toEqual(['--seed', '--seeds'])
    expect(await complete('run', '--reporter', 'js')).toEqual(['json'])
    expect(await complete('compare', '--lang', '')).toEqual(['en', 'ja'])
    expect(await complete('completion', 'f')).toEqual(['fish'])
    expect(await complete('run', 'wal')).toContain('wal-db')
    put('.seeddrill/corpus/ledger/$(date).json', '{}')
    put('.seeddrill/corpus/ledger;`date`/f1f1f1.json', '{}')
    expect(await complete('replay', 'led')).toEqual(['ledger-f1f1f1'])
  })

  it('offers nothing that is hidden, and names of the package where a file does not load', async () => {
    put('seeddrill.config.mjs', 'export default { scenarios: ["gone.ts"] }')
    expect(await complete('')).not.toContain('__complete')
    expect(await complete('run', '--no-str')).toEqual([])
    expect(await complete('run', 'wal-db/no')).toEqual(['wal-db/no-writer'])
  })

  it('refuses other shells', async () => {
    expect((await run(['completion', 'csh'])).err).toContain('Allowed choices are bash, zsh, fish')
  })
})

it('--watch is refused in CI', async () => {
  expect(await run(['run', '--watch'], { CI: 'true' })).toMatchObject({ code: 2, err: expect.stringContaining('--watch is for a person') })
})

it('replay suggests a saved failure for what is nearly its name', async () => {
  put('.seeddrill/corpus/ledger/f1f1f1.json', '{}')
  const { code, err } = await run(['replay', 'ledger-f1f1f2'])
  expect(code).toBe(2)
  expect(err).toContain('nor a saved failure; did you mean ledger-f1f1f1?')
})
