import { describe, expect, it } from 'vitest'
import { firstDifference } from './compare.mjs'
import type { NodeRun } from './compare.mjs'

const run = (version: string, ...facts: readonly Readonly<Record<string, unknown>>[]): NodeRun => ({
  version,
  rows: facts.map((each, index) => ({ name: `case ${index}`, facts: each })),
})

describe('firstDifference', () => {
  it('is silent when all are equal', () => {
    expect(firstDifference([run('20', { a: 1 }, { b: 'x' }), run('22', { a: 1 }, { b: 'x' }), run('24', { a: 1 }, { b: 'x' })])).toBeNull()
  })

  it('names the first case, the versions and the values', () => {
    const runs = [run('20', { a: 1 }, { b: 'x', c: 1 }, { d: 1 }), run('22', { a: 1 }, { b: 'x', c: 1 }, { d: 2 }), run('24', { a: 1 }, { b: 'y', c: 2 }, { d: 1 })]
    expect(firstDifference(runs)).toBe('case 1: Node 20 and Node 24 differ in b x and y; c 1 and 2')
  })

  it('tells of a fact that only one has, and of cases that are missing', () => {
    expect(firstDifference([run('20', { a: 1 }), run('22', { a: 1, b: 2 })])).toContain('b undefined and 2')
    expect(firstDifference([run('20', { a: 1 }, { a: 1 }), run('22', { a: 1 })])).toBe('case 1: Node 22 has no such case')
    expect(firstDifference([run('20', { a: 1 }), run('22', { a: 1 }, { a: 1 })])).toBe('case 1: Node 20 has no such case')
  })
})
