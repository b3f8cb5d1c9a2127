/** A project of its own: first files that run at once, a configuration that counts, and a shell that completes. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { emptyFolder } from './command-line.ts'
import type { Folder } from './command-line.ts'

let folder: Folder

beforeAll(() => (folder = emptyFolder()))
afterAll(() => folder.remove())

const FIRST = 'drills/till.drill.ts'
const read = (name: string): string => readFileSync(join(folder.path, name), 'utf8')

it('init writes what runs at once, covers something, and finds the bug that its comment tells of', () => {
  expect(folder.seeddrill('init', '--yes')).toMatchObject({ code: 0, out: expect.stringMatching(/next: npx seeddrill run\n$/) })
  const first = read(FIRST)
  expect(first.trimEnd().split('\n').length).toBeLessThanOrEqual(30)
  expect(first.match(/^import /gm)).toHaveLength(1)
  const { code, out } = folder.seeddrill('run')
  expect(out).toContain('1 scenario, 3 drills')
  expect(out).toMatch(/failovers +crash-consistent [1-9]/)
  expect(code).toBe(0)
  folder.put(FIRST, first.replace(/^.*remove this line.*\n/m, ''))
  expect(folder.seeddrillWith({ SEEDDRILL_STATES: '60' }, 'run', '--seed', 'abc').out).toContain('FAIL till/sales › lost-ack')
})

it('bash takes the script, and it offers flags and names', () => {
  const script = folder.seeddrill('completion', 'bash').out
  expect(spawnSync('bash', ['-n'], { input: script }).status).toBe(0)
  const shim = `seeddrill() { '${process.execPath}' '${new URL('../../runner/bin.js', import.meta.url).pathname}' "$@"; }`
  const complete = (...words: readonly string[]): readonly string[] => {
    const typed = `COMP_WORDS=(seeddrill ${words.join(' ')}); COMP_CWORD=${words.length}; _seeddrill; printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', `${script}\n${shim}\n${typed}`], { cwd: folder.path, encoding: 'utf8' })
    expect(stderr).toBe('')
    return stdout.trim().split('\n')
  }
  expect(complete('run', '--str')).toEqual(['--strict-coverage'])
  expect(complete('run', 'till')).toEqual(['till/sales'])
})
