/** The scene of a failure, against what the timeline and the cause say of it. */
import { beforeAll, describe, expect, it } from 'vitest'
import { decodeToken, drill, encodeToken, replay } from '../../../../core/index.ts'
import type { Cause, Failure, Scenario, Scene, SceneMark } from '../../../../core/index.ts'
import type { ImageCut } from '../../../../core/crash/crash-spec.ts'
import { makeScene } from '../../../../core/drill/scene/make-scene.ts'
import { gatherEvidence, runSource } from '../../../../core/drill/source-run.ts'
import { halvesScenario, notebookScenario } from '../toys.ts'

const locate = ({ stack = '' }: Error): string | null => (stack.includes('toys.ts') ? 'toys.ts' : null)
const quick = { stateBudget: 120, shrinkAttempts: 8, locate } as const

/** Of one that hangs, every further run takes long. */
async function failuresOf(scenario: Scenario): Promise<Failure[]> {
  const [seeds, options] = scenario === hangs ? [['1'], { ...quick, shrinkAttempts: 0 }] as const : [['1', '2'], quick] as const
  const failures: Failure[] = []
  for (const seed of seeds) failures.push(...(await drill(scenario, { ...options, seed })).failures)
  return failures
}

const refuses = notebookScenario({
  atBoot: (_, { length }) => {
    if (length % 3 === 2) throw new Error('odd')
  },
})
const hangs = notebookScenario({ atAppend: (text) => (text.includes('a') ? new Promise<never>(() => {}) : undefined) })
const TOYS = { halves: halvesScenario(false), forgets: notebookScenario({ forgetsFlush: true }), refuses, hangs }

const found: { scenario: Scenario; failure: Failure }[] = []
beforeAll(async () => {
  for (const scenario of Object.values(TOYS))
    for (const failure of await failuresOf(scenario)) found.push({ scenario, failure })
}, 180_000)

/** The first failure of a toy that fits. */
function failureOf(toy: Scenario, fits: (failure: Failure) => boolean = () => true): Failure {
  const one = found.find(({ scenario, failure }) => scenario === toy && fits(failure))
  if (!one) throw new Error('no such failure')
  return one.failure
}

const byName = ({ marks }: Scene, name: string): SceneMark | undefined => marks.find((mark) => mark.name === name)
const kinds = ({ marks }: Scene): Set<string> => new Set(marks.map(({ kind }) => kind))

describe('the scene of every failure', () => {
  it('has what its timeline tells of the source, at the same instants', () => {
    let compared = 0
    for (const { failure: { timeline, scene } } of found)
      for (const line of timeline) {
        const [, ms = '', us = '', what = ''] = /^ *(\d+)\.(\d{3})ms {2}(.*)$/.exec(line) ?? []
        const atUs = Number(ms) * 1000 + Number(us)
        const [, name, end] = /^\S+ {2}(W\d+) .*(submitted|completed)$/.exec(what) ?? []
        const [, operation, word] = /operation (\d+) (asks|acknowledged)/.exec(what) ?? []
        if (name) expect(byName(scene, name)).toMatchObject(end === 'submitted' ? { startUs: atUs } : { endUs: atUs })
        if (operation)
          expect(scene.marks).toContainEqual(
            expect.objectContaining({ kind: word === 'asks' ? 'submit' : 'ack', operation: Number(operation), startUs: atUs }),
          )
        if (name || operation) compared++
      }
    expect(compared).toBeGreaterThan(50)
  })

  it('says of the writes of the cause what the cause says', () => {
    let compared = 0
    for (const { failure: { cause, scene } } of found)
      for (const { name, label, state, line, operation } of cause?.writes ?? []) {
        const mark = byName(scene, name)
        if (state === 'not-yet' || scene.copyUs !== null) continue
        expect(mark).toMatchObject({ label, state, ...(line ? { line } : {}), ...(operation === null ? {} : { operation }) })
        compared++
      }
    expect(compared).toBeGreaterThan(3)
  })

  it('is in order, and ends with a verdict and nothing after it', () => {
    for (const { failure: { verdict, crash, scene } } of found) {
      const starts = scene.marks.map(({ startUs }) => startUs)
      expect(starts).toEqual(starts.toSorted((one, other) => one - other))
      expect(scene.marks.at(-1)).toMatchObject({ kind: 'verdict', label: expect.stringMatching(`^${verdict}: `) as string })
      expect(Math.max(...scene.marks.map(({ startUs, endUs }) => endUs ?? startUs))).toBeLessThanOrEqual(scene.endUs)
      expect(scene.crashUs === null).toBe(crash.kind === 'run')
      expect(scene.marks.every(({ lane }) => lane < scene.lanes.length)).toBe(true)
    }
  })

  it('comes again, to the letter, when its token is replayed', async () => {
    for (const { scenario, failure } of found.slice(0, 12)) {
      const { plan, crash, verdict, traceHash } = failure
      const decoded = decodeToken(encodeToken({ v: 1, scenario: scenario.name, codeHash: 'c0de', plan, crash, verdict, traceHash }))
      if (!decoded.ok) throw new Error(decoded.message)
      const again = await replay(scenario, decoded.payload, { locate })
      expect(again.scene, `${scenario.name} ${crash.kind}`).toEqual(failure.scene)
    }
  })
})

describe('the scene', () => {
  it('of a torn write shows its block with one half of it', () => {
    const { scene, cause } = failureOf(TOYS.halves, ({ cause }) => cause?.writes[0]?.state === 'torn')
    const [block] = scene.blocks
    expect(block).toMatchObject({ write: cause!.writes[0]!.name, disk: 'book/log' })
    const there = block!.rows.map(({ left, before, intended }) => [left === before, left === intended].join())
    expect(new Set(there)).toEqual(new Set(['true,false', 'false,true']))
  })

  it('shows the blocks of the writes that the cause names, and of no other that is lost', async () => {
    const scenario = TOYS.forgets
    const { plan, crash, scene: _, ...failure } = failureOf(scenario, ({ crash }) => crash.kind === 'power-cut')
    const { operations } = (await drill(scenario, { ...quick, seed: '1', shrinkAttempts: 0 })).failures[0]!.plan
    const evidence = gatherEvidence(await runSource(scenario, { ...plan, operations }))
    // The power goes at the end of the run, which flushed nothing.
    const at = evidence.anchors.at(evidence.run.site.log.end - 1)
    const finding = { ...failure, crash: { ...(crash as ImageCut), at, picks: { pick: 'floors' } }, kind: '', cutSeq: null, operations: [] } as const
    const bare = await makeScene(evidence, finding, null)
    const last = bare.marks.findLast(({ state }) => state === 'lost')!
    const cause: Cause = { sentence: '', writes: [{ name: last.name!, label: '', disk: '', state: 'lost', operation: null, line: null }], disks: [], epochs: [], nearestPassing: null, examined: 0 }
    const told = await makeScene(evidence, finding, cause)
    expect(bare.blocks.map(({ write }) => write)).not.toContain(last.name)
    expect(told.blocks.map(({ write }) => write)).toEqual([last.name])
  })

  it('of a lost write shows that the crash left what was there before', () => {
    const { scene } = failureOf(TOYS.forgets, ({ crash, cause }) => crash.kind === 'power-cut' && !crash.then && cause?.writes[0]?.state === 'lost')
    expect(scene.blocks[0]!.rows.length).toBeGreaterThan(0)
    for (const { before, left, intended } of scene.blocks[0]!.rows) {
      expect(left).toBe(before)
      expect(left).not.toBe(intended)
    }
    expect(scene.marks.at(-2)).toMatchObject({ kind: 'crash', startUs: scene.crashUs, label: 'POWER CUT' })
  })

  it('of a failover to a point goes on until the point could be chosen, and tells what it holds', () => {
    const { scene, crash } = failureOf(refuses, ({ crash }) => crash.kind === 'recovery-point' && !crash.then)
    const { point } = crash as { point: string }
    expect(byName(scene, point)).toMatchObject({ kind: 'point', startUs: scene.copyUs, endUs: scene.crashUs })
    expect(scene.marks).toContainEqual(expect.objectContaining({ kind: 'failover', name: point, startUs: scene.crashUs }))
    const writes = scene.marks.filter(({ kind }) => kind === 'write')
    expect(writes.filter(({ state }) => state === 'in-copy').length).toBeGreaterThan(0)
    for (const { state, endUs } of writes) expect(state).toBe(endUs !== null && endUs <= scene.copyUs! ? 'in-copy' : 'not-in-copy')
  })

  it('of a disaster has the disaster, and the instant that the copy stands for before it', () => {
    const { scene } = failureOf(refuses, ({ crash }) => crash.kind === 'disaster')
    expect(scene.marks).toContainEqual(expect.objectContaining({ kind: 'crash', startUs: scene.crashUs, label: expect.stringMatching('-loss$') as string }))
    expect(scene.copyUs).toBeLessThanOrEqual(scene.crashUs!)
  })

  it('of a second crash goes on with the recovered side from the first one', () => {
    const { scene } = failureOf(TOYS.forgets, ({ crash }) => crash.then !== undefined && crash.kind !== 'disaster')
    const recovered = scene.marks.filter(({ lane }) => scene.lanes[lane]!.side === 'recovered')
    expect(recovered.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['boot', 'crash', 'verdict']))
    for (const { startUs } of recovered) expect(startUs).toBeGreaterThanOrEqual(scene.firstCrashUs!)
    expect(scene.crashUs).toBeGreaterThanOrEqual(scene.firstCrashUs!)
  })

  it('of a run that went wrong by itself has no crash', () => {
    const { scene } = failureOf(hangs, ({ crash }) => crash.kind === 'run')
    expect(kinds(scene)).not.toContain('crash')
    expect(scene).toMatchObject({ crashUs: null, copyUs: null, blocks: [] })
  })
})
