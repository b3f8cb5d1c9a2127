import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createKeeper } from '../../../runner/corpus/keeper.ts'
import { readLastFailed, writeLastRun } from '../../../runner/corpus/last-run.ts'
import { entriesOf } from '../../../runner/corpus/store.ts'
import type { CaseOrder } from '../../../runner/order.ts'
import { createTally } from '../../../reports/index.ts'
import { failed, finished, runScenario, started } from '../../reports/run-events.ts'
import { order, report } from '../orders.ts'
import { failedReport, NAME } from './entries.ts'

let root: string

beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'seeddrill-keeper-'))))
afterEach(() => rmSync(root, { recursive: true }))

const keeper = (isWanted = true) => createKeeper({ root, cwd: join(root, 'sub'), states: 7, isWanted: () => isWanted })
const drill = (index: number): CaseOrder => ({ ...order(index, NAME), scenario: { ...order(index, NAME).scenario, file: '../drills/note.ts' } })
const again = (index: number): CaseOrder => ({ ...drill(index), saved: entriesOf(root, NAME)[0]! })
const names = () => readdirSync(join(root, '.seeddrill/corpus/toys-note.book'))
const SAVED = { id: 'toys-note.book-f1f1f1', file: '.seeddrill/corpus/toys-note.book/f1f1f1.json', replay: 'npx seeddrill replay toys-note.book-f1f1f1' }

describe('the keeper', () => {
  it('saves a failure once, whatever number of seeds show it, and names no machine', () => {
    const { keep } = keeper()
    expect(keep(drill(0), failedReport(0))[0]!.saved).toEqual(SAVED)
    const before = readFileSync(join(root, SAVED.file), 'utf8')
    expect(keep(drill(1), failedReport(1))[0]!.saved).toEqual(SAVED)
    expect(names()).toEqual(['f1f1f1.json'])
    expect(readFileSync(join(root, SAVED.file), 'utf8')).toBe(before)
    expect(before).not.toContain(root)
    expect(JSON.parse(before)).toMatchObject({ file: 'drills/note.ts', options: { states: 7 } })
  })

  it('leaves failures that are expected as they are', () => {
    expect(keeper(false).keep(drill(0), failedReport(0))[0]).not.toHaveProperty('saved')
    expect(readdirSync(root)).toEqual([])
  })

  it('writes nothing over a saved failure that still fails', () => {
    keeper().keep(drill(0), failedReport(0))
    const { keep } = keeper()
    expect(keep(again(0), failedReport(0))[0]!.saved).toEqual(SAVED)
    expect(keep(drill(1), failedReport(1))[0]!.saved).toEqual(SAVED)
    expect(names()).toEqual(['f1f1f1.json'])
  })

  it('keeps one that no longer fails beside another of its kind', () => {
    keeper().keep(drill(0), failedReport(0))
    const { keep } = keeper()
    expect(keep(again(0), report(0))).toEqual([])
    expect(keep(drill(1), failedReport(1))[0]!.saved?.id).toBe('toys-note.book-f1f1f1-2')
    expect(names()).toEqual(['f1f1f1-2.json', 'f1f1f1.json'])
  })

  it('takes one that was not replayed for the same', () => {
    keeper().keep(drill(0), failedReport(0))
    expect(keeper().keep(drill(0), failedReport(0))[0]!.saved).toEqual(SAVED)
    expect(names()).toEqual(['f1f1f1.json'])
  })

  it('says why it could not save, and tells the failure all the same', () => {
    writeFileSync(join(root, '.seeddrill'), 'a file in the way')
    const kept = keeper()
    expect(kept.problem).toBeNull()
    expect(kept.keep(drill(0), failedReport(0))).toEqual(failedReport(0).failures)
    expect(kept.problem).toMatch(/EEXIST|ENOTDIR/)
  })
})

describe('the last run', () => {
  const tallied = (fail: boolean) => {
    const tally = createTally()
    tally.add(started(runScenario('ledger', ['a', 'b'])))
    if (fail) tally.add(failed([0, 'ledger', 'a'], { saved: SAVED }))
    tally.add(finished([0, 'ledger', 'a'], { outcome: fail ? 'violated' : 'passed' }))
    tally.add(finished([1, 'ledger', 'b']))
    return tally.scenarios()
  }

  it('is remembered by seeds and saved failures, until it is another', () => {
    writeLastRun(root, root, tallied(true), [])
    expect(readLastFailed(root)).toEqual([{ name: 'ledger', file: null, seeds: ['a'], saved: [SAVED.id] }])
    writeLastRun(root, root, tallied(false), [])
    expect(readLastFailed(root)).toEqual([])
  })

  it('leaves no trace when nothing has ever failed', () => {
    writeLastRun(root, root, tallied(false), [])
    expect(readdirSync(root)).toEqual([])
    expect(() => readLastFailed(root)).toThrow('no failed run is recorded here')
  })

  it('keeps what had failed and never ran again', () => {
    writeLastRun(root, root, tallied(false), [order(3, 'ledger', 'z')])
    expect(readLastFailed(root)).toEqual([{ name: 'ledger', file: null, seeds: ['z'], saved: [] }])
  })

  it('of another making is refused', () => {
    writeLastRun(root, root, tallied(true), [])
    writeFileSync(join(root, '.seeddrill/last-run.json'), '{"v":1,"failed":[{}]}')
    expect(() => readLastFailed(root)).toThrow('last-run.json cannot be read; delete it')
  })
})
