import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical } from '../../../core/oracle/canonical.ts'
import { CanonicalMemo } from '../../../core/oracle/canonical-memo.ts'

/** Small, so that equal and nearly equal values meet. */
const data = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>('', 'a', 'b', 0, -0, 1, NaN, null, undefined, true, 1n),
    fc.dictionary(fc.constantFrom('a', 'b', '1', '__proto__'), tie('value'), { maxKeys: 3 }),
    fc.array(tie('value'), { maxLength: 3 }),
    // eslint-disable-next-line no-sparse-arrays
    fc.constantFrom<unknown>([,], [undefined], [1, , 2]),
    fc.array(fc.tuple(fc.constantFrom<unknown>('a', 'b', 1), tie('value')), { maxLength: 3 }).map((entries) => new Map(entries)),
    fc.array(tie('value'), { maxLength: 2 }).map((items) => new Set(items)),
    fc.uint8Array({ maxLength: 2 }),
    fc.uint8Array({ maxLength: 2 }).map((bytes) => Buffer.from(bytes)),
  ),
})).value

describe('CanonicalMemo', () => {
  it('gives for every value what its canonical text gives', () => {
    fc.assert(
      fc.property(fc.array(data, { maxLength: 30 }), (values) => {
        const memo = new CanonicalMemo(canonical)
        for (const value of values) expect(memo.of(value)).toBe(canonical(value))
      }),
      { numRuns: 500 },
    )
  })

  it('works out equal data once, in whatever order its keys were set', () => {
    let worked = 0
    const memo = new CanonicalMemo((value) => `${canonical(value)}#${++worked}`)
    const first = memo.of({ a: [1, { b: 'x' }], m: new Map([['k', new Uint8Array([1, 2])]]) })
    expect(memo.of({ m: new Map([['k', new Uint8Array([1, 2])]]), a: [1, { b: 'x' }] })).toBe(first)
    expect(worked).toBe(1)
    memo.of({ a: [1, { b: 'y' }], m: new Map([['k', new Uint8Array([1, 2])]]) })
    expect(worked).toBe(2)
  })

  it('is not deceived by data that is changed after it was shown', () => {
    const memo = new CanonicalMemo(canonical)
    const shared = { list: [1, 2], bytes: new Uint8Array([1]), map: new Map([['k', { deep: 1 }]]) }
    memo.of(shared)
    shared.list[1] = 3
    expect(memo.of(shared)).toBe(canonical(shared))
    shared.bytes[0] = 9
    expect(memo.of(shared)).toBe(canonical(shared))
    shared.map.get('k')!.deep = 2
    expect(memo.of(shared)).toBe(canonical(shared))
  })

  it.each([
    ['keys without a value', { a: undefined }, { b: undefined }],
    ['an inherited name', { toString: undefined }, { a: undefined }],
    ['zeros', [0], [-0]],
    ['a map and an object', new Map([['a', 1]]), { a: 1 }],
  ])('tells %s apart', (_name, one, other) => {
    const memo = new CanonicalMemo(canonical)
    expect([one, other, one].map((value) => memo.of(value))).toEqual([one, other, one].map(canonical))
  })

  it('does not recognise a map whose keys are objects, which may change', () => {
    const memo = new CanonicalMemo(canonical)
    const key = { n: 1 }
    const map = new Map([[key, 1]])
    memo.of(map)
    key.n = 2
    expect(memo.of(map)).toBe(canonical(map))
  })

  it('remembers a bounded number, the latest', () => {
    let worked = 0
    const memo = new CanonicalMemo((value) => `${canonical(value)}#${++worked}`)
    for (let index = 0; index < 100; index++) memo.of([index])
    memo.of([99])
    expect(worked).toBe(100)
    memo.of([0])
    expect(worked).toBe(101)
  })
})
