import { expect, it } from 'vitest'
import { copyToClipboard } from '../../../runner/tui/clipboard.ts'
import { keepPace } from '../../../runner/tui/live/pace.ts'
import { wordFilter } from '../../../runner/tui/word-filter.ts'
import { finished } from '../../reports/run-events.ts'

it('is that of the drills that have ended; until one has, of those that run', () => {
  const pace = keepPace()
  const underWay = { states: 50, ms: 500 }
  expect(pace.statesPerSecond('log', underWay)).toBe(100)
  expect(pace.statesPerSecond('log', { states: 0, ms: 0 })).toBe(0)
  pace.hear(finished([0, 'log', 'a'], { durationMs: 1000 }))
  pace.hear(finished([1, 'log', 'b'], { durationMs: 500 }))
  expect(pace.statesPerSecond('log', underWay)).toBe(400)
  expect(pace.statesPerSecond('other', underWay)).toBe(100)
})

it('counts neither replays of saved failures nor drills without a result', () => {
  const pace = keepPace()
  pace.hear(finished([0, 'log', 'a'], { corpus: 'log-f1' }))
  pace.hear(finished([1, 'log', 'b'], { result: null, outcome: 'misused' }))
  expect(pace.statesPerSecond('log', { states: 0, ms: 0 })).toBe(0)
})

it.each([
  ['', true],
  ['WAL db', true],
  ['wal !kill', false],
  ['!', true],
  ['!cut', true],
  ['wal none', false],
])('the filter %j lets a name through: %s', (filter, passes) => {
  expect(wordFilter(filter)('wal-db/Kill')).toBe(passes)
})

it('copies what a terminal takes, and says so of what it does not', () => {
  const written: string[] = []
  expect(copyToClipboard('é', (text) => void written.push(text)).ok).toBe(true)
  expect(copyToClipboard('x'.repeat(74_001), (text) => void written.push(text)).ok).toBe(false)
  expect(written).toEqual(['\u001b]52;c;w6k=\u0007'])
})
