import { describe, expect, it } from 'vitest'
import { drill, encodeToken, replay } from '../../../core/index.ts'
import type { Failure, ReplayResult, TokenPayload } from '../../../core/index.ts'
import { replaySaved } from '../../../runner/corpus/replay-saved.ts'
import type { SavedCase } from '../../../runner/order.ts'
import { isContradiction } from '../../../runner/replay-outcome.ts'
import { notebookScenario } from '../../core/drill/toys.ts'
import { order } from '../orders.ts'

const CODE = '0123456789ab'
const broken = notebookScenario({ forgetsFlush: true })
const sound = notebookScenario({})
const { failures } = await drill(broken, { seed: '1', stateBudget: 60, shrinkAttempts: 0 })
const failure = failures.find(({ verdict }) => verdict === 'lost-ack') as Failure

const payload = ({ codeHash = CODE }: { readonly codeHash?: string } = {}): TokenPayload => {
  const { plan, crash, verdict, traceHash } = failure
  return { v: 1, scenario: broken.name, codeHash, plan, crash, verdict, traceHash }
}
const saved = (change: Partial<SavedCase> = {}): SavedCase => ({
  id: 'note-1', path: 'x.json', fingerprint: failure.fingerprint, payload: payload(), edited: false, stateBudget: null, shrunk: failure.shrunk, ...change,
})
const again = (change: Partial<SavedCase> = {}, scenario = broken) => replaySaved(order(0, broken.name), saved(change), scenario)

describe('a saved failure', () => {
  it('still fails, as the failure that it was, with a token of the code of today', async () => {
    const { outcome, savedOutcome, failures: told } = await again()
    expect({ outcome, savedOutcome }).toEqual({ outcome: 'violated', savedOutcome: 'still-fails' })
    expect(told).toEqual([expect.objectContaining({ fingerprint: failure.fingerprint, verdict: 'lost-ack', message: failure.message, token: encodeToken(payload()) })])
  })

  it('no longer fails once the code is another', async () => {
    const ending = await again({ payload: payload({ codeHash: 'ba9876543210' }) }, sound)
    expect(ending).toMatchObject({ outcome: 'passed', savedOutcome: 'no-longer-fails', failures: [] })
  })

  it('that no longer fails with the same code is not deterministic, unless somebody edited it', async () => {
    expect(await again({}, sound)).toMatchObject({ outcome: 'not-deterministic', messages: [expect.stringContaining('with the same code')] })
    expect(await again({ edited: true }, sound)).toMatchObject({ outcome: 'passed', savedOutcome: 'no-longer-fails' })
  })

  it('that takes a whole drill has the crash states that the drill had which found it', async () => {
    const hasty = notebookScenario({ forgetsOpenFlush: true })
    const [found] = (await drill(hasty, { seed: '1', stateBudget: 60, shrinkAttempts: 0 })).failures
    const gone = { kind: 'recovery-point', point: 'crash-consistent#9999' } as const
    const change = { payload: { ...payload(), plan: found!.plan, verdict: found!.verdict, crash: gone }, edited: true }
    expect(await again({ ...change, stateBudget: 60 }, hasty)).toMatchObject({ savedOutcome: 'still-fails' })
    expect(await again({ ...change, stateBudget: 1 }, hasty)).toMatchObject({ savedOutcome: 'no-longer-fails' })
  })

  it('of leaked memory need not show again, to `run` as to `replay`', async () => {
    const leaked = { ...payload(), verdict: 'leaked-memory' as const }
    expect(await again({ payload: leaked, stateBudget: 1 }, sound)).toMatchObject({ outcome: 'passed' })
    const result = { outcome: 'no-longer-fails', verdict: 'ok', traceHash: 'other' } as ReplayResult
    expect(isContradiction(result, { payload: leaked, edited: false, codeHash: CODE })).toBe(false)
    expect(isContradiction(result, { payload: payload(), edited: false, codeHash: CODE })).toBe(true)
  })

  it('whose instant is gone no longer applies', async () => {
    const crash = { kind: 'recovery-point', point: 'crash-consistent#9999' } as const
    const ending = await again({ payload: { ...payload({ codeHash: 'ba9876543210' }), crash } })
    expect(ending).toMatchObject({ outcome: 'inconclusive', savedOutcome: 'plan-no-longer-applies', failures: [] })
  })

  it('of a crash that recovers passes as long as it does', async () => {
    const { payload: kept } = saved()
    const recovers = { ...kept, verdict: 'ok', traceHash: (await replay(sound, kept)).traceHash } as const
    const ofSound = { id: 'fine', payload: recovers }
    expect(await again(ofSound, sound)).toMatchObject({ outcome: 'passed', savedOutcome: 'no-longer-fails', failures: [], messages: [] })
    expect(await again({ payload: { ...kept, codeHash: 'ba9876543210', verdict: 'ok' } }, broken)).toMatchObject({ outcome: 'violated', savedOutcome: 'still-fails' })
    expect(await again({ payload: { ...kept, verdict: 'ok' } }, broken)).toMatchObject({ outcome: 'not-deterministic' })
  })
})
