import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { MUTANTS } from './mutants.mjs'
import { plant } from './plant.mjs'

const root = new URL('../../', import.meta.url)

describe('the table of mutants', () => {
  it('has at least 24, each under a name of its own', () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(24)
    expect(new Set(MUTANTS.map(({ id }) => id)).size).toBe(MUTANTS.length)
  })

  it.each(MUTANTS)('$id finds its text exactly once, and its tests', (mutant) => {
    const source = readFileSync(new URL(mutant.file, root), 'utf8')
    const planted = plant(source, mutant)
    expect(planted).not.toBeNull()
    expect(planted).not.toBe(source)
    expect(mutant.tests.length).toBeGreaterThan(0)
    for (const test of mutant.tests) expect(existsSync(new URL(test, root)), test).toBe(true)
  })
})

describe('plant', () => {
  it('replaces literally', () => {
    expect(plant('a.b = c', { find: '.b', replace: '$&' })).toBe('a$& = c')
  })

  it('refuses a text that is not there, or there twice', () => {
    expect(plant('abc', { find: 'x', replace: 'y' })).toBeNull()
    expect(plant('abcb', { find: 'b', replace: 'y' })).toBeNull()
  })
})
