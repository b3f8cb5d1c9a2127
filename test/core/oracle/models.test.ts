import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Model } from '../../../core/oracle/index.ts'
import { canonical, ledger, log, registers, sequence } from '../../../core/oracle/index.ts'

function run<State, Operation>(model: Model<State, Operation, unknown>, operations: readonly Operation[]): State {
  return operations.reduce((state, operation) => model.step(state, operation, undefined), model.initial)
}

describe('ready models', () => {
  it('append in order', () => {
    expect(run(sequence(['p']), ['q', 'r'])).toEqual(['p', 'q', 'r'])
    expect(run(log(), ['p', ['q', 'r']])).toEqual(['p', 'q', 'r'])
  })

  it('write and delete registers', () => {
    const model = registers<number>(new Map([['z', 9]]))
    const both = { writes: [{ key: 'a', value: 1 }, { key: 'b', value: 2 }] }
    const state = run(model, [both, { writes: [{ key: 'a', value: null }] }])
    expect(state).toEqual(new Map([['z', 9], ['b', 2]]))
  })

  it('move money only if it is there and was not refused', () => {
    const { initial, step } = ledger({ a: 5, b: 0 })
    expect(step(initial, { from: 'a', to: 'b', amount: 5 }, undefined)).toEqual({ a: 0, b: 5 })
    expect(step(initial, { from: 'a', to: 'c', amount: 2 }, true)).toEqual({ a: 3, b: 0, c: 2 })
    expect(step(initial, { from: 'a', to: 'a', amount: 2 }, undefined)).toEqual({ a: 5, b: 0 })
    expect(step(initial, { from: 'a', to: 'b', amount: 6 }, undefined)).toBe(initial)
    expect(step(initial, { from: 'toString', to: 'b', amount: 1 }, undefined)).toBe(initial)
    for (const refusal of [false, 'refused', { refused: true }]) {
      expect(step(initial, { from: 'a', to: 'b', amount: 1 }, refusal)).toBe(initial)
    }
    expect(ledger({ a: 5 }, (result) => result === 409).step({ a: 5 }, { from: 'a', to: 'b', amount: 1 }, 409))
      .toEqual({ a: 5 })
  })

  it('never change the state that they were given', () => {
    const initial = new Map([['a', '1']])
    const text = canonical(initial)
    run(registers(initial), [{ writes: [{ key: 'a', value: null }, { key: 'b', value: '2' }] }])
    expect(canonical(initial)).toBe(text)
  })

  it('come to the same as all their pieces', () => {
    const account = fc.constantFrom('a', 'b', 'c')
    fc.assert(fc.property(fc.array(fc.record({ from: account, to: account, amount: fc.nat(9) })), (transfers) => {
      const model = ledger({ a: 10, b: 10, c: 10 })
      for (const [index, transfer] of transfers.entries()) {
        const state = run(model, transfers.slice(0, index))
        if (state[transfer.from] < transfer.amount) continue
        const whole = model.step(state, transfer, undefined)
        expect(model.pieces!(transfer).reduce((reached, piece) => model.step(reached, piece, undefined), state))
          .toEqual(whole)
        expect(Object.values(whole).reduce((sum, balance) => sum + balance)).toBe(30)
      }
    }))
  })

  it('fit operations of the plain shape without annotations', () => {
    type Plain = { from: string; to: string; amount: number }
    const model: Model<Readonly<Record<string, number>>, Plain, boolean> = ledger({ a: 1 })
    expect(model.step(model.initial, { from: 'a', to: 'b', amount: 1 }, true)).toEqual({ a: 0, b: 1 })
  })
})
