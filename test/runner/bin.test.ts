import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

const BIN = new URL('../../runner/bin.js', import.meta.url)

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seeddrill-bin-'))
  mkdirSync(join(folder, 'runner'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  copyFileSync(BIN, join(folder, 'runner/bin.js'))
})

afterEach(() => rmSync(folder, { recursive: true }))

function install(main: string): void {
  mkdirSync(join(folder, 'dist/runner'), { recursive: true })
  writeFileSync(join(folder, 'dist/runner/main.js'), main)
}

function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { NODE_ENV: _, ...inherited } = process.env
  return spawnSync(process.execPath, [join(folder, 'runner/bin.js'), ...args], {
    encoding: 'utf8',
    env: { ...inherited, ...environment },
  })
}

it('passes its arguments to main and exits with what main answers', () => {
  install('export const main = async (argv) => { console.log(argv.join()); return 3 }')
  expect(run(['run', '--demo'])).toMatchObject({ status: 3, stdout: 'run,--demo\n', stderr: '' })
})

it('sets NODE_ENV before anything is imported, and leaves one that is set', () => {
  install('const seen = process.env.NODE_ENV\nexport const main = async () => { console.log(seen); return 0 }')
  expect(run([]).stdout).toBe('production\n')
  expect(run([], { NODE_ENV: 'test' }).stdout).toBe('test\n')
})

it('exits with 70 when main throws or does not load', () => {
  install("export const main = async () => { throw new Error('lost the plot') }")
  expect(run([])).toMatchObject({ status: 70, stderr: expect.stringContaining('lost the plot') })
  install("import './missing.js'")
  expect(run([])).toMatchObject({ status: 70, stderr: expect.stringContaining('missing.js') })
})

it('says in one line what to do when nothing is built', () => {
  const { status, stdout, stderr } = run(['run'])
  expect({ status, stdout }).toEqual({ status: 70, stdout: '' })
  expect(stderr).toMatch(/^[^\n]*npm run build[^\n]*\n$/)
})

it('leaves a project to its own copy, from any of its folders', () => {
  install('export const main = async () => 3')
  const project = join(folder, 'project')
  const copy = join(project, 'node_modules/seeddrill')
  mkdirSync(join(copy, 'runner'), { recursive: true })
  mkdirSync(join(project, 'deep/er'), { recursive: true })
  writeFileSync(join(copy, 'package.json'), '{ "type": "module", "bin": { "seeddrill": "runner/bin.js" } }')
  copyFileSync(BIN, join(copy, 'runner/bin.js'))
  mkdirSync(join(copy, 'dist/runner'), { recursive: true })
  writeFileSync(join(copy, 'dist/runner/main.js'), 'export const main = async (argv) => { console.log(argv.join()); return 4 }')
  const run = (cwd: string) => spawnSync(process.execPath, [join(folder, 'runner/bin.js'), 'run', 'x'], { cwd, encoding: 'utf8' })
  expect(run(join(project, 'deep/er'))).toMatchObject({ status: 4, stdout: 'run,x\n', stderr: '' })
  expect(run(folder)).toMatchObject({ status: 3, stdout: '' })
})

it.each([
  ['thrown later', "setTimeout(() => { throw new Error('gone wrong') }, 1)"],
  ['rejected', "void Promise.reject(new Error('gone wrong'))"],
])('says internal error, and not that a drill was violated, of what is %s', (_, statement) => {
  install(`export const main = () => { ${statement}; return new Promise((done) => setTimeout(done, 5_000, 0)) }`)
  expect(run([])).toMatchObject({ status: 70, stderr: expect.stringMatching(/^seeddrill: internal error\nError: gone wrong/) })
})

it('leaves what is thrown later to whoever waits for it', () => {
  install("export const main = () => new Promise((done) => { process.on('uncaughtException', () => done(4)); setTimeout(() => { throw new Error('x') }, 1) })")
  expect(run([])).toMatchObject({ status: 4, stderr: '' })
})
