import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Ajv from 'ajv'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { main } from '../../runner/main.ts'
import { fakeHost } from './fake-host.ts'

const listSchema = JSON.parse(readFileSync(new URL('../../docs/schemas/list.schema.json', import.meta.url), 'utf8')) as object
let folder: string

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'seeddrill-main-'))))
afterEach(() => rmSync(folder, { recursive: true }))

async function run(...argv: readonly string[]) {
  const host = fakeHost({ cwd: folder })
  const code = await main(argv, host)
  return { code, ...host.said }
}

describe('bad input ends with one line and 2', () => {
  it.each([
    [['rum'], "unknown command 'rum' (Did you mean run?)"],
    [['exlore'], "unknown command 'exlore' (Did you mean explore?)"],
    [['fly'], "unknown command 'fly'; see seeddrill --help"],
    [['report', 'merg'], "unknown command 'merg' (Did you mean merge?); see seeddrill report --help"],
    [['report', 'merge', '--sed'], "unknown option '--sed'; see seeddrill report merge --help"],
    [['report', 'open', '.'], '.: is a folder, not a file'],
    [['report', 'merge', '.'], '. cannot be read: it is a folder'],
    [['replay', 'run.ndjson'], 'run.ndjson holds events of a run; seeddrill explore run.ndjson shows its failures'],
    [['run', '.'], "unknown scenario .; it is a folder: name its files, as in '**/*.ts'"],
    [['list', 'run.ndjson'], 'unknown scenario run.ndjson; to look into a file of --reporter ndjson there is seeddrill explore'],
    [['run', 'text.txt'], 'unknown scenario text.txt; it is a file'],
    [['run', '--sed', 'x'], "unknown option '--sed' (Did you mean --seed?); see seeddrill run --help"],
    [['run', '--seeds', '0'], 'whole number from 1 to 1000000'],
    [['run', '--seed', ''], '1 to 200 characters'],
    [['run', '--workers', 'many'], 'whole number from 1 to 256'],
    [['run', '--bail=none'], 'as in --bail=3'],
    [['run', '--time-budget', '5 minutes'], 'such as 500ms, 90s, 5m'],
    [['run', '--filter', '['], 'regular expression'],
    [['run', '--shard', '0/4'], 'counted from 1, as in --shard 2/4'],
    [['run', '--shard', '5/4'], 'counted from 1, as in --shard 2/4'],
    [['run', '--until', 'tired'], 'as in --until stable=50'],
    [['run', '--queue', 'http://x'], 'as in --queue redis://localhost:6379'],
    [['worker'], "required option '--queue"],
    [['report', 'merge', 'gone.ndjson'], 'gone.ndjson cannot be read: ENOENT'],
    [['report', 'merge', 'text.txt'], 'text.txt:1: no event of a run'],
    [['report', 'open', 'gone.html'], 'gone.html: there is no such file'],
    [['run', '--reporter', 'jsn'], 'did you mean json?'],
    [['run', '--reporter', 'json=gone/out.json'], 'the folder gone does not exist'],
    [['run', '--reporter', 'json', '--reporter', 'line'], 'two reporters write to standard output'],
    [['run', 'wal-bd'], 'unknown scenario wal-bd; did you mean wal-db?'],
    [['run', 'gone.ts'], 'gone.ts: there is no such file'],
    [['run', '.ts'], '.ts: there is no such file'],
    [['run', '--demo', 'wal-db'], '--demo runs a fixed set'],
    [['replay'], "missing required argument 'token|file'"],
    [['replay', 'sd1.AAAA'], 'the token cannot be read'],
    [['replay', 'sd9.AAAA'], 'the token cannot be read'],
    [['replay', 'gone'], 'gone is neither a token (sd1.… or se1.…) nor a file'],
    [['replay', 'text.txt'], 'text.txt holds neither a token nor JSON'],
    [['replay', 'plan.json'], 'plan.json is not a plan'],
    [['replay', 'token.json'], 'token.json cannot be read'],
    [['list', 'wal-bd'], 'did you mean wal-db?'],
  ])('%j', async (argv, message) => {
    writeFileSync(join(folder, 'text.txt'), 'hello')
    writeFileSync(join(folder, 'run.ndjson'), '{ "v": 1, "type": "run-started" }\n{}\n')
    writeFileSync(join(folder, 'plan.json'), '{ "v": 1, "scenario": 7 }')
    writeFileSync(join(folder, 'token.json'), '{ "v": 1, "crash": {} }')
    const before = readdirSync(folder)
    const { code, out, err } = await run(...argv)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^seeddrill: [^\n]+\n$/)
    expect(err).toContain(message)
    expect(readdirSync(folder)).toEqual(before)
  })
})

it('ends with 4 when a filter leaves nothing', async () => {
  expect(await run('run', '-t', 'zzz')).toMatchObject({ code: 4, out: '', err: expect.stringContaining('nothing matched the filter /zzz/') })
})

it('helps, with every flag, its default and all exit codes', async () => {
  const { code, out, err } = await run('run', '--help')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const flags = ['--seed', '--seeds', '--workers', '--bail', '--filter', '--reporter', '--states', '--time-budget']
  for (const flag of [...flags, '--strict-coverage', '--check-determinism', '--demo', '--no-color']) expect(out).toContain(flag)
  expect(out.match(/\(default/g)!.length).toBeGreaterThanOrEqual(12)
  for (const exit of ['0 ', '1 ', '2 ', '3 ', '4 ', '5 ', '70 ', '130 ', '143 ']) expect(out).toMatch(new RegExp(`^  ${exit}`, 'm'))
  expect((await run()).out).toContain('Exit codes:')
})

it('lists what comes with the package, for people and for programs', async () => {
  const { out, code } = await run('list')
  expect(code).toBe(0)
  expect(out).toMatch(/^ {2}wal-db +db: wal-db · durability ack$/m)
  expect(out).toMatch(/^ {2}zoo\/ack-before-flush +lost-ack: /m)
  const document = JSON.parse((await run('list', '--json')).out)
  const validate = new Ajv({ allErrors: true }).compile(listSchema)
  validate(document)
  expect(validate.errors ?? []).toEqual([])
  const { scenarios } = document
  expect(scenarios).toContainEqual(expect.objectContaining({ name: 'wal-db', kind: 'suite', expects: null, machines: { db: 'wal-db' } }))
})
