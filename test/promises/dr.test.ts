/** The set `dr` as a user runs it. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { drDrills } from '../../scenarios/dr-scenarios.ts'
import { emptyFolder } from './command-line.ts'
import type { Folder } from './command-line.ts'

let folder: Folder

beforeEach(() => (folder = emptyFolder()))
afterEach(() => folder.remove())

const names = drDrills().map(({ scenario }) => scenario.name)

it('lists what it has, and nothing else', () => {
  const { code, out } = folder.seeddrill('list', 'dr')
  expect(code).toBe(0)
  const [title, ...rows] = out.trimEnd().split('\n')
  expect(title).toBe('disaster recovery')
  expect(rows.map((row) => row.trim().split(' ')[0])).toEqual(names)
})

it('passes: what is right comes back, and what is wrong is found', { timeout: 120_000 }, () => {
  const { code, out, err } = folder.seeddrill('run', 'dr', '--seeds', '2', '--states', '40')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toContain('planted defects caught 3 of 3')
  expect(out).toMatch(/^scenarios +4 × seeds: 8 drills \(8 passed\)$/m)
  expect(out).toMatch(/^violations +none$/m)
})
