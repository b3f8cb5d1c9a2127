import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cut, fold, padLeft, padRight, widthOf } from '../../reports/columns.ts'

describe('columns', () => {
  it('gives letters of East Asia two', () => {
    expect(['abc', '復旧', 'RTO（中央値）', 'ｶﾅ', '█░│', '한글'].map(widthOf)).toEqual([3, 4, 13, 2, 3, 4])
  })

  it('pads and cuts by columns', () => {
    expect([padRight('復旧', 6), padLeft('復旧', 6), padRight('abc', 2)]).toEqual(['復旧  ', '  復旧', 'abc'])
    expect([cut('復旧方法', 8), cut('復旧方法', 7), cut('abcdef', 4)]).toEqual(['復旧方法', '復旧方…', 'abc…'])
  })

  it('cuts nothing that fits, and no letter in half', () => {
    const letters = fc.constantFrom('a', '復', '\u{1f600}', '\u{1d49c}', ' ', '…')
    fc.assert(fc.property(fc.array(letters, { maxLength: 20 }), fc.integer({ min: 1, max: 30 }), (parts, columns) => {
      const text = parts.join('')
      const said = cut(text, columns)
      if (widthOf(text) <= columns) {
        expect(said).toBe(text)
        return
      }
      const kept = [...said].slice(0, -1)
      expect([text.startsWith(kept.join('')), said.endsWith('…'), !/[\ud800-\udfff]/u.test(said)]).toEqual([true, true, true])
      expect(widthOf(said)).toBeLessThanOrEqual(columns)
      // One letter more would not fit.
      expect(widthOf([...text].slice(0, kept.length + 1).join('')) + 1).toBeGreaterThan(columns)
    }), { seed: 1 })
    expect(cut('復'.repeat(3_000_000), 20)).toBe(`${'復'.repeat(9)}…`)
  })

  it('folds at blanks, between wide letters, and inside of words where it must', () => {
    expect(fold('one two three', 7)).toEqual(['one two', 'three'])
    expect(fold('復旧した、データ', 8)).toEqual(['復旧し', 'た、デー', 'タ'])
    expect(fold('abcdefgh', 3)).toEqual(['abc', 'def', 'gh'])
    expect(fold('', 10)).toEqual([''])
  })

  it('loses no letter and exceeds no width', () => {
    const letters = fc.constantFrom('a', 'bc', ' ', '復', '旧', '、', '。', '）', '（', '-', '…')
    fc.assert(fc.property(fc.array(letters, { maxLength: 60 }), fc.integer({ min: 4, max: 30 }), (parts, columns) => {
      const text = parts.join('').trim()
      const lines = fold(text, columns)
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns)
    }), { seed: 1 })
  })
})
