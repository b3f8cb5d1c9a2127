import { createColors } from 'picocolors'
import { expect, it } from 'vitest'
import { failureBlock } from '../../reports/index.ts'
import { reportedFailure } from './run-events.ts'

const colors = createColors(false)
const lines = (count: number) => Array.from({ length: count }, (_, index) => `step ${index + 1}`)

it('tells verdict, meaning, message, place, size, timeline and command', () => {
  expect(failureBlock('ledger', { first: reportedFailure(), seeds: ['a', 'b'] }, colors)).toEqual([
    'FAIL ledger › lost-ack  fingerprint f1f1f1',
    '  an acknowledged operation is missing after recovery',
    '  transfer 7 is missing',
    '  phase before-flush · 3 crash states of seed a',
    '  minimal: 2 operations, 1 disk, 1 lost write (from 40 operations, 2 disks, 9 lost writes; 12 of 60',
    '  re-runs)',
    '    t=1 transfer 7',
    '    t=2 CRASH',
    '  replay  seeddrill replay sd1.token',
  ])
})

it('tells the short command, and where the failure was saved', () => {
  const saved = { id: 'ledger-f1f1f1', file: '.seeddrill/corpus/ledger/f1f1f1.json', replay: 'seeddrill replay ledger-f1f1f1' }
  const block = failureBlock('ledger', { first: reportedFailure({ saved, timeline: lines(400) }), seeds: ['a'] }, colors)
  expect(block.slice(-3)).toEqual(['  replay  seeddrill replay ledger-f1f1f1', '  explore npx seeddrill explore ledger-f1f1f1', '  saved   .seeddrill/corpus/ledger/f1f1f1.json  (with its token)'])
  expect(block).toHaveLength(25)
  expect(block.join('\n')).not.toContain('sd1.')
})

it('calls no failure minimal that nobody tried to shrink', () => {
  const shrunk = { ...reportedFailure().shrunk, toOperations: 40, attempts: 0, ended: 'not-shrunk' as const }
  const block = failureBlock('ledger', { first: reportedFailure({ shrunk }), seeds: ['a'] }, colors)
  expect(block).toContain('  as found: 40 operations, 1 disk, 1 lost write, not shrunk')
  expect(block.join('\n')).not.toContain('minimal')
})

it.each([0, 1, 15, 16, 400])('has at most 25 lines with a timeline of %d', (count) => {
  const message = 'word '.repeat(500)
  const block = failureBlock('ledger', { first: reportedFailure({ timeline: lines(count), message }), seeds: ['a'] }, colors)
  expect(block.length).toBeLessThanOrEqual(25)
  expect(block.at(-1)).toContain('seeddrill replay')
  if (count > 0) expect(block.at(-2)).toBe(`    step ${count}`)
})

it('leaves room within its 25 lines for those of others under it', () => {
  const first = reportedFailure({ timeline: lines(100) })
  expect(failureBlock('ledger', { first, seeds: ['a'] }, colors, 2)).toHaveLength(23)
  expect(failureBlock('ledger', { first, seeds: ['a'] }, colors, 90).at(-2)).toBe('    step 100')
})

it('cuts a line of the timeline by its columns', () => {
  const block = failureBlock('ledger', { first: reportedFailure({ timeline: ['復'.repeat(60)] }), seeds: ['a'] }, colors)
  expect(block.find((line) => line.includes('復'))).toBe(`    ${'復'.repeat(47)}…`)
})

it('says how much of a long timeline it leaves out', () => {
  const block = failureBlock('ledger', { first: reportedFailure({ timeline: lines(100) }), seeds: ['a'] }, colors)
  const shown = block.filter((line) => line.startsWith('    step'))
  expect(block).toContain(`    … ${100 - shown.length} lines left out …`)
})

it('cuts no line of the message in a word, and none is wider than the page', () => {
  const first = reportedFailure({ message: `${'expected '.repeat(15)}${'x'.repeat(300)}` })
  const block = failureBlock('ledger', { first, seeds: ['a'] }, colors)
  expect(Math.max(...block.slice(0, -1).map((line) => line.length))).toBeLessThanOrEqual(100)
  expect(block[2]).toMatch(/expected$/)
})
