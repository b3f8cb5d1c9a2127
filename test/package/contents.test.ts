/** What is packed is what is promised. Whether it works when installed is for `npm run check:package`. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { workerScript } from '../../runner/package-root.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const manifest = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
  readonly bin: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
}

const listing = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, encoding: 'utf8', shell: process.platform === 'win32' })
const packed = (JSON.parse(listing) as readonly { readonly files: readonly { readonly path: string }[] }[])[0]!.files.map(({ path }) => path)

it('has every entry point with its types, and the command', () => {
  const targets = Object.values(manifest.exports).flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)))
  const promised = [...targets, ...Object.values(manifest.bin)].map((path) => path.replace(/^\.\//, ''))
  expect(promised.length).toBeGreaterThan(12)
  expect(promised.filter((path) => !packed.includes(path))).toEqual([])
})

it('has the threads that are started by name', () => {
  const threads = ['worker', 'realm', 'vitest/thread'].map((name) => fileURLToPath(workerScript(name)).slice(ROOT.length))
  expect(threads.filter((path) => !packed.includes(path))).toEqual([])
})

it('has no tests, no sources and no build notes', () => {
  expect(packed.filter((path) => /^(test|core|runner|reports|scenarios)\/(?!bin\.js$)|tsbuildinfo|\.ts$(?<!\.d\.ts)/.test(path))).toEqual([])
})
