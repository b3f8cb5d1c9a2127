/** The shards of a run on the command line, joined again, against the run itself. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { counterWith, emptyFolder } from './command-line.ts'
import type { Folder } from './command-line.ts'
import { expectValid } from './schema.ts'

let folder: Folder
beforeEach(() => void (folder = emptyFolder()))
afterEach(() => folder.remove())

const report = (name: string) => JSON.parse(readFileSync(join(folder.path, name), 'utf8')) as Record<string, unknown> & { settings: object }

it('come to what the run comes to', () => {
  folder.put('drill.ts', counterWith('flush', ''))
  const run = (...more: readonly string[]) => folder.seeddrill('run', 'drill.ts', 'zoo/ack-before-flush', '--seeds', '3', '--states', '20', '--no-corpus', ...more)
  const first = run('--shard', '1/2', '--reporter', 'ndjson=1.ndjson', '--reporter', 'json=1.json')
  expect(first.out).toContain(' · shard 1/2 · ')
  expectValid('run', report('1.json'))
  expect(report('1.json').settings).toMatchObject({ shard: { index: 1, of: 2 } })

  const missing = folder.seeddrill('report', 'merge', '1.ndjson')
  expect(missing).toEqual({ code: 2, out: '', err: 'seeddrill: missing: shard 2/2\n' })

  const ci = folder.seeddrillWith({ CI_NODE_INDEX: '2', CI_NODE_TOTAL: '2' }, 'run', 'drill.ts', 'zoo/ack-before-flush', '--seeds', '3', '--states', '20', '--no-corpus', '--reporter', 'ndjson=2.ndjson')
  expect(ci.out).toContain(' · shard 2/2 · ')
  const merged = folder.seeddrill('report', 'merge', '2.ndjson', '1.ndjson', '--reporter', 'json=merged.json')
  const whole = run('--reporter', 'json=whole.json')
  expect([merged.code, whole.code]).toEqual([1, 1])
  const [one, other] = ['merged.json', 'whole.json'].map((name) => ({ ...report(name), durationMs: 0, settings: { ...report(name).settings, workers: 0 } }))
  expect(one).toEqual(other)
})
