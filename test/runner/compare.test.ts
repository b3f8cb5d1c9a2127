/** `seeddrill compare` end to end, on worker threads, with few histories of a small estate. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { widthOf } from '../../reports/columns.ts'
import type { CompareReport } from '../../reports/index.ts'
import { argumentsOf, documentOf, estateFolder } from './estates/in-folder.ts'
import type { EstateFolder, Said } from './estates/in-folder.ts'

const FEW = ['--histories', '2', '--kinds', 'region-loss,accidental-deletion', '--strategies', 'asr,backup-standard,backup-geo']

let folder: EstateFolder
let one: Said
let report: CompareReport
beforeAll(async () => {
  folder = estateFolder()
  one = await folder.seeddrill(['compare', 'own.ts', ...FEW, '--workers', '1', '--json', '--evidence', 'evidence.md'])
  report = documentOf('compare', one.out)
}, 120_000)
afterAll(() => folder.remove())

/** How often it is told how far it is depends on the machine. */
const withoutProgress = (text: string): string => text.replace(/^.* of .* histories · .*\n/gm, '')
const withoutTime = (document: CompareReport): unknown => ({ ...document, durationMs: 0 })
const cellOf = (strategy: string, disaster: string) =>
  report.strategies.find(({ id }) => id === strategy)!.byDisaster.find((cell) => cell.disaster === disaster)!

describe('the document', () => {
  it('counts every case of every strategy, whether it recovered or not', () => {
    expect(one.code).toBe(0)
    expect(withoutProgress(one.err)).toBe('')
    expect(report).toMatchObject({ v: 1, histories: 2, historiesAsked: 2, disastersPerHistory: 2, endedBy: null, messages: [] })
    expect(report.strategies.map(({ id }) => id)).toEqual(['asr', 'backup-standard', 'backup-geo'])
    for (const { byDisaster } of report.strategies) expect(byDisaster.map(({ disaster, n, histories }) => [disaster, n, histories])).toEqual([
      ['region-loss', 2, 2], ['accidental-deletion', 2, 2],
    ])
  })

  it('knows that a vault in the lost region recovers nothing, and that never is not missing', () => {
    const lost = cellOf('backup-standard', 'region-loss')
    expect(lost).toMatchObject({ recovered: 0, reasons: { 'no-point': 2 }, serviceRtoSeconds: { p50: null, p95: null, max: null }, assumedShare: null, worstLossToken: null })
    expect(lost.samples.serviceRtoSeconds).toEqual([null, null])
    expect(lost.recoveredCi95[0]).toBe(0)
  })

  it('has figures in order, from the samples', () => {
    const { serviceRtoSeconds: { p50, p95, max }, samples, assumedShare } = cellOf('asr', 'accidental-deletion')
    expect([p50, p95, max]).toEqual([samples.serviceRtoSeconds[0], samples.serviceRtoSeconds[1], samples.serviceRtoSeconds[1]])
    expect(p50).toBeLessThan(p95!)
    expect(assumedShare).toBeGreaterThan(0.5)
    expect(assumedShare).toBeLessThan(1)
  })

  it('says how the network came: by a prepared script elsewhere, and as it was in the same region', () => {
    const nsgOf = (strategy: string) => report.strategies.find(({ id }) => id === strategy)!.network.find(({ item }) => item === 'nsg')!
    const { by, carried } = nsgOf('asr')
    expect(by.script).toBeGreaterThan(0)
    expect(by.person).toBe(0)
    expect(carried).toEqual({ failover: 'if-prepared', restore: null })
    // What it recovers from at all, it recovers from in the region.
    expect(nsgOf('backup-standard')).toMatchObject({ untouched: 2, by: { person: 0, script: 0 } })
  })

  it('is the same with any number of workers', async () => {
    const two = await folder.seeddrill(['compare', 'own.ts', ...FEW, '--workers', '3', '--json'])
    expect(withoutTime(documentOf('compare', two.out))).toEqual(withoutTime(report))
  })

  it('can be had again by the command that it names', async () => {
    const { out } = await folder.seeddrill([...argumentsOf(report.command), '--json', 'again.json', '--workers', '2'])
    expect(withoutTime(documentOf('compare', folder.read('again.json')))).toEqual(withoutTime(report))
    expect(out).toContain('Ways to recover the estate "counters"')
  })
})

describe('the text', () => {
  it('has no escape codes in a pipe and fits into 100 columns, but for commands', async () => {
    const { out, code } = await folder.seeddrill(['compare', 'own.ts', ...FEW])
    expect(code).toBe(0)
    expect(out).not.toContain('\u001b')
    const long = out.split('\n').filter((line) => widthOf(line) > 100)
    expect(long.every((line) => line.startsWith('  npx seeddrill replay se1.'))).toBe(true)
    expect(out).toMatch(/^ {2}backup-standard +0\/2 0–\d+% +∞ +∞ +∞ +∞$/m)
    expect(out).toContain('not recovered: no copy that could be restored 2×')
    expect(out).toMatch(/^ {2}decision +! +█+ +\d/m)
    expect(out).toContain('Independent of each other: 2 histories.')
    expect(out).toContain(`  ${cellOf('asr', 'region-loss').worstReplay}\n`)
  })

  it('speaks Japanese, in as few columns as the terminal has, coloured unless NO_COLOR is set', async () => {
    const argv = ['compare', 'own.ts', ...FEW, '--lang', 'ja']
    const { out } = await folder.seeddrill(argv, { columns: 60 })
    expect(out).toContain('\u001b[1m')
    const plain = await folder.seeddrill(argv, { columns: 60, env: { NO_COLOR: '1' } })
    expect(plain.out).not.toContain('\u001b')
    expect(plain.out).toContain('復旧せず：復元できるコピーがない 2 件')
    const wide = plain.out.split('\n').filter((line) => widthOf(line) > 60)
    expect(wide.every((line) => line.startsWith('  npx seeddrill replay se1.'))).toBe(true)
  })
})

describe('the evidence', () => {
  it('holds scope, policies, every assumption with its source, worst cases step by step, limits and how to reproduce', () => {
    const text = folder.read('evidence.md')
    for (const heading of ['Scope', 'Estate', 'Policies', 'Results', 'Durations', 'Costs', 'Worst cases', 'How far to trust it, and what is not covered', 'To reproduce'])
      expect(text).toContain(`\n## ${heading}\n`)
    expect(text).toMatch(/^\| region-loss\/decision \| 10 min \| 10 min \| – \| assumed \| a drill says so \|$/m)
    expect(text).toMatch(/^\| platform\/osBoot\/linux .* \| assumed \| average as AWS DRS/m)
    expect(text).toMatch(/^\| \+0:\d\d:\d\d \| \+0:\d\d:\d\d \| DNS by hand \| person \| assumed \|$/m)
    for (const { byDisaster } of report.strategies) for (const { worstReplay } of byDisaster) expect(text).toContain(`\n${worstReplay}\n`)
    expect(text).toContain(`- code hash: ${report.estate.codeHash}\n`)
    expect(text).toContain(`\n${report.command}\n`)
  })
})

it('explains every flag with its default, and what its exit codes mean', async () => {
  const { out, code } = await folder.seeddrill(['compare', '--help'])
  expect(code).toBe(0)
  for (const flag of ['--file', '--histories', '--disasters', '--kinds', '--strategies', '--seed', '--workers', '--json', '--lang', '--evidence', '--no-color'])
    expect(out).toMatch(new RegExp(`^ +${flag}[^]*?\\(default`, 'm'))
  expect(out).toMatch(/^ {2}4 +none of the disasters can strike the estate$/m)
})

describe('what cannot be done', () => {
  it.each([
    [['compare', 'ordrs'], 2, 'there is no estate ordrs; did you mean orders?'],
    [['compare', 'own.ts', '--kinds', 'region-los'], 2, '--kinds: there is no kind of disaster region-los; did you mean region-loss?'],
    [['compare', 'own.ts', '--strategies', 'asr-hurly'], 2, '--strategies: there is no strategy asr-hurly; did you mean asr-hourly?'],
    [['compare', 'missing.ts'], 2, 'missing.ts: there is no such file'],
    [['compare', 'empty.ts'], 2, 'empty.ts exports no estate, no scenario and no strategy'],
    [['compare', '--file', 'double.ts', 'orders'], 2, 'two strategies are named asr'],
    [['compare', '--file', 'bad.ts', 'orders'], 2, 'strategy mine: replication.choice must be one of latest,'],
    [['compare', 'fence.ts'], 2, 'estate(counters): fencedAfterSeconds must be null or a whole number'],
    [['compare', 'own.ts', '--histories', '0'], 2, 'It must be a whole number from 1'],
    [['compare', 'own.ts', '--lang', 'fr'], 2, 'Allowed choices are en, ja'],
    [['compare', 'own.ts', '--json', 'no/such/folder.json'], 2, 'the folder no/such does not exist'],
    [['compare', 'harmless.ts', '--kinds', 'accidental-deletion'], 4, 'nothing can strike harmless'],
    [['compare', 'harmless.ts', '--kinds', 'region-loss,accidental-deletion'], 2, '--kinds: accidental-deletion cannot strike harmless'],
    [['compare', 'own.ts', '--disasters', '1', '--kinds', 'region-loss,ransomware'], 2, '--disasters 1: there are 2 kinds of disaster, and ransomware would never strike'],
  ])('%j ends with %i', async (argv, code, message) => {
    folder.put('empty.ts', 'export const nothing = 1\n')
    folder.put('double.ts', "import { policies } from 'seeddrill/policies'\nexport const mine = { id: 'asr', title: 'x', replication: { policy: policies.asr, choice: 'latest' } }\n")
    folder.put('bad.ts', "import { policies } from 'seeddrill/policies'\nexport const mine = { id: 'mine', title: 'x', replication: { policy: policies.asr, choice: 'newest' } }\n")
    folder.put('fence.ts', folder.read('own.ts').replace('operationsPerHour: 2,', 'operationsPerHour: 2, fencedAfterSeconds: -1,'))
    folder.put('harmless.ts', "import own from './own.ts'\nexport const harmless = { ...own, name: 'harmless', mishap: null }\n")
    const said = await folder.seeddrill(argv as readonly string[])
    expect(said.err).toContain(message as string)
    expect([said.code, said.out]).toEqual([code, ''])
  })

  it('tells of an estate that does not boot, and blames the person who can mend it', async () => {
    folder.put('broken.ts', folder.read('own.ts').replace('const lock = mutex()', "throw new Error('no disk')").replaceAll("'counters'", "'broken'"))
    const { code, out } = await folder.seeddrill(['compare', 'broken.ts', ...FEW])
    expect(code).toBe(2)
    expect(out).toContain('no history came to its end')
    expect(out).toContain('no disk')
  })

  it('loses only the history in which a thread dies', async () => {
    folder.put('deadly.ts', folder.read('own.ts').replaceAll("'counters'", "'deadly'").replace(
      'const add = async (amount: number) => {',
      "let adds = 0\n    const add = async (amount: number) => {\n      if (++adds === 60 && amount > 4) (globalThis as any)['process'].reallyExit(9)",
    ))
    const { code, out } = await folder.seeddrill(['compare', 'deadly.ts', '--histories', '5', '--kinds', 'region-loss', '--strategies', 'asr', '--json', '--workers', '2'])
    const document: CompareReport = documentOf('compare', out)
    expect(code).toBe(70)
    expect(document.messages.length).toBeGreaterThan(0)
    expect(document.histories).toBeGreaterThan(0)
    expect(document.histories + document.messages.length).toBe(5)
  })
})
