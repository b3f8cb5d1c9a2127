import { beforeAll, describe, expect, it } from 'vitest'
import { decodeToken } from '../../../core/index.ts'
import { caseEngine, failureEngine } from '../../../runner/explore/saved-engine.ts'
import { readSavedRun } from '../../../runner/explore/saved-run.ts'
import type { SavedFailure, SavedRun } from '../../../runner/explore/saved-run.ts'
import { caseEvents } from './case-events.ts'
import { smallRun, soundScenario } from '../merge/small-run.ts'

let text: string
let failures: readonly SavedFailure[]

const lines = (events: readonly unknown[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('')
const failuresIn = (run: SavedRun): readonly SavedFailure[] => (run.kind === 'failures' ? run.failures : [])

beforeAll(async () => {
  text = lines(await smallRun({ scenarios: [soundScenario('zoo/ack-before-flush', ['s1']), soundScenario('zoo/ungrouped-snapshot', ['s1', 's2'])] }))
  failures = failuresIn(readSavedRun('run.ndjson', text))
})

describe('readSavedRun', () => {
  it('finds every failure of a run, and of one whose end was lost', () => {
    expect(failures.length).toBeGreaterThan(1)
    expect(failures.length).toBe(text.split('\n').filter((line) => line.includes('"type":"failure"')).length)
    const cut = text.slice(0, text.lastIndexOf('"type":"failure"') + 400)
    expect(failuresIn(readSavedRun('run.ndjson', cut))).toHaveLength(failures.length - 1)
  })
  it.each([
    ['', 'run.ndjson holds no events of a run; write them with --reporter ndjson=run.ndjson'],
    ['hello\n', 'run.ndjson:1: no event of a run'],
    ['{"v":2,"type":"failure"}\n', 'run.ndjson:1: no event of a run'],
    ['{"v":1,"type":"run-started","scenarios":[]}\n', 'run.ndjson holds no failure'],
    ['{"v":1,"type":"run-started","scenarios":[]}\n{"v":1,"type":"failure","seed":"s"}\n', 'run.ndjson:2: the event failure has no scenario'],
  ])('refuses %j in one line', (broken, message) => {
    expect(() => readSavedRun('run.ndjson', broken)).toThrow(message)
  })
})

describe('readSavedRun of a failure that was changed', () => {
  it.each([
    ['no token', { token: undefined }, 'failure.token'],
    ['no crash', { crash: null }, 'failure.crash.kind'],
    ['no scene', { scene: null }, 'failure.scene.lanes'],
    ['a scene without marks', { scene: { lanes: [] } }, 'failure.scene.marks'],
  ])('to one with %s says so in one line', (_, change, missing) => {
    const { scenario, seed, failure } = failures[0]!
    const event = { v: 1, type: 'failure', scenario, seed, failure: { ...failure, ...change } }
    expect(() => readSavedRun('run.ndjson', lines([event]))).toThrow(`run.ndjson:1: the event failure has no ${missing}; the file was changed`)
  })
})

describe('failureEngine', () => {
  it('shows the scene with all its marks, from which writes know their steps, and where the crash is', () => {
    for (const saved of failures) {
      const { picture, failure, cursorSeq } = failureEngine(saved).opened
      const { scene } = saved.failure
      expect(picture.marks.length + failure!.marks.length).toBe(scene.marks.length)
      expect([...picture.lanes, ...failure!.lanes].map(({ name }) => name).sort()).toEqual(scene.lanes.map(({ name }) => name).sort())
      for (const { lane, kind, label, name, seq } of picture.marks) {
        expect(scene.marks.some((mark) => scene.lanes[mark.lane] === picture.lanes[lane] && mark.kind === kind && mark.label === label)).toBe(true)
        if (name?.startsWith('W')) expect(`W${seq}`).toBe(name)
      }
      expect(picture.marks[picture.crash!]!.kind).toBe(saved.failure.crash.kind === 'recovery-point' ? 'failover' : 'crash')
      expect(picture.marks.some(({ seq }) => seq === cursorSeq)).toBe(true)
    }
  })
  it('tells the failure as a branch, with the plan of its token', () => {
    for (const saved of failures) {
      const { failure } = failureEngine(saved).opened
      const decoded = decodeToken(saved.failure.token)
      expect(decoded.ok && decoded.payload.plan).toEqual(failure!.plan)
      expect(failure).toMatchObject({ verdict: saved.failure.verdict, token: saved.failure.token, timeline: saved.failure.timeline, crash: saved.failure.crash })
      expect(failure!.message).toContain(saved.failure.message)
    }
    const replicated = failures.find(({ failure }) => failure.crash.kind === 'recovery-point')!
    const { pull, rpoUs } = failureEngine(replicated).opened.failure!
    expect(pull).toEqual({ how: 'recovery-point', point: (replicated.failure.crash as { readonly point: string }).point })
    expect(rpoUs).toBe(replicated.failure.scene.crashUs! - replicated.failure.scene.copyUs!)
  })
  it('says in a line why nothing can be asked anew, and how it can', async () => {
    const saved = failures[0]!
    const engine = failureEngine(saved)
    expect(engine.opened.abilities.pull).toMatch(/^this is a saved file without its code: in the checkout, seeddrill explore sd1\./)
    await expect(engine.look(1)).rejects.toThrow(engine.opened.abilities.look)
    await expect(engine.pull(engine.opened.failure!.pull)).rejects.toThrow(engine.opened.abilities.pull)
    const own = failureEngine({ ...saved, about: { ...saved.about!, file: 'mine.ts' }, failure: { ...saved.failure, saved: { id: 'short-1', file: '', replay: '' } } })
    expect(own.opened.abilities.sweep).toMatch(/seeddrill explore short-1 --file mine\.ts$/)
  })
})

describe('caseEngine', () => {
  const { picture } = caseEngine(caseEvents).opened
  const named = picture.marks.map((mark) => ({ ...mark, on: picture.lanes[mark.lane]!.name }))

  it('has a lane for each machine and one for the plan, with every step at its time after the disaster', () => {
    expect(picture.lanes.map(({ name }) => name)).toEqual(['clients', 'copies', 'recovery plan', 'db', 'web'])
    expect(named.filter(({ kind }) => kind === 'step')).toMatchObject([
      { on: 'recovery plan', name: 'decision', startUs: 1000, endUs: 1300 },
      { on: 'db', name: 'db/boot', startUs: 1300, endUs: 1500 },
      { on: 'web', name: 'web/boot', startUs: 1300, endUs: null },
    ])
  })
  it('shows what the copy stands for, what was lost after it, and when the service answered', () => {
    expect(named.find(({ kind }) => kind === 'tag')).toMatchObject({ on: 'copies', startUs: 700, name: 'p1' })
    expect(named.filter(({ state }) => state === 'lost')).toMatchObject([{ operation: 4, startUs: 800 }, { operation: 5, startUs: 900 }])
    expect(named.find(({ kind }) => kind === 'recovered')).toMatchObject({ on: 'clients', startUs: 1600 })
    expect(picture.marks[picture.crash!]).toMatchObject({ kind: 'crash', label: 'region-loss', startUs: 1000 })
    expect(picture).toMatchObject({ startUs: 700, endUs: 1600 })
  })
  it('is read from its file, and says what never recovered', () => {
    const run = readSavedRun('case.ndjson', lines(caseEvents))
    expect(run.kind === 'case' && run.events).toEqual(caseEvents)
    const failed = caseEvents.map((event) => (event.type === 'outcome' ? { ...event, recovered: false, reason: 'no-point', serviceRtoUs: null } : event))
    const { marks } = caseEngine(failed).opened.picture
    expect(marks.at(-1)).toMatchObject({ kind: 'verdict', label: 'not recovered: no-point' })
    expect(marks.some(({ kind }) => kind === 'recovered')).toBe(false)
  })
})
