import { describe, expect, it } from 'vitest'
import { widthOf } from '../../../reports/columns.ts'
import { COMPARE_TEXTS } from '../../../reports/index.ts'
import type { Language } from '../../../reports/index.ts'
import { historyProgress } from '../../../runner/estates/progress.ts'

function watched(stderr: { readonly isTTY?: boolean; readonly columns?: number }, env: Record<string, string> = {}, histories = 200, language: Language = 'en') {
  let said = ''
  let nowMs = 0
  const output = { ...stderr, write: (text: string) => (said += text) }
  const progress = historyProgress(histories, { stderr: output, env }, COMPARE_TEXTS[language].progress, () => nowMs)
  const steps = (count: number, everyMs: number): string => {
    said = ''
    for (let step = 0; step < count; step++) {
      nowMs += everyMs
      progress.step()
    }
    return said
  }
  return { steps, close: () => { said = ''; progress.close(); return said } }
}

describe('progress', () => {
  it('is one line that changes on a terminal, and leaves nothing behind', () => {
    const { steps, close } = watched({ isTTY: true, columns: 24 })
    expect(steps(3, 300)).toBe('')
    expect(steps(1, 300)).toBe('\r\u001b[K4 of 200 histories · 1…')
    expect(steps(3, 20)).toBe('')
    expect(close()).toBe('\r\u001b[K')
  })

  it('is one line in letters that take two columns, too', () => {
    const said = watched({ isTTY: true, columns: 24 }, {}, 200, 'ja').steps(1, 1200).replace('\r\u001b[K', '')
    expect(said).toBe('200 件中 1 件の履歴を…')
    expect(widthOf(said)).toBeLessThan(24)
  })

  it('is a line now and then elsewhere', () => {
    const { steps, close } = watched({})
    expect(steps(9, 1000)).toBe('')
    expect(steps(1, 1000)).toBe('10 of 200 histories · 10.0 s · about 3 min 10 s to go\n')
    expect(steps(9, 1000)).toBe('')
    expect(close()).toBe('')
    expect(watched({ isTTY: true }, { TERM: 'dumb' }).steps(1, 20_000)).toBe('1 of 200 histories · 20.0 s · about 66 min 20 s to go\n')
  })

  it('says nothing of what is to go when all are done', () => {
    expect(watched({}, {}, 1).steps(1, 20_000)).toBe('1 of 1 histories · 20.0 s\n')
    expect(watched({}, {}, 2, 'ja').steps(2, 20_000)).toBe('2 件中 1 件の履歴を完了 · 経過 20.0 s · 残り約 20.0 s\n2 件中 2 件の履歴を完了 · 経過 40.0 s\n')
  })
})
