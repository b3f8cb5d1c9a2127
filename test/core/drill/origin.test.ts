import { expect, it } from 'vitest'
import { foreignOrigin, stamped } from '../../../core/drill/origin.ts'
import { notebookScenario } from './toys.ts'

const ORIGIN = Symbol.for('seeddrill.origin')

it('knows what this copy made, and what another did', () => {
  expect(foreignOrigin(notebookScenario({}))).toBeNull()
  expect(foreignOrigin({})).toBeNull()
  expect(foreignOrigin(Object.defineProperty({}, ORIGIN, { value: 'file:///other/core/drill/origin.js' }))).toBe('file:///other/core/drill/origin.js')
})

it('leaves the mark of the copy that was first, shows it nowhere, and minds no frozen object', () => {
  const made = Object.defineProperty({ a: 1 }, ORIGIN, { value: 'file:///other' })
  expect(foreignOrigin(stamped(made))).toBe('file:///other')
  expect(Object.keys(stamped({ a: 1 }))).toEqual(['a'])
  expect(() => stamped(Object.freeze({}))).not.toThrow()
})
