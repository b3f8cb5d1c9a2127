import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Ajv from 'ajv'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseArguments } from './arguments.ts'
import { BenchSkipped, judged } from './bench-result.ts'
import type { BenchResult, Target } from './bench-result.ts'
import { blockStoreBench } from './block-store.ts'
import { crashStatesBench } from './crash-states.ts'
import { dayBench } from './day-rows.ts'
import { explorerBench } from './explorer.ts'
import { filesBench } from './files.ts'
import { growthBench } from './growth.ts'
import { liveViewBench } from './live-view.ts'
import { median } from './race.ts'
import { replicatedDay } from './replicated-day.ts'
import { reportOf, table, writeReport } from './report.ts'
import { BENCHES } from './rows.ts'
import { schedulerBench } from './scheduler.ts'
import { sqliteBench } from './sqlite.ts'
import { workersBench } from './workers.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'seeddrill-bench-test-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const measured = { name: 'speed', unit: 'm/s', value: 30, peer: 'snail', peerValue: 10 }
const target = (of: Target['of'], is: Target['is'], bound: number): Target => ({ of, is, bound })

describe('the command line', () => {
  const known = Object.keys(BENCHES)

  it('means all without names, and keeps the order of the table', () => {
    expect(parseArguments([], known)).toEqual({ names: known, json: null })
    expect(parseArguments(['workers', '--json', 'out.json', 'scheduler'], known))
      .toEqual({ names: ['scheduler', 'workers'], json: 'out.json' })
    expect(parseArguments(['--json', '-'], known).json).toBe('-')
  })

  it('refuses what it does not know', () => {
    expect(() => parseArguments(['speed'], known)).toThrow(/^bench: there is no speed; there are scheduler, /)
    expect(() => parseArguments(['--jsno', 'x'], known)).toThrow(TypeError)
  })
})

describe('a result', () => {
  it.each([
    [target('ratio', 'at least', 3), true],
    [target('ratio', 'at least', 3.1), false],
    [target('ratio', 'at most', 3), true],
    [target('ratio', 'at most', 2.9), false],
    [target('value', 'at least', 30), true],
    [target('value', 'at most', 29), false],
    [null, null],
  ])('is held against its target %j: %s', (bound, met) => {
    expect(judged({ ...measured, target: bound })).toMatchObject({ ratio: 3, met })
  })

  it('is a median', () => {
    expect(median([5, 1, 3])).toBe(3)
  })
})

describe('the report', () => {
  const results = [judged({ ...measured, target: target('ratio', 'at least', 4) }), judged({ ...measured, target: null })]

  it('is a table with a line for each row', () => {
    const lines = table(results).trimEnd().split('\n')
    expect(lines[0]).toMatch(/^name +value +unit +peer +peer value +ratio +target +met$/)
    expect(lines[1]).toMatch(/^speed +30\.00 +m\/s +snail +10\.00 +3\.00 +ratio at least 4 +no$/)
    expect(lines).toHaveLength(3)
  })

  it('is JSON after the published schema, whole, with nothing left beside it', async () => {
    const file = path.join(folder, 'bench.json')
    await writeFile(file, 'old')
    await writeReport(file, reportOf(results))
    const report: unknown = JSON.parse(await readFile(file, 'utf8'))
    const schema = JSON.parse(await readFile(new URL('../../docs/schemas/bench.schema.json', import.meta.url), 'utf8')) as object
    const valid = new Ajv({ allErrors: true }).compile(schema)
    expect(valid(report), JSON.stringify(valid.errors)).toBe(true)
    expect(report).toMatchObject({ v: 1, results })
    expect(await readdir(folder)).toEqual(['bench.json'])
  })
})

/** Everything but the time is right at a tiny size. */
describe('every bench runs', () => {
  const once = { rounds: 1, warmUps: 0 }
  const sound = (results: readonly BenchResult[], count: number): void => {
    expect(results).toHaveLength(count)
    for (const { value, peerValue } of results) expect(Math.min(value, peerValue)).toBeGreaterThanOrEqual(0)
  }

  it('scheduler: all contestants wake the sleepers in one order', async () => {
    sound(await schedulerBench({ ...once, processes: 20, events: 2000, asyncEvents: 1000 }), 2)
  })

  it('block-store', async () => {
    const size = { ...once, writes: 2000, spreadBytes: 2 ** 20, states: 1000, largeDiskBytes: 2 ** 22, smallDiskBytes: 2 ** 20 }
    sound(await blockStoreBench(size), 2)
  })

  it('crash-states: distinct states, each with the replay that was asked for', async () => {
    sound(await crashStatesBench({ ...once, pages: 4, records: 4, statesPerRound: 8 }), 2)
  })

  it('growth: work for a crash state does not grow', async () => {
    const results = await growthBench({ ...once, pages: 4, records: 4, statesPerRound: 8, factor: 2 })
    sound(results, 6)
    expect(results.filter(({ unit }) => unit !== 'µs/state').map(({ met }) => met)).toEqual([true, true, true, true])
  })

  it('replicated-day: every transaction is acknowledged, every point made', async () => {
    const results = await dayBench({ rounds: 1, measure: () => replicatedDay({ seconds: 3605, logRetentionUs: 60_000_000 }) })
    sound(results, 2)
    expect(results[0]!.name).toContain('7210 transactions')
    expect(results[0]!.name).toMatch(/12 crash-consistent/)
  })

  it('files: mounts, checks and writes', async () => {
    sound(await filesBench({ ...once, files: 3, mounts: 2, writes: 20 }), 2)
  })

  it('sqlite: executes states and opens the engine alone', async () => {
    sound(await sqliteBench({ ...once, states: 5 }), 1)
  })

  it('explorer: every key draws', async () => {
    sound(await explorerBench({ transactions: 20, steps: 2, warmUps: 0, idleMs: 10 }), 2)
  })

  it('live-view: draws while events come', async () => {
    sound(await liveViewBench({ scenarios: 2, seeds: 2, warmUpMs: 300, forMs: 700 }), 2)
  })

  it('workers: runs both campaigns, and skips when one fails', async () => {
    const command = path.join(folder, 'runner.mjs')
    await writeFile(command, 'process.exitCode = process.argv.includes("13") ? 3 : 0')
    sound(await workersBench({ seeds: 2, rounds: 1, command }), 2)
    await expect(workersBench({ seeds: 13, rounds: 1, command })).rejects.toThrow(BenchSkipped)
    await expect(workersBench({ seeds: 2, rounds: 1, command: `${command}.missing` })).rejects.toThrow('is missing')
  })
})
