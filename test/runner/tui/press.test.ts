import { describe, expect, it } from 'vitest'
import { BEGIN, chosenFailure } from '../../../runner/tui/live/live-state.ts'
import type { LiveState } from '../../../runner/tui/live/live-state.ts'
import { KEYS } from '../../../runner/tui/live/live-keys.ts'
import { press } from '../../../runner/tui/live/press.ts'
import type { CommandName } from '../../../runner/tui/live/live-keys.ts'
import { failed, runScenario, started } from '../../reports/run-events.ts'
import { EVENTS, manyEvents, play, snapshotAfter } from './seen.ts'

const SIZE = [80, 24] as const
const many = snapshotAfter(manyEvents(40))
const few = snapshotAfter(EVENTS)
const after = (keys: readonly string[], of = many): LiveState => play(of, SIZE, keys).seen.state

/** Keys that lead to where the command can do something, and what the command then makes of the state. */
const DOES: Readonly<Record<CommandName, readonly [before: readonly string[], made: Partial<LiveState>]>> = {
  down: [[], { selected: 'suite/scenario-0' }],
  up: [['j', 'j'], { selected: 'suite/scenario-0' }],
  'page-down': [[], { selected: 'suite/scenario-19' }],
  'page-up': [['G'], { selected: 'suite/scenario-19' }],
  first: [['j', 'j'], { selected: null }],
  last: [[], { selected: 'suite/scenario-39' }],
  'next-match': [['/', '3', '9', 'enter', 'k'], { selected: 'suite/scenario-39' }],
  'previous-match': [['/', '3', 'enter', 'j'], { selected: 'suite/scenario-3' }],
  filter: [['2'], { focus: 'scenarios', overlay: { is: 'filter' } }],
  'next-tab': [[], { focus: 'details', tab: 'failures' }],
  'previous-tab': [[], { focus: 'details', tab: 'running' }],
  scenarios: [['2'], { focus: 'scenarios' }],
  details: [[], { focus: 'details' }],
  'next-panel': [[], { focus: 'details' }],
  enter: [[']'], { reading: true }],
  back: [['2'], { focus: 'scenarios' }],
  copy: [[], {}],
  help: [[], { overlay: { is: 'help', scroll: 0 } }],
  stop: [[], {}],
  suspend: [[], {}],
}

describe.each(KEYS.filter((binding) => binding.in.includes('panels')).flatMap(({ keys, command }) => keys.map((key) => [key, command] as const)))('%s', (key, command) => {
  it(`does what the table says: ${command}`, () => {
    const [before, made] = DOES[command]
    const seen = play(many, SIZE, before).seen
    const { state, effect } = press(seen, key)
    expect(state).toMatchObject(made)
    expect(state.message).toBeNull()
    if (Object.keys(made).length > 0) expect(state).not.toEqual(seen.state)
    expect(effect).toEqual(command === 'stop' || command === 'suspend' ? { effect: command } : command === 'copy' ? { effect: 'copy', text: 'seeddrill replay sd1.token' } : null)
  })
})

describe('a key that can do nothing', () => {
  it.each([
    ['n', [], 'no filter: / sets one'],
    ['N', ['/', '3', 'enter'], 'no scenario before this one matches'],
    ['enter', ['2'], 'nothing to open here'],
    ['escape', [], 'nothing to go back from: q stops the run'],
  ] as const)('%s says why, until the next one', (key, before, why) => {
    const state = after([...before, key])
    expect(state.message).toEqual({ text: why, tone: 'warn' })
    expect(after([...before, key, 'x']).message).toBeNull()
  })

  it('copies nothing where nothing fails, and leads nowhere where there is nothing', () => {
    const nothing = snapshotAfter([])
    expect(play(nothing, SIZE, ['y'])).toMatchObject({ effects: [], seen: { state: { message: { text: 'no failure so far' } } } })
    for (const { keys } of KEYS) for (const key of keys) expect(after([key, key, ']', key, ']', key], nothing).selected).toBeNull()
  })
})

describe('the failures', () => {
  it('are chosen one by one', () => {
    expect(after(['j', ']', 'j']).failure).toBe('suite/scenario-0 f2')
    expect(after(['j', ']', 'j', 'j', 'j', 'k']).failure).toBe('suite/scenario-0 f1')
  })

  it('are copied as the command of the corpus where they are in it', () => {
    const saved = { id: 'log-f1', file: 'f1.json', replay: 'seeddrill replay log-f1' }
    const of = snapshotAfter([started(runScenario('log', ['a'])), failed([0, 'log', 'a'], { saved })])
    expect(play(of, SIZE, ['y']).effects).toEqual([{ effect: 'copy', text: 'seeddrill replay log-f1' }])
  })

  it('keep the chosen one while others are found before it', () => {
    const first = snapshotAfter(manyEvents(2).filter((event) => event.type !== 'failure' || event.scenario.endsWith('1')))
    const later = snapshotAfter(manyEvents(2))
    const { seen } = play(first, SIZE, [']', 'j'])
    expect(press({ ...seen, snapshot: later }, 'k').state.failure).toBe('suite/scenario-1 f1')
    expect(chosenFailure({ ...play(first, SIZE, [']', 'enter']).seen, snapshot: later })?.key).toBe('suite/scenario-1 f1')
  })

  it('open and close, and the text scrolls only as far as it goes', () => {
    const read = after([']', 'enter', 'G'])
    expect(read.reading).toBe(true)
    expect(after([']', 'enter', 'G', 'j'])).toEqual(read)
    expect(after([']', 'enter', 'escape'])).toMatchObject({ reading: false, focus: 'details', tab: 'failures' })
  })
})

describe('the filter', () => {
  it('is typed, corrected, kept and cleared; the first match is chosen', () => {
    expect(after(['/', '3', '9'])).toMatchObject({ filter: '39', selected: 'suite/scenario-39' })
    expect(after(['/', '3', '9', 'backspace'])).toMatchObject({ filter: '3', selected: 'suite/scenario-39' })
    expect(after(['/', '3', 'space', '!', '9', 'enter'])).toMatchObject({ filter: '3 !9', overlay: null })
    expect(after(['/', '3', 'ctrl-u']).filter).toBe('')
    expect(after(['/', '3', 'escape'])).toMatchObject({ filter: '', overlay: null })
    expect(after(['/', 'backspace']).overlay).toBeNull()
    expect(after(['/', 'z'])).toMatchObject({ selected: null })
  })

  it('takes letters that are commands elsewhere, and ctrl-c stops all the same', () => {
    expect(play(many, SIZE, ['/', 'q', '?', 'j'])).toMatchObject({ effects: [], seen: { state: { filter: 'q?j' } } })
    expect(play(many, SIZE, ['/', 'ctrl-c']).effects).toEqual([{ effect: 'stop' }])
  })

  it('lets n and N go from match to match, from the details too', () => {
    expect(after(['/', '3', 'enter', '2', 'n'])).toMatchObject({ selected: 'suite/scenario-13', focus: 'details' })
    expect(after(['/', '3', 'enter', '2', 'n', 'n', 'N']).selected).toBe('suite/scenario-13')
  })
})

describe('the help', () => {
  it('is closed by q, ? and escape, and stops nothing', () => {
    for (const key of ['q', '?', 'escape']) expect(play(few, SIZE, ['?', key])).toEqual(expect.objectContaining({ effects: [], seen: expect.objectContaining({ state: BEGIN }) }))
  })

  it('scrolls to its end and not further', () => {
    const end = after(['?', 'G'])
    expect(end.overlay).toMatchObject({ is: 'help' })
    expect(end.overlay).not.toMatchObject({ scroll: 0 })
    expect(after(['?', 'G', 'j'])).toEqual(end)
  })
})

describe('another scenario', () => {
  it('is seen from its begin', () => {
    expect(after([']', 'j', 'enter', 'j', '1', 'j'])).toMatchObject({ scroll: 0, failure: null, reading: false })
  })
})
