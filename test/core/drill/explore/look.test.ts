/** Looks at a run, against the same worked out anew for each step, and against each other in any order. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FlushEntry } from '../../../../core/block/write-log.ts'
import { BLOCK_BYTES, SECTORS_PER_BLOCK } from '../../../../core/block/geometry.ts'
import { PhaseTracker } from '../../../../core/crash/index.ts'
import { allPending } from '../../../../core/crash/picks.ts'
import { crashClaim } from '../../../../core/drill/claims.ts'
import { linesOf } from '../../../../core/drill/explore/lines-of.ts'
import { lookAt } from '../../../../core/drill/explore/make-look.ts'
import { closeView, openView } from '../../../../core/drill/explore/run-view.ts'
import type { RunView } from '../../../../core/drill/explore/run-view.ts'
import { generatePlan } from '../../../../core/index.ts'
import type { Plan, Scenario } from '../../../../core/index.ts'
import type { Look } from '../../../../core/drill/explore/index.ts'
import { runSource } from '../../../../core/drill/source-run.ts'
import type { Model } from '../../../../core/oracle/index.ts'
import { randomStream } from '../../../../core/sim/random.ts'
import { notebookScenario } from '../toys.ts'
import { SCENARIOS, planOf, viewOf } from './explored.ts'
import type { ScenarioName } from './explored.ts'

const NAMES = ['forgets', 'halves', 'thinned', 'planted'] as const
const views = new Map<ScenarioName, RunView>()
beforeAll(async () => {
  for (const name of NAMES) views.set(name, await viewOf(name))
}, 120_000)
afterAll(() => views.forEach(closeView))

function someSteps({ evidence }: RunView, count: number, seed: string): number[] {
  const { base, end } = evidence.run.site.log
  const stream = randomStream(seed)
  return Array.from({ length: count }, () => base + stream.below(end - base))
}

/** Walks there from the begin. */
function cursorAt({ evidence }: RunView, seq: number) {
  const cursor = evidence.run.site.keeper.cursor()
  for (let step = evidence.run.site.log.base; step <= seq; step++) cursor.advanceTo(step)
  return cursor
}

/** Follows a run with one cursor, and holds every state that a look tells against it. */
async function checkedStates(plan: Plan): Promise<Set<string>> {
  const view = await viewOf('planted', plan)
  const { log, keeper } = view.evidence.run.site
  const cursor = keeper.cursor()
  const lost = new Set<number>()
  const met = new Set<string>()
  const pending = (): Set<number> => new Set(allPending(cursor).map(({ entry }) => entry.submitSeq))
  for (let seq = log.base; seq < log.end; seq++) {
    const before = pending()
    cursor.advanceTo(seq)
    const step = log.step(seq)
    const left = pending()
    if (step.kind === 'flush' && step.completeSeq === seq && step.discardsCovered) for (const gone of before) if (!left.has(gone)) lost.add(gone)
    for (const { seq: submitted, state, kind } of lookAt(view, seq).writes) {
      const entry = log.step(submitted)
      if (entry.kind === 'mark' || entry.kind === 'reset') throw new Error('no request')
      met.add(state)
      if (entry.completeSeq === null || entry.completeSeq > seq) expect(state).toBe('in-flight')
      else if (entry.failed) expect(state).toBe('failed')
      else if (kind === 'flush') expect(state).toBe((entry as FlushEntry).lying ? 'lying' : 'durable')
      else expect(state).toBe(lost.has(submitted) ? 'lost' : left.has(submitted) ? 'volatile' : 'durable')
    }
  }
  cursor.release()
  closeView(view)
  return met
}

describe('a look', () => {
  it.each(NAMES)('at %s tells the phase, the operations and the model as they are worked out anew', (name) => {
    const view = views.get(name)!
    const { evidence } = view
    const { log, history } = evidence.run.site
    const scenario = SCENARIOS[name] as Scenario
    const { initial, step } = scenario.model as Model<unknown, unknown, unknown>
    const project = (scenario.project ?? ((state: unknown) => state)) as (state: unknown) => unknown
    for (const seq of someSteps(view, 40, `operations/${name}`)) {
      const look = lookAt(view, seq)
      const tracker = new PhaseTracker(log)
      for (let at = log.base; at <= seq; at++) tracker.take(at)
      const cursor = cursorAt(view, seq)
      expect(look.phase).toBe(tracker.phase(cursor.holdsVolatile))
      cursor.release()
      const claim = crashClaim(evidence, seq)
      const by = (demand: string): number[] => look.operations.filter((one) => one.demand === demand).map(({ id }) => id).sort((one, other) => one - other)
      const ids = (records: typeof claim.must): number[] => records.map(({ id }) => id).sort((one, other) => one - other)
      expect(by('must')).toEqual(ids(claim.must))
      expect(by('may')).toEqual(ids(claim.optional))
      expect(look.operations).toHaveLength(history.filter(({ submitted }) => submitted.seq <= seq).length)
      expect(look.operationCounts).toEqual({ must: by('must').length, may: by('may').length, mustNot: by('must-not').length })
      for (const { id, answeredUs } of look.operations) {
        const { answered } = history.find((record) => record.id === id)!
        expect(answeredUs).toBe(answered && answered.seq <= seq ? answered.atUs : null)
      }
      const inOrder = [...claim.must].sort((one, other) => (one.position ?? one.answered!.seq) - (other.position ?? other.answered!.seq))
      expect(look.model).toEqual(linesOf(project(inOrder.reduce((state, { value, result }) => step(state, value, result), initial))))
    }
  })

  it.each(NAMES)('at %s tells of writes and blocks what a cursor of its own finds', (name) => {
    const view = views.get(name)!
    let volatile = 0
    for (const seq of someSteps(view, 40, `writes/${name}`)) {
      const look = lookAt(view, seq)
      const cursor = cursorAt(view, seq)
      const pending = new Map(allPending(cursor).map((one) => [one.entry.submitSeq, one.completedAt(seq) ? 'volatile' : 'in-flight']))
      const writes = look.writes.filter(({ kind }) => kind !== 'flush')
      for (const { seq: submitted, state, epoch, disk } of writes) {
        expect(state).toBe(pending.get(submitted) ?? 'durable')
        const flushes = view.map.requests.filter((step) => step < submitted).map((step) => view.evidence.run.site.log.step(step))
        expect(epoch).toBe(flushes.filter((entry) => entry.kind === 'flush' && view.evidence.run.site.diskIds[entry.disk] === disk).length)
        if (state === 'volatile') volatile++
      }
      expect(writes.filter(({ state }) => state !== 'durable').map((write) => write.seq)).toEqual([...pending.keys()].sort((one, other) => one - other))
      look.disks.forEach(({ cells, blocksPerCell, used }, disk) => {
        const { floors, pending: own } = cursor.disks[disk]!
        const full = floors.fork()
        for (const write of own) write.applyTo(full)
        cells.forEach((cell, index) => {
          const isIn = (block: number): boolean => Math.floor(block / blocksPerCell) === index
          const touched = own.filter(({ firstLba, endLba }) => firstLba < (index + 1) * blocksPerCell * SECTORS_PER_BLOCK && endLba > index * blocksPerCell * SECTORS_PER_BLOCK)
          const durable = floors.heldBlocks().some((offset) => isIn(offset / BLOCK_BYTES))
          expect(cell).toBe(touched.some((write) => !write.completedAt(seq)) ? 'in-flight' : touched.length > 0 ? 'volatile' : durable ? 'durable' : 'empty')
        })
        expect(used).toBe(new Set([...floors.heldBlocks(), ...full.heldBlocks()]).size)
        full.release()
      })
      cursor.release()
    }
    expect(volatile > 0).toBe(true)
  })

  it('tells of a faulty device what failed, lied, and was given up', async () => {
    const met = new Set<string>()
    for (const kind of ['lying-flush', 'error-then-clean', 'error-once'] as const)
      for (const seed of ['1', '2', '3'])
        for (const state of await checkedStates({ ...planOf('planted', seed), faults: [{ kind, disk: 'db/wal', fromUs: 0, toUs: 10_000_000, oneIn: 3 }] })) met.add(state)
    expect(met).toEqual(new Set(['in-flight', 'failed', 'lying', 'durable', 'lost', 'volatile']))
  })

  it('shows the bytes that a write replaces and brings, whatever has become of it', () => {
    let shown = 0
    for (const name of NAMES) {
      const view = views.get(name)!
      const { log } = view.evidence.run.site
      for (let seq = log.base; seq < log.end; seq += 3) {
        const step = log.step(seq)
        const { bytes } = lookAt(view, seq)
        if (step.kind === 'mark' || step.kind === 'reset' || step.kind === 'flush') {
          expect(bytes).toBeNull()
          continue
        }
        for (const { offset, before, after } of bytes!.rows) {
          expect(before).not.toBe(after)
          const within = offset - step.lba * 512
          const brought = step.data ? Buffer.from(step.data.subarray(within, within + 16)).toString('hex') : '00'.repeat(16)
          expect(after).toBe(brought)
          shown++
        }
      }
    }
    expect(shown).toBeGreaterThan(20)
  })

  it.each(NAMES)('at %s is the same forwards, backwards and at random', (name) => {
    const view = views.get(name)!
    const { base, end } = view.evidence.run.site.log
    const forwards = new Map<number, Look>()
    for (let seq = base; seq < end; seq++) forwards.set(seq, lookAt(view, seq))
    for (let seq = end - 1; seq >= base; seq--) expect(lookAt(view, seq)).toEqual(forwards.get(seq))
    for (const seq of someSteps(view, 60, `order/${name}`)) expect(lookAt(view, seq)).toEqual(forwards.get(seq))
  })

  it.each(['forgets', 'thinned'] as const)('at the replica of %s tells what a run that ends there would say', async (name) => {
    const view = views.get(name)!
    const { log } = view.evidence.run.site
    const plan = planOf(name)
    const states = new Set<string>()
    for (const seq of someSteps(view, 12, `replica/${name}`)) {
      const atUs = lookAt(view, seq).atUs
      // Of one instant the last step: the other run has done all of it.
      let last = seq
      while (last + 1 < log.end && lookAt(view, last + 1).atUs === atUs) last++
      const { points, replica } = lookAt(view, last)
      const ended = await runSource(SCENARIOS[name], plan, { untilUs: atUs })
      const replication = ended.protection!.replication
      expect(points.filter(({ state }) => state === 'available').map(({ id }) => id)).toEqual(replication.points.map(({ id }) => id))
      expect(replica!.rpoUs ?? Infinity).toBe(replication.rpoUs())
      expect(replica!.lagUs).toBe(replication.lagUs())
      expect(replica!.history.at(-1)).toBe(replica!.lagUs)
      for (const { state } of points) states.add(state)
      ended.site.dispose()
    }
    expect(states.has('thinned')).toBe(name === 'thinned')
    expect(states.has('available')).toBe(true)
  }, 60_000)
})

describe('what the model shows', () => {
  it('costs the steps of the model that are new, on and back, and is what they give from the begin', async () => {
    let steps = 0
    const scenario = notebookScenario({}, {
      operations: 60, clients: 1, policy: false,
      model: { initial: [], step: (state: readonly string[], text: string) => (steps++, [...state, text]) } as Scenario['model'],
    })
    const view = await openView(scenario, { ...generatePlan(scenario, '1'), faults: [] }, undefined)
    const texts = view.evidence.run.site.history.map(({ value }) => value)
    steps = 0
    for (let settled = 0; settled <= 60; settled++) expect(view.model.shown(settled)).toEqual(texts.slice(0, settled))
    for (let settled = 60; settled >= 0; settled--) expect(view.model.shown(settled)).toEqual(texts.slice(0, settled))
    expect(steps).toBe(60)
    closeView(view)
  })
})
