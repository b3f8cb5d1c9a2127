/** Tokens and saved plans of failures, replayed against code that was mended, and edited by hand. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { decodeToken, encodeToken } from '../../core/index.ts'
import { COUNTER, counterWith, emptyFolder } from './command-line.ts'
import type { Folder } from './command-line.ts'
import { expectValid } from './schema.ts'

const BROKEN = counterWith('flush', '')

let folder: Folder

beforeEach(() => (folder = emptyFolder()))
afterEach(() => folder.remove())

it('a failure can be told apart from what recovers, by a token that says so', () => {
  folder.put('drill.ts', BROKEN)
  const { failures } = JSON.parse(folder.seeddrill('run', 'drill.ts', '--seed', 'abc', '--reporter', 'json').out).scenarios[0]
  const decoded = decodeToken(failures[0].token)
  if (!decoded.ok) throw new Error(decoded.message)
  const recovers = (codeHash: string) => encodeToken({ ...decoded.payload, codeHash, verdict: 'ok' })
  const fails = folder.seeddrill('replay', recovers('0123456789ab'), '--file', 'drill.ts')
  expect(fails.code).toBe(1)
  expect(fails.out).toMatch(/result +fails; it recovered when it was saved/)
  expect(folder.seeddrill('replay', recovers(decoded.payload.codeHash), '--file', 'drill.ts').code).toBe(5)
  folder.put('drill.ts', COUNTER)
  const passes = folder.seeddrill('replay', recovers('0123456789ab'), '--file', 'drill.ts')
  expect(passes.code).toBe(0)
  expect(passes.out).toMatch(/result +recovers as it must, as recorded/)
}, 240_000)

it('a failure names the line that wrote, can be saved as JSON, and is gone when what causes it is edited out', () => {
  folder.put('drill.ts', BROKEN)
  const { out } = folder.seeddrill('run', 'drill.ts', '--seed', 'abc', '--reporter', 'json')
  const document = JSON.parse(out)
  expectValid('run', document)
  const { token, cause } = document.scenarios[0].failures[0]
  const row = COUNTER.split('\n').findIndex((line) => line.includes('volumes.data.write(')) + 1
  expect(cause.writes).toMatchObject([{ label: 'write', disk: 'box/data', state: 'lost' }])
  expect(cause.writes[0].line).toMatch(new RegExp(`^drill\\.ts:${row}:\\d+$`))
  const saved = folder.seeddrill('replay', token, '--file', 'drill.ts', '--save', 'plan.json')
  expect(saved.code).toBe(1)
  expect(saved.out).toContain(`is written at ${cause.writes[0].line}`)
  expect(folder.seeddrill('replay', 'plan.json', '--file', 'drill.ts').out).toMatch(/result +still fails/)
  expect(readdirSync(folder.path).sort()).toEqual(['.seeddrill', 'drill.ts', 'plan.json'])

  const payload = JSON.parse(readFileSync(join(folder.path, 'plan.json'), 'utf8'))
  folder.put('without.json', JSON.stringify({ ...payload, plan: { ...payload.plan, operations: [] } }))
  const without = folder.seeddrill('replay', 'without.json', '--file', 'drill.ts')
  expect(without.out).toMatch(/result +no longer fails/)
  expect(without.code).toBe(0)

  folder.put('broken.json', JSON.stringify({ ...payload, crash: { ...payload.crash, at: 7 } }))
  const broken = folder.seeddrill('replay', 'broken.json', '--file', 'drill.ts')
  expect(broken.code).toBe(2)
  expect(broken.err).toBe('seeddrill: broken.json cannot be read: crash.at must be an anchor { step, operation, where, label, nth }\n')
})
