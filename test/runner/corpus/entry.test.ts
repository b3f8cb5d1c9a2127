import { describe, expect, it } from 'vitest'
import { entryText, readEntry } from '../../../runner/corpus/entry.ts'
import { newEntry, originalPlan, payload } from './entries.ts'

const edited = (change: (document: Record<string, unknown>) => void): string => {
  const document = JSON.parse(entryText(newEntry())) as Record<string, unknown>
  change(document)
  return JSON.stringify(document)
}

describe('entryText', () => {
  it('is the same every time, and holds what a person looks for', () => {
    const text = entryText(newEntry())
    expect(text).toBe(entryText(newEntry()))
    expect(text.endsWith('}\n')).toBe(true)
    expect(JSON.parse(text)).toMatchObject({
      v: 1, id: 'toys-note.book-f1f1f1', scenario: 'toys/note.book', file: 'drills/note.ts', seed: 'abc', verdict: 'lost-ack',
      message: 'a note is missing', fingerprint: 'f1f1f1', traceHash: 'aaaa', codeHash: '0123456789ab', seeddrill: '1.2.3', token: expect.stringMatching(/^sd1\./),
    })
  })

  it('has the plan before it was shrunk only where that is another', () => {
    expect(JSON.parse(entryText(newEntry())).originalPlan.operations).toHaveLength(originalPlan.operations.length)
    expect(JSON.parse(entryText(newEntry({ originalPlan: payload.plan })))).not.toHaveProperty('originalPlan')
  })
})

describe('readEntry', () => {
  it('gives back what was saved', () => {
    const read = readEntry(entryText(newEntry()))
    expect(read).toMatchObject({ ok: true, entry: { fingerprint: 'f1f1f1', file: 'drills/note.ts', edited: false } })
    expect(read.ok && read.entry.payload).toEqual(payload)
  })

  it('knows how many crash states the drill had that found it, if somebody said so', () => {
    const budget = (text: string) => {
      const read = readEntry(text)
      return read.ok && read.entry.stateBudget
    }
    expect(budget(entryText(newEntry({ options: { states: 5000 } })))).toBe(5000)
    for (const options of [{ states: null }, { states: '5' }, { states: -1 }, null, undefined]) expect(budget(edited((document) => (document.options = options)))).toBeNull()
  })

  it('knows what a person has changed', () => {
    const read = readEntry(edited((document) => (document.verdict = 'phantom')))
    expect(read).toMatchObject({ ok: true, entry: { edited: true } })
  })

  it.each([
    ['no JSON', '<<<<<<< HEAD', 'Unexpected token'],
    ['another version', edited((document) => (document.v = 2)), 'of version 2'],
    ['no plan', edited((document) => delete document.plan), 'plan'],
    ['a fingerprint that is a path', edited((document) => (document.fingerprint = '../x')), 'its fingerprint must be a name'],
    ['a file that is no path', edited((document) => (document.file = 7)), 'its file must be a path or null'],
  ])('says what is wrong with %s', (_, text, message) => {
    expect(readEntry(text)).toEqual({ ok: false, message: expect.stringContaining(message) })
  })
})
