import { expect, it } from 'vitest'
import { EstateEvidence } from '../../../../core/drill/estate/evidence.ts'
import type { OperationRecord } from '../../../../core/oracle/history.ts'
import { smallEstate } from './small-estate.ts'

const mark = (seq: number) => ({ seq, atUs: seq, vector: [seq] })
const put = (id: number, answered: number | null): OperationRecord => ({
  id, client: 0, value: { key: id, value: `v${id}` }, submitted: mark(2 * id), answered: answered === null ? null : mark(answered),
  outcome: answered === null ? 'unknown' : 'ok', result: { position: id }, position: id,
})

it('evidence stays what it was while the history goes on', () => {
  const estate = smallEstate({ toldOutside: (_, { position }: { position: number }) => `told ${position}` })
  const history = [put(1, 3), put(2, null)]
  const evidence = new EstateEvidence(estate, history, [])
  // It is made when it is first asked for, which may be later than what follows.
  Object.assign(history[1]!, { outcome: 'ok', answered: mark(7) })
  history.push(put(3, 8))
  expect(evidence.history.map(({ id, outcome }) => [id, outcome])).toEqual([[1, 'ok'], [2, 'unknown']])
  expect(evidence.claims.answerOrder.map(({ id }) => id)).toEqual([1])
  expect([...evidence.told]).toEqual(['told 1'])
  expect(evidence.parts).toBeNull()
  const whole = { seq: 9, vector: [9], includesInFlight: false }
  const claim = evidence.claims.claimAt(whole, 'ack')
  expect(evidence.checker.check(claim, { 2: 'v2' }).status).toBe('violated')
  for (const kept of [{ 1: 'v1' }, { 1: 'v1', 2: 'v2' }]) expect(evidence.checker.check(claim, kept).status).toBe('ok')
})

it('evidence is by machine only where every operation concerns one', () => {
  const concerning = (touches: (operation: { key: number }) => boolean) =>
    smallEstate({ parts: { db: { touches: touches as never, show: (state: unknown) => state } } } as never)
  const history = [put(1, 3), put(2, 5)]
  expect(new EstateEvidence(concerning(() => true), history, []).parts!.map(({ machine, history: own }) => [machine, own.length])).toEqual([['db', 2]])
  expect(new EstateEvidence(concerning(({ key }) => key === 1), history, []).parts).toBeNull()
})
