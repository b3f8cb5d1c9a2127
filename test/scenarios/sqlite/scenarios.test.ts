import { describe, expect, it } from 'vitest'
import { isKeptWhenKilled, isSound, model, project } from '../../../scenarios/sqlite-scenarios.ts'
import type { Observed, Transaction } from '../../../scenarios/sqlite-scenarios.ts'
import type { OperationRecord } from '../../../core/oracle/index.ts'

const transaction: Transaction = { writes: [{ key: 'a', value: '1' }, { key: 'b', value: null }] }
const seen = (commits: number, problems: readonly string[] = []): Observed => ({ commits, values: {}, problems })
const must = [1, 2, 3].map((position) => ({ id: position + 10, position })) as OperationRecord<Transaction>[]

describe('the model', () => {
  it('counts each transaction once, in whole or in parts', () => {
    const whole = project(model.step(model.initial, transaction))
    expect(whole).toEqual({ commits: 1, values: { a: '1' }, problems: [] })
    expect(project(model.pieces(transaction).reduce(model.step, model.initial))).toEqual(whole)
    expect(project(model.pieces(transaction).slice(0, 2).reduce(model.step, model.initial)).commits).toBe(0)
  })
})

describe('the invariants', () => {
  it('tell damage that the database itself finds', () => {
    expect(isSound({ kind: 'power-cut', must, observed: seen(3) })).toEqual({ status: 'ok' })
    expect(isSound({ kind: 'power-cut', must, observed: seen(3, ['row 1 missing from index']) })).toMatchObject({ verdict: 'silent-corruption' })
  })

  it('tell a loss to the end of a process alone', () => {
    expect(isKeptWhenKilled({ kind: 'process-kill', must, observed: seen(3) })).toEqual({ status: 'ok' })
    expect(isKeptWhenKilled({ kind: 'power-cut', must, observed: seen(1) })).toEqual({ status: 'ok' })
    expect(isKeptWhenKilled({ kind: 'process-kill', must, observed: seen(1) })).toMatchObject({ verdict: 'lost-ack', operations: [12, 13] })
  })
})
