/** Plugs that are pulled at random: what a branch says is what `replay` says of its token. */
import { describe, expect, it } from 'vitest'
import { replay } from '../../../../core/index.ts'
import type { Scenario } from '../../../../core/index.ts'
import type { Engine, Fate, Look, Pull, Survivors } from '../../../../core/drill/explore/index.ts'
import { randomStream } from '../../../../core/sim/random.ts'
import type { RandomStream } from '../../../../core/sim/random.ts'
import { openEngine, SCENARIOS } from './explored.ts'
import type { ScenarioName } from './explored.ts'
import { payloadOf } from './payload-of.ts'

/** Anything that a person could do, legal or not. */
async function somePull(engine: Engine, last: number, stream: RandomStream): Promise<Pull> {
  const seq = stream.below(last + 1)
  const how = stream.pick(['power-cut', 'power-cut', 'power-cut', 'power-cut', 'process-crash', 'os-crash', 'region-loss', 'recovery-point'] as const)
  const look = await engine.look(seq)
  if (how === 'recovery-point') return { how, point: look.points.at(-1)?.id ?? 'crash-consistent#1' }
  if (how === 'region-loss') return { how, seq, choice: stream.pick(['latest', 'latest-processed', 'latest-app-consistent'] as const) }
  return { how, seq, survivors: stream.pick<Survivors>(['floors', 'completed', 'newest', 'page-cache']), fates: someFates(look, stream) }
}

function someFates({ writes }: Look, stream: RandomStream): Fate[] {
  const pending = writes.filter(({ kind, state }) => kind !== 'flush' && (state === 'volatile' || state === 'in-flight'))
  return pending.filter(() => stream.chance(1, 2)).map(({ seq }) => ({ seq, fate: stream.pick(['survives', 'lost', 'torn'] as const) }))
}

const lastStep = ({ opened }: Engine): number => Math.max(...opened.picture.marks.map(({ seq }) => seq ?? 0))

const ROUNDS: readonly (readonly [ScenarioName, number])[] = [['forgets', 70], ['halves', 70], ['planted', 60]]

describe('a plug that is pulled', () => {
  it.each(ROUNDS)('somewhere in %s (%i times) gives what its token gives', async (name, count) => {
    const engine = await openEngine(name, '2')
    const stream = randomStream(`pulls/${name}`)
    const verdicts = new Map<string, number>()
    for (let round = 0; round < count; round++) {
      const pull = await somePull(engine, lastStep(engine), stream)
      const branch = await engine.pull(pull)
      verdicts.set(branch.verdict, (verdicts.get(branch.verdict) ?? 0) + 1)
      expect(branch.pull).toEqual(pull)
      if (branch.token === null) {
        expect(branch.verdict).toBe('not-applicable')
        expect(branch.message).not.toBe('')
        continue
      }
      const payload = payloadOf(branch)
      expect(payload).toMatchObject({ codeHash: 'c0de', crash: branch.crash, verdict: branch.verdict })
      const again = await replay(SCENARIOS[name] as Scenario, payload)
      expect({ verdict: again.verdict, message: again.message, traceHash: again.traceHash }).toEqual({ verdict: branch.verdict, message: branch.message, traceHash: payload.traceHash })
      expect(again.outcome).toBe(branch.verdict === 'ok' ? 'still-recovers' : 'still-fails')
      if (branch.verdict !== 'ok') expect({ timeline: again.timeline, cause: again.cause }).toEqual({ timeline: branch.timeline, cause: branch.cause })
    }
    await engine.close()
    expect(verdicts.get('ok')).toBeGreaterThan(5)
    expect([...verdicts.keys()].filter((verdict) => verdict !== 'ok' && verdict !== 'not-applicable').length).toBeGreaterThan(0)
  }, 240_000)

  it('shows the same branch again, and in another engine', async () => {
    const [one, other] = [await openEngine('forgets'), await openEngine('forgets')]
    const pull: Pull = { how: 'power-cut', seq: Math.floor(lastStep(one) / 2), survivors: 'floors', fates: [] }
    const branch = await one.pull(pull)
    await other.pull({ ...pull, seq: 3 })
    expect(await one.pull(pull)).toEqual(branch)
    expect(await other.pull(pull)).toEqual(branch)
    expect(structuredClone(branch)).toEqual(branch)
    await one.close()
    await other.close()
  })

  it('names what a crash took where that is little, so that two of one instant are told from each other', async () => {
    const engine = await openEngine('forgets')
    const seq = engine.opened.picture.marks.filter(({ kind, state }) => kind === 'ack' && state === 'ok')[4]!.seq!
    const pending = (await engine.look(seq)).writes.filter(({ kind, state }) => kind === 'write' && state === 'volatile')
    const [one, other] = pending
    const titled = async (...lost: readonly number[]): Promise<string> =>
      (await engine.pull({ how: 'power-cut', seq, survivors: 'newest', fates: lost.map((each) => ({ seq: each, fate: 'lost' })) })).title
    expect(await titled(one!.seq)).toMatch(new RegExp(` · W${one!.seq} lost$`))
    expect(await titled(other!.seq)).toMatch(new RegExp(` · W${other!.seq} lost$`))
    expect(await titled(one!.seq, other!.seq)).toMatch(new RegExp(` · W${one!.seq} and W${other!.seq} lost$`))
    await engine.close()
  })

  it('tells what is lost, what was shown, how long it took, and which crash nearby passes', async () => {
    const engine = await openEngine('forgets')
    const acknowledged = engine.opened.picture.marks.filter(({ kind, state }) => kind === 'ack' && state === 'ok')
    const seq = acknowledged[4]!.seq!
    const branch = await engine.pull({ how: 'power-cut', seq, survivors: 'floors', fates: [] })
    expect(branch.verdict).toBe('lost-ack')
    expect(branch.title).toMatch(/^power cut after operation \d+ was acknowledged · \d writes lost$/)
    expect(branch.lost.map(({ id }) => id).sort()).toEqual(acknowledged.slice(0, 5).map(({ operation }) => operation).sort())
    expect(branch.observed).toEqual(['[]'])
    expect(branch.allowed).toHaveLength(5)
    expect(branch.rtoUs).toBeGreaterThan(0)
    expect(branch.rpoUs).toBeNull()
    expect(branch.marks.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['crash', 'boot', 'recovered', 'verdict']))
    for (const { startUs } of branch.marks) expect(startUs).toBeGreaterThanOrEqual(branch.atUs)
    expect(branch.cause!.nearestPassing).not.toBeNull()
    const passing = await engine.pull(branch.nearestPassing!.pull)
    expect(passing).toMatchObject({ verdict: 'ok', title: branch.nearestPassing!.title, lost: [] })
    await engine.close()
  })

  it('of a region tells how far back the copy is, and what was acknowledged since', async () => {
    const engine = await openEngine('forgets')
    const last = lastStep(engine)
    const { points, atUs } = await engine.look(last)
    const branch = await engine.pull({ how: 'region-loss', seq: last, choice: 'latest-processed' })
    expect(branch.rpoUs).toBe(atUs - points.filter(({ state }) => state === 'available').at(-1)!.taggedUs)
    expect(branch.plan.disasters.at(-1)).toEqual({ kind: 'region-loss', atUs, choice: 'latest-processed' })
    expect(branch.marks.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['point', 'failover', 'crash', 'boot']))
    const asked = engine.opened.picture.marks.findLast(({ kind, state, startUs }) => kind === 'ack' && state === 'ok' && startUs < atUs)!
    const behind = await engine.pull({ how: 'region-loss', seq: asked.seq!, choice: 'latest-processed' })
    const acknowledged = engine.opened.picture.marks.filter(({ kind, state, startUs }) => kind === 'ack' && state === 'ok' && startUs <= behind.atUs).map(({ operation }) => operation)
    const shown = behind.observed.filter((line) => line.startsWith('[')).length
    expect(acknowledged.length).toBeGreaterThan(shown)
    expect(behind.lost.length).toBeGreaterThanOrEqual(acknowledged.length - shown)
    expect(behind.lost.length).toBeLessThan(acknowledged.length)
    for (const { id, answeredUs } of behind.lost) {
      expect(acknowledged).toContain(id)
      expect(answeredUs).toBeLessThanOrEqual(behind.atUs)
    }
    const early = await engine.pull({ how: 'region-loss', seq: 0, choice: 'latest-processed' })
    expect(early).toMatchObject({ verdict: 'not-applicable', token: null, message: 'there is nothing to fail over to at this instant' })
    const [first] = points
    const point = await engine.pull({ how: 'recovery-point', point: first!.id })
    expect(point).toMatchObject({ atUs: first!.availableUs, rpoUs: first!.availableUs - first!.taggedUs, title: `failover to ${first!.id}` })
    await engine.close()
  })

  it('says why not where there is no such step, point or replica', async () => {
    const [planted, thinned] = [await openEngine('planted'), await openEngine('thinned')]
    const none = { survivors: 'floors', fates: [] } as const
    expect((await planted.pull({ how: 'power-cut', seq: 1e6, ...none })).message).toContain('no step 1000000')
    expect((await planted.pull({ how: 'region-loss', seq: 9, choice: 'latest' })).message).toContain('nothing is replicated')
    expect((await planted.pull({ how: 'recovery-point', point: 'crash-consistent#1' })).message).toContain('no recovery point')
    expect((await thinned.pull({ how: 'recovery-point', point: 'crash-consistent#1' })).message).toContain('no longer kept')
    await planted.close()
    await thinned.close()
  })
})
