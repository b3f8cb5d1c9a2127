import { describe, expect, it } from 'vitest'
import type { LabelEvidence, PointLabel } from '../../../core/oracle/index.ts'
import { checkLabel } from '../../../core/oracle/index.ts'
import { mark } from './histories.ts'

const honest: LabelEvidence = {
  label: 'app-consistent',
  writersExpected: ['books', 'audit'],
  frozen: [
    { writer: 'books', frozenAt: mark(1), thawedAt: mark(9) },
    { writer: 'audit', frozenAt: mark(2), thawedAt: null },
  ],
  cutFirst: mark(3),
  cutLast: mark(5),
  orderPreserved: true,
}

const books = (frozenAt: number | null, thawedAt: number | null): Partial<LabelEvidence> => ({
  writersExpected: ['books'],
  frozen: [{
    writer: 'books',
    frozenAt: frozenAt === null ? null : mark(frozenAt),
    thawedAt: thawedAt === null ? null : mark(thawedAt),
  }],
})

describe('checkLabel', () => {
  it('accepts a point whose making justifies its label', () => {
    expect(checkLabel(honest)).toEqual({ status: 'ok' })
    expect(checkLabel({ ...honest, ...books(3, 5) })).toEqual({ status: 'ok' })
    const again = [...books(1, 2).frozen!, ...books(2, 8).frozen!]
    expect(checkLabel({ ...honest, writersExpected: ['books'], frozen: again })).toEqual({ status: 'ok' })
  })

  it.each<[string, Partial<LabelEvidence>]>([
    ['no writer took part', { writersExpected: [] }],
    ['writer audit was never frozen', { frozen: [honest.frozen[0]] }],
    ['writer books was never frozen', books(null, null)],
    ['writer books was frozen only after the first disk', books(4, 9)],
    ['writer books was thawed before the last disk', books(1, 4)],
    ['the order of its writes was not kept', { orderPreserved: false }],
  ])('tells that %s', (message, changes) => {
    expect(checkLabel({ ...honest, ...changes })).toEqual({
      status: 'violated',
      verdict: 'mislabelled-point',
      message: expect.stringContaining(message) as unknown,
    })
  })

  it.each<PointLabel>(['crash-consistent', 'file-system-consistent'])('holds a %s point to its order only', (label) => {
    expect(checkLabel({ ...honest, label, writersExpected: [] })).toEqual({ status: 'ok' })
    expect(checkLabel({ ...honest, label, orderPreserved: false })).toMatchObject({ verdict: 'mislabelled-point' })
  })

  it('refuses tags in the wrong order', () => {
    expect(() => checkLabel({ ...honest, cutFirst: mark(6) })).toThrow(/^checkLabel: .*5.*6/)
  })
})
