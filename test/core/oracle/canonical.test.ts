import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runInNewContext } from 'node:vm'
import { isDeepStrictEqual } from 'node:util'
import { canonical, describeDifference } from '../../../core/oracle/index.ts'

/** Plain data from a small alphabet, so that equal and nearly equal pairs are common. */
const plain = fc.letrec((tie) => ({
  leaf: fc.constantFrom<unknown>(
    0, -0, 1, NaN, Infinity, 1n, 0n, '', '1', '1n', 'a', '"', '\\', '\ud800', '\\ud800', 'null', null,
    undefined, true, false, 'undefined', ',', ':', '"a":1',
    new Uint8Array([1, 16]), new Uint8Array([17, 0]), 'bytes<0110>',
  ),
  value: fc.oneof(
    { maxDepth: 3 },
    tie('leaf'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', '"', ','), tie('value'), { maxKeys: 2, noNullPrototype: true }),
    fc.array(fc.tuple(tie('leaf'), tie('value')), { maxLength: 2 }).map((entries) => new Map(entries)),
    fc.array(tie('leaf'), { maxLength: 2 }).map((items) => new Set(items)),
  ),
})).value

describe('canonical', () => {
  it('gives two values one text exactly if they are equal', () => {
    fc.assert(fc.property(plain, plain, (first, second) => {
      expect(canonical(first) === canonical(second)).toBe(isDeepStrictEqual(first, second))
    }), { numRuns: 5_000 })
  })

  it('tells apart the neighbours that sloppy encodings confuse', () => {
    const neighbours: readonly unknown[] = [
      [], {}, new Map(), new Set(), '', null, undefined, [undefined], [null], [[]], new Array(1), ['a', 'b'], ['a,b'],
      ['a","b'], { a: 1 }, { a: '1' }, new Map([['a', 1]]), new Map<unknown, unknown>([[1, 1]]), new Map([['1', 1]]),
      new Set(['a']), new Set([['a']]), 0, -0, 0n, '0', false, { a: undefined }, { a: { b: 1 } }, { 'a:{b': 1 },
      new Uint8Array(0), new Uint8Array(1), [0],
    ]
    expect(new Set(neighbours.map(canonical)).size).toBe(neighbours.length)
  })

  it('ignores the order of keys, but not of arrays', () => {
    expect(canonical({ b: 1, a: 2, 1: 3 })).toBe(canonical({ 1: 3, a: 2, b: 1 }))
    expect(canonical(new Map([['b', 1], ['a', 2]]))).toBe(canonical(new Map([['a', 2], ['b', 1]])))
    expect(canonical(new Map([[{ k: 2 }, 1], [{ k: 1 }, 2]]))).toBe(canonical(new Map([[{ k: 1 }, 2], [{ k: 2 }, 1]])))
    expect(canonical(new Set([2, 10]))).toBe(canonical(new Set([10, 2])))
    expect(canonical([1, 2])).not.toBe(canonical([2, 1]))
  })

  it('reads data of another realm and buffers like its own', () => {
    const foreign = runInNewContext('({ list: [1], map: new Map([["k", new Set([1])]]) })') as unknown
    expect(canonical(foreign)).toBe(canonical({ list: [1], map: new Map([['k', new Set([1])]]) }))
    expect(canonical(Buffer.from([1, 2]))).toBe(canonical(new Uint8Array([1, 2])))
  })

  it('refuses what is not plain data, by name', () => {
    class Account {}
    class Cache extends Map {}
    const cycle: unknown[] = []
    cycle.push(cycle)
    const classes = [new Date(0), new Account(), new Cache(), /x/, Promise.resolve()]
    for (const value of [...classes, () => 1, Symbol('s'), cycle]) {
      expect(() => canonical({ value })).toThrow(/^canonical: /)
      expect(() => canonical([value])).toThrow(TypeError)
    }
    expect(() => canonical(new Account())).toThrow('Account')
  })
})

describe('describeDifference', () => {
  it('names the place, what is there and what was expected', () => {
    expect(describeDifference({ a: 1, b: 57 }, { b: 41, a: 1 })).toBe('b = 41, expected 57')
    expect(describeDifference(new Map([['a', 1]]), new Map([['b', 2]])))
      .toBe('a is missing, expected 1; b = 2, expected nothing')
    expect(describeDifference({ a: { b: [1, 2] } }, { a: { b: [1, 3] } })).toBe('a.b[1] = 3, expected 2')
    expect(describeDifference([1], { a: 1 })).toBe('the data = {"a":1}, expected [1]')
    expect(describeDifference({ a: undefined }, {})).toMatch(/^a is missing/)
    expect(describeDifference({ a: 1 }, { a: 1 })).toBe('no difference')
  })

  it('stays one short line', () => {
    const expected = Array.from({ length: 10 }, (_, index) => 'x'.repeat(100) + index)
    const line = describeDifference(expected, expected.map((text) => `y${text}`))
    expect(line).toMatch(/^\[0\] = "yx+…, expected "x+…; \[1\] .*; and 7 more$/)
    expect(line.length).toBeLessThan(400)
  })
})
