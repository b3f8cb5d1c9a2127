/** Files that come of a branch: tests, saved failures, traces. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Branch } from '../../../core/drill/explore/branch.ts'
import { drill, encodeToken } from '../../../core/index.ts'
import type { TokenPayload } from '../../../core/index.ts'
import { zoo } from '../../../scenarios/index.ts'
import { readEntry } from '../../../runner/corpus/entry.ts'
import { spokenDeeds } from '../../../runner/explore/deeds.ts'
import type { SpokenDeeds } from '../../../runner/explore/deeds.ts'
import { exportTest } from '../../../runner/explore/export-test.ts'
import { failureEngine } from '../../../runner/explore/saved-engine.ts'
import type { SavedFailure } from '../../../runner/explore/saved-run.ts'
import { saveBranch } from '../../../runner/explore/save-branch.ts'
import { payloadOf, toldFailure } from '../../../runner/explore/told-failure.ts'
import { writeNewFile } from '../../../runner/explore/write-new-file.ts'
import { reportedFailure } from '../../../runner/reported-failure.ts'
import { brokenRules } from '../../reports/perfetto/trace-rules.ts'
import type { AnyEvent } from '../../reports/perfetto/trace-rules.ts'
import { fakeHost } from '../fake-host.ts'

const REF = { name: 'zoo/ack-before-flush', bundle: null, file: null, codeHash: '0123456789ab' }
let saved: SavedFailure
let branch: Branch
let folder: string

beforeAll(async () => {
  const scenario = zoo.find(({ bug }) => bug.name === REF.name)!.bug
  const { failures } = await drill(scenario, { seed: 's1', stateBudget: 60, shrinkAttempts: 0 })
  const about = { ...REF, seeds: ['s1'], expects: null, because: null }
  saved = { scenario: REF.name, seed: 's1', about, failure: reportedFailure(REF, failures[0]!, failures[0]!.plan) }
  branch = failureEngine(saved).opened.failure!
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seeddrill-explore-'))
  writeFileSync(join(folder, 'package.json'), '{}')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('writeNewFile', () => {
  it('writes a file as a whole, leaves none beside it, and never writes over one', () => {
    writeNewFile('new.txt', folder, 'first')
    expect(() => writeNewFile('new.txt', folder, 'second')).toThrow('new.txt is there already and stays as it is')
    expect(readFileSync(join(folder, 'new.txt'), 'utf8')).toBe('first')
    expect(() => writeNewFile('gone/new.txt', folder, 'x')).toThrow('gone/new.txt cannot be written: ENOENT')
    expect(readdirSync(folder).sort()).toEqual(['new.txt', 'package.json'])
  })
})

describe('exportTest', () => {
  it('finds a scenario of the package in its list, and says of others that no test can have them', async () => {
    await exportTest({ ref: REF, kind: 'planted' }, branch, 'x.test.ts', folder)
    const text = readFileSync(join(folder, 'x.test.ts'), 'utf8')
    expect(text).toContain("import { canary, zoo } from 'seeddrill/apps'")
    expect(text).toContain("find(({ name }) => name === 'zoo/ack-before-flush')!")
    expect([...text.matchAll(/^ {2}'(.*?)'/gm)].map(([, piece]) => piece).join('')).toBe(branch.token)
    expect(text.split('\n').every((line) => line.length <= 120)).toBe(true)
    await expect(exportTest({ ref: REF, kind: 'engine' }, branch, 'y.test.ts', folder)).rejects.toThrow('is not exported by it')
  })
  it('writes nothing where there is nothing to show again', async () => {
    await expect(exportTest({ ref: REF, kind: 'planted' }, { ...branch, token: null, message: 'no point yet' }, 'x.test.ts', folder)).rejects.toThrow('nothing to show again: no point yet')
    expect(readdirSync(folder)).toEqual(['package.json'])
  })
})

describe('saveBranch', () => {
  it('saves a failure under its fingerprint, where replay finds it, and the same one only once', () => {
    const first = saveBranch(REF, branch, saved.failure, folder)
    expect(first.file).toBe(`.seeddrill/corpus/zoo-ack-before-flush/${saved.failure.fingerprint}.json`)
    const read = readEntry(readFileSync(join(folder, first.file), 'utf8'))
    expect(read.ok && read.entry).toMatchObject({ id: first.id, fingerprint: saved.failure.fingerprint, edited: false, payload: { plan: branch.plan, crash: branch.crash } })
    expect(saveBranch(REF, branch, saved.failure, folder)).toEqual(first)
  })
  it('never puts another branch in the place of a saved one, and names one that passes by itself', () => {
    const first = saveBranch(REF, branch, saved.failure, folder)
    const text = readFileSync(join(folder, first.file), 'utf8')
    writeFileSync(join(folder, first.file), text.replace(branch.token!, 'sd1.other'))
    const second = saveBranch(REF, branch, saved.failure, folder)
    expect(second.id).toBe(`${first.id}-2`)
    expect(saveBranch(REF, branch, null, folder).id).toMatch(/^zoo-ack-before-flush-passes-[0-9a-f]{6}$/)
  })
})

describe('what a fresh thread says of a branch', () => {
  const withVerdict = (verdict: TokenPayload['verdict'], crash = branch.crash): Branch =>
    ({ ...branch, token: encodeToken({ ...payloadOf(branch), verdict, crash }) })
  it('is the failure that it is', async () => {
    expect(await toldFailure(REF, branch)).toMatchObject({ fingerprint: saved.failure.fingerprint, verdict: branch.verdict })
  })
  it.each([
    ['another verdict', () => withVerdict('phantom'), /^a fresh thread does not show phantom again but says: an acknowledged operation is missing/],
    ['that it fails', () => withVerdict('ok'), /^a fresh thread does not show ok again/],
    ['nothing', () => withVerdict('ok', { kind: 'recovery-point', point: 'crash-consistent#9' }), /no longer has the instant/],
  ])('is never kept where that is %s', async (_, other, why) => {
    await expect(toldFailure(REF, other())).rejects.toThrow(why)
  })
})

describe('the deeds of the interface', () => {
  const said: string[] = []
  const opened: string[] = []
  const deeds = (live: boolean): SpokenDeeds => {
    const { picture } = failureEngine(saved).opened
    const recorded = live ? null : { about: saved.about!, seed: saved.seed, failure: saved.failure }
    return spokenDeeds({
      explored: { entry: live ? { ref: REF, kind: 'planted' } : null, recorded, picture }, host: fakeHost({ cwd: folder }),
      write: (text) => void said.push(text), onDone: () => {}, scratch: () => folder, open: (file) => void opened.push(file),
    })
  }
  it('copies by the sequence for the clipboard, and not what is too long for it', async () => {
    await deeds(true).copy('seeddrill replay x')
    expect(said.at(-1)).toBe(`\u001b]52;c;${Buffer.from('seeddrill replay x').toString('base64')}\u0007`)
    const before = said.length
    await expect(deeds(true).copy('x'.repeat(80_000))).rejects.toThrow('too long')
    expect(said).toHaveLength(before)
  })
  it('makes a page and a trace of a saved failure without its code, and refuses what needs it', async () => {
    const { picture } = failureEngine(saved).opened
    await deeds(false).openHtml(branch)
    expect(readFileSync(opened.at(-1)!, 'utf8')).toContain(saved.failure.fingerprint)
    const words = await deeds(false).exportPerfetto(picture, branch)
    const file = /wrote (\S+);/.exec(words)![1]!
    const trace = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { readonly traceEvents: readonly AnyEvent[] }
    expect(brokenRules(trace)).toEqual([])
    expect(trace.traceEvents.filter(({ ph, cat }) => ph !== 'M' && ph !== 'e' && cat !== undefined)).toHaveLength(saved.failure.scene.marks.length)
    await expect(deeds(false).save(branch)).rejects.toThrow('saving needs the code')
    await expect(deeds(false).exportTest(branch)).rejects.toThrow('a test needs the code')
    await expect(deeds(false).openHtml(null)).rejects.toThrow('pull the plug first')
  })
  it('names files by what was done, and says where they are', async () => {
    const words = await deeds(true).exportTest(branch)
    expect(words).toMatch(/^wrote zoo-ack-before-flush-(power-cut|os-crash|process-crash)-\d+-lost-ack\.test\.ts$/)
    expect(readdirSync(folder)).toContain(words.slice('wrote '.length))
  })
})
