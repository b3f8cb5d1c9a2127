import { describe, expect, it } from 'vitest'
import type { Opened } from '../../../core/drill/explore/engine.ts'
import { contextOf, KEYS } from '../../../runner/explore/keys.ts'
import type { CommandName } from '../../../runner/explore/keys.ts'
import { reduce } from '../../../runner/explore/reduce.ts'
import { begin } from '../../../runner/explore/state.ts'
import type { Effect, ExplorerState, Outcome } from '../../../runner/explore/state.ts'
import { footerRow } from '../../../runner/explore/views/footer.ts'
import { lookOf, openedOf, pictureOf } from './fake-run.ts'
import { pressed } from './pressed.ts'

const PICTURE = pictureOf(60)
const DEEDS = ['copy', 'save', 'exportTest', 'openHtml', 'exportPerfetto'] as const
const opened = (change: Partial<Opened> = {}) => begin(openedOf(PICTURE, change), DEEDS)
const after = (keys: readonly string[], change: Partial<Opened> = {}): ExplorerState => pressed(opened(change), keys)
/** Without answers. */
const effectsOf = (state: ExplorerState, key: string): readonly Effect[] => reduce(state, { type: 'key', key }).effects
const markOf = (state: ExplorerState) => state.opened.picture.marks[state.cursor.mark]!
const PULL = ['p', 'j', 'j', 'enter']
const typed = (text: string): readonly string[] => [...text].map((letter) => (letter === ' ' ? 'space' : letter))

interface Case {
  readonly before?: readonly string[]
  readonly change?: Partial<Opened>
  /** What is different after the key. */
  readonly does: (after: ExplorerState, before: ExplorerState) => unknown
  /** How it is refused, where it can be. */
  readonly refused?: { readonly before?: readonly string[]; readonly change?: Partial<Opened>; readonly why: RegExp }
}

const moves = (kind: string, later: boolean): Case['does'] => (now, before) => {
  expect(markOf(now).kind).toBe(kind)
  expect(Math.sign(now.cursor.mark - before.cursor.mark)).toBe(later ? 1 : -1)
}
const focus = (panel: string): Case['does'] => (now) => expect(now.focus).toBe(panel)
const wider = (factor: number): Case['does'] => (now, before) =>
  expect((now.span.toUs - now.span.fromUs) / (before.span.toUs - before.span.fromUs)).toBeCloseTo(factor)
const by = (marks: number): Case['does'] => (now, before) => expect(now.cursor.mark - before.cursor.mark).toBe(marks)
const overlay = (is: string | undefined): Case['does'] => (now) => expect(now.overlay?.is).toBe(is)
const says = (text: string): Case['does'] => (now) => expect(now.message?.text).toContain(text)
const noBranch = { why: /p pulls the plug/ }

const CASES: Readonly<Record<CommandName, Case>> = {
  down: { does: by(1) },
  up: { does: by(-1) },
  'page-down': { does: by(15) },
  'page-up': { does: by(-15) },
  first: { does: (now) => expect(now.cursor.mark).toBe(0) },
  last: { does: (now) => expect(now.cursor.mark).toBe(PICTURE.marks.length - 1) },
  'next-event': { does: by(1) },
  'previous-event': { does: by(-1) },
  'next-step': { does: (now) => expect(now.cursor.seq).toBe(78), refused: { before: ['G'], why: /last step/ } },
  'previous-step': { does: (now) => expect(now.cursor.seq).toBe(76), refused: { before: ['g'], why: /first step/ } },
  'next-fault': { does: (now) => expect(markOf(now).state).toBe('torn'), refused: { before: ['G'], why: /no fault after/ } },
  'previous-fault': { before: ['G'], does: (now) => expect(markOf(now).state).toBe('torn'), refused: { before: ['g'], why: /no fault before/ } },
  'next-ack': { does: moves('ack', true), refused: { before: ['G'], why: /no acknowledgement after/ } },
  'previous-ack': { does: moves('ack', false) },
  'next-flush': { does: moves('flush', true) },
  'previous-flush': { does: moves('flush', false), refused: { before: ['g'], why: /no flush before/ } },
  'next-point': { does: moves('point', true) },
  'previous-point': { before: ['G'], does: moves('point', false), refused: { why: /no recovery point before/ } },
  'next-match': { before: ['/', ...'flush', 'enter'], does: moves('flush', true), refused: { why: /no filter/ } },
  'previous-match': { before: ['/', ...'flush', 'enter'], does: moves('flush', false), refused: { why: /no filter/ } },
  'next-tab': { does: (now) => expect(now.tab).toBe('blocks') },
  'previous-tab': { does: (now) => expect(now.tab).toBe('repro') },
  events: { before: ['2'], does: focus('events') },
  timeline: { does: focus('timeline') },
  details: { does: focus('details') },
  branches: { does: focus('branches') },
  'next-panel': { does: focus('timeline') },
  'previous-panel': { does: focus('branches') },
  'zoom-in': { does: wider(0.5) },
  'zoom-out': { before: ['+', '+'], does: wider(2) },
  'zoom-all': { before: ['+', '+'], does: wider(4) },
  'pan-left': { before: ['G', '+', '+'], does: (now, before) => expect(now.span.fromUs).toBeLessThan(before.span.fromUs) },
  'pan-right': { before: ['+', '+'], does: (now, before) => expect(now.span.fromUs).toBeGreaterThan(before.span.fromUs) },
  filter: { does: overlay('filter') },
  command: { does: overlay('command') },
  help: { does: overlay('help') },
  enter: { does: focus('details'), refused: { before: ['4'], why: /p pulls the plug/ } },
  back: { before: ['2'], does: focus('events'), refused: { why: /q quits/ } },
  plug: { does: overlay('plug'), refused: { change: { abilities: { pull: 'a saved run cannot be changed' } }, why: /a saved run/ } },
  sweep: { does: (now) => expect([now.overlay?.is, now.sweep?.instants.length]).toEqual(['sweep', 123]), refused: { change: { abilities: { sweep: 'no code here' } }, why: /no code here/ } },
  shrink: { before: PULL, does: says('from 163 operations to 4'), refused: noBranch },
  replay: { before: PULL, does: says('the same again'), refused: noBranch },
  nearest: { before: PULL, does: (now) => expect(now).toMatchObject({ overlay: { is: 'compare', left: 0, right: 1 }, chosen: 0, marked: 1 }), refused: noBranch },
  compare: { before: [...PULL, ...PULL], does: (now) => expect(now.overlay).toMatchObject({ is: 'compare', left: 0, right: 1 }), refused: { before: PULL, why: /two branches/ } },
  mark: { before: [...PULL, 'b'], does: (now) => expect(now.marked).toBe(0), refused: { why: /list of branches/ } },
  'next-fate': { before: ['p', ...'jjjjj', 'enter'], does: (now) => expect(now.fates?.fates).toEqual([{ seq: 75, fate: 'survives' }]) },
  copy: { before: PULL, does: says('done: copy npx seeddrill replay sd1_ledger-failover_9Yb2K') },
  save: { before: PULL, does: says('done: save'), refused: noBranch },
  export: { before: PULL, does: says('done: exportTest'), refused: noBranch },
  html: { does: says('done: openHtml') },
  perfetto: { does: says('done: exportPerfetto') },
  quit: { does: (now) => expect(now.ended).toBe('quit') },
  stay: { before: ['unanswered sweep', 'q'], does: (now) => expect([now.overlay, now.ended]).toEqual([null, null]) },
  interrupt: { does: (now) => expect(now.ended).toBe('interrupted') },
  suspend: { does: (now, before) => expect([now, reduce(before, { type: 'key', key: 'ctrl-z' }).effects]).toEqual([before, [{ effect: 'suspend' }]]) },
}

/** A state before a key; `unanswered sweep` leaves one running. */
function stateAfter(keys: readonly string[] = [], change: Partial<Opened> = {}): ExplorerState {
  const [first, ...rest] = keys
  if (first !== 'unanswered sweep') return after(keys, change)
  return pressed({ state: reduce(after([]), { type: 'key', key: 'S' }).state, effects: [] }, rest)
}

describe.each(KEYS.flatMap((binding) => binding.keys.map((key) => ({ key, command: binding.command, binding }))))('$key, $command', ({ key, command, binding }) => {
  const { before, change, does, refused } = CASES[command]
  const inContext = !binding.in.includes('panels') && binding.in.includes('confirm') ? ['unanswered sweep', 'q'] : before

  it('does what it says', () => {
    const from = stateAfter(inContext, change)
    expect(binding.in).toContain(contextOf(from))
    does(pressed({ state: from, effects: [] }, [key]), from)
  })

  if (refused && binding.in.includes('panels'))
    it('is refused with a reason where it can do nothing', () => {
      const from = stateAfter(refused.before, refused.change)
      const now = pressed({ state: from, effects: [] }, [key])
      expect(now.message?.text).toMatch(refused.why)
      expect({ ...now, message: null }).toEqual({ ...from, message: null })
    })
})

describe('the table of keys', () => {
  it('gives no key two meanings in one place', () => {
    for (const context of ['panels', 'list', 'fates', 'sweep', 'text', 'confirm'] as const) {
      const keys = KEYS.filter(({ in: contexts }) => contexts.includes(context)).flatMap((binding) => binding.keys)
      expect(new Set(keys).size, context).toBe(keys.length)
    }
  })

  it('never quits by escape, whatever lies above', () => {
    for (const keys of [[], ['?'], ['p'], ['p', 'G', 'k', 'enter'], ['S'], ['/'], [':'], PULL, ['2', 'j']])
      expect(after([...keys, 'escape', 'escape', 'escape', 'escape']).ended).toBeNull()
  })
})

describe('the footer', () => {
  it.each<[string, readonly string[], string]>([
    ['no fault further on', ['G'], '} fault'],
    ['no failing crash further on in the sweep', ['S', 'G'], '} fault'],
    ['nothing to go back from', [], 'esc back'],
    ['a line that leads nowhere', ['3', ']'], 'enter open'],
    ['no branch', ['4'], 'enter open'],
  ])('leaves out what can do nothing: %s', (_, keys, hint) => {
    const shown = (state: ExplorerState): string => footerRow(state, 200).map(({ text }) => text).join('')
    expect(shown(after(keys))).not.toContain(hint)
    // It is there where it can.
    expect(shown(after(hint === '} fault' && keys.includes('S') ? ['S', 'g'] : hint === 'esc back' ? ['2'] : []))).toContain(hint)
  })
})

describe('moving', () => {
  it('asks for the instant under the cursor, and for nothing where nothing can be looked at', () => {
    expect(effectsOf(after([]), 'l')).toEqual([{ effect: 'look', seq: 78 }])
    expect(effectsOf(after([], { abilities: { look: 'only a scene' } }), 'l')).toEqual([])
    expect(effectsOf(after(['3', ...Array.from({ length: 5 }, () => ']')]), 'l')).toEqual([{ effect: 'look', seq: 78 }, { effect: 'files', seq: 78 }])
  })

  it('drops the answer for an instant that the cursor has left', () => {
    const moved = reduce(after([]), { type: 'key', key: 'l' }).state
    expect(reduce(moved, { type: 'looked', look: lookOf(77) }).state).toBe(moved)
    expect(reduce(moved, { type: 'looked', look: lookOf(78) }).state.look?.seq).toBe(78)
    expect(reduce(moved, { type: 'files', seq: 77, files: [] }).state).toBe(moved)
  })

  it('stays on the chosen lane in the timeline', () => {
    const now = after(['2', 'j', 'j', 'j', 'j', 'l'])
    expect([now.lane, markOf(now).lane]).toEqual([3, 3])
  })

  it('keeps the cursor in sight', () => {
    const now = after(['+', '+', '+', '+', 'G'])
    expect(now.cursor.us).toBeGreaterThanOrEqual(now.span.fromUs)
    expect(now.cursor.us).toBeLessThanOrEqual(now.span.toUs)
  })

  it('goes where a line of a pane leads', () => {
    expect(after(['3', 'j', 'enter']).cursor.us).toBeLessThanOrEqual(43_520)
    expect(after(['3', 'j', 'enter']).cursor.us).toBeGreaterThan(42_000)
    expect(after(['3', ']', 'enter']).message?.text).toBe('this line leads nowhere')
  })

  it('says so where there is nothing at all', () => {
    const empty = begin(openedOf({ ...PICTURE, marks: [] }), [])
    expect(pressed(empty, ['j']).message?.text).toBe('nothing happened in this run')
  })
})

describe('a filter', () => {
  it('narrows as it is typed, and walks only through what matches', () => {
    const now = after(['/', ...'torn'])
    expect(now.filter?.matches).toHaveLength(1)
    expect(markOf(after(['/', ...'torn', 'enter'])).state).toBe('torn')
    expect(markOf(after(['/', ...typed('wal !commit !flush'), 'enter', 'j'])).label).toBe('wal begin')
    expect(after(['/', ...'torn', 'escape']).filter).toBeNull()
    expect(after(['/', ...'q', 'ctrl-c']).ended).toBe('interrupted')
  })
})

describe('a command', () => {
  const run = (text: string, change: Partial<Opened> = {}): ExplorerState => after([':', ...typed(text), 'enter'], change)

  it.each<readonly [string, (now: ExplorerState) => unknown, unknown]>([
    ['goto 20.5', (now) => now.cursor.us <= 20_500 && now.cursor.us > 20_000, true],
    ['goto W56', (now) => markOf(now).name, 'W56'],
    ['goto op 7', (now) => markOf(now).operation, 7],
    ['goto step 99', (now) => now.cursor.seq, 99],
    ['goto step 99999', (now) => now.message?.text, 'the last step is 419'],
    ['goto nowhere', (now) => now.message?.text, 'there is no nowhere in this run'],
    ['filter torn', (now) => now.filter?.matches.length, 1],
    ['pull power-cut floors', (now) => now.tried[0]?.branch.pull, { how: 'power-cut', seq: 77, survivors: 'floors', fates: [] }],
    ['pull region-loss latest', (now) => now.tried[0]?.branch.pull, { how: 'region-loss', seq: 77, choice: 'latest' }],
    ['point crash-consistent#2', (now) => now.tried[0]?.branch.pull, { how: 'recovery-point', point: 'crash-consistent#2' }],
    ['tab model', (now) => now.tab, 'model'],
    ['next-fault', (now) => markOf(now).state, 'torn'],
    ['shrnk', (now) => now.message?.text, 'there is no command shrnk: did you mean shrink?; ? lists the keys, each by its name'],
    ['shrink', (now) => now.message?.text, 'no branch yet: p pulls the plug and makes one'],
  ])('%s', (text, of, expected) => {
    expect(of(run(text))).toEqual(expected)
  })
})

describe('the plug', () => {
  const pullOf = (...keys: readonly string[]) => after(['p', ...keys]).tried[0]?.branch.pull

  it('asks for what its menu says', () => {
    expect(pullOf('enter')).toEqual({ how: 'process-crash', seq: 77, survivors: 'page-cache', fates: [] })
    expect(pullOf('j', 'enter')).toEqual({ how: 'os-crash', seq: 77, survivors: 'newest', fates: [] })
    expect(pullOf('j', 'j', 'enter')).toEqual({ how: 'power-cut', seq: 77, survivors: 'floors', fates: [] })
    expect(pullOf('G', 'k', 'k', 'enter')).toEqual({ how: 'region-loss', seq: 77, choice: 'latest-app-consistent' })
    expect(pullOf('G', 'k', 'enter', 'j', 'enter')).toEqual({ how: 'recovery-point', point: 'crash-consistent#2' })
    expect(pullOf(...'jjjjj', 'enter', 'space', 'j', 'space', 'space', 'enter')).toEqual({
      how: 'power-cut', seq: 77, survivors: 'floors', fates: [{ seq: 75, fate: 'survives' }, { seq: 76, fate: 'torn' }],
    })
  })

  it('shows what the sweep found, from its list and at its instants', () => {
    const swept = after(['S'])
    const found = swept.sweep!.instants.find(({ pull }) => pull !== null)!
    const settledIn: Outcome = { state: swept, effects: [] }
    expect(pressed(settledIn, ['p', 'enter']).tried[0]!.branch.pull).toEqual(found.pull)
    expect(pressed(settledIn, ['enter', 'p', 'enter']).tried[0]!.branch.pull).toEqual(found.pull)
    expect(pressed(settledIn, ['p']).cursor.seq).toBe(found.seq)
    expect(pressed(settledIn, ['h', 'p', 'enter']).tried[0]!.branch.pull).toMatchObject({ how: 'process-crash' })
    expect(pressed(settledIn, ['h', 'p', 'G', 'enter']).message?.text).toBe('every crash that the sweep tried here recovers')
    const beyond = { ...swept, sweep: { ...swept.sweep!, instants: swept.sweep!.instants.map((instant) => ({ ...instant, pull: null })) } }
    expect(pressed({ state: beyond, effects: [] }, ['p', 'G', 'enter']).message?.text).toContain('no pull shows it')
    expect(after(['p', 'G', 'enter']).message?.text).toContain('no sweep yet')
  })

  it('forgets what was decided of writes when the cursor leaves them', () => {
    expect(after(['p', ...'jjjjj', 'enter', 'space', 'escape', 'escape', 'l']).fates).toBeNull()
  })

  it('says why a choice is not to be had', () => {
    const alone = { ...PICTURE, lanes: PICTURE.lanes.filter(({ kind }) => kind !== 'replica') }
    const begun = reduce(begin(openedOf(alone), DEEDS).state, { type: 'looked', look: { ...lookOf(77), replica: null, points: [], writes: [] } })
    expect(pressed(begun, ['p', 'G', 'k', 'enter']).message?.text).toBe('there is no recovery point at this instant')
    expect(pressed(begun, ['p', 'G', 'k', 'k', 'enter']).message?.text).toBe('the run is not replicated')
    expect(pressed(begun, ['p', ...'jjjjj', 'enter']).message?.text).toBe('no write is pending at this instant')
  })
})

describe('what runs', () => {
  const running = reduce(after([]), { type: 'key', key: 'S' }).state

  it('is one thing at a time, and quitting asks first', () => {
    expect(pressed({ state: running, effects: [] }, ['p']).message?.text).toContain('ctrl-c gives it up')
    const asked = pressed({ state: running, effects: [] }, ['q'])
    expect([asked.overlay?.is, asked.ended]).toEqual(['confirm-quit', null])
    expect(pressed({ state: asked, effects: [] }, ['y']).ended).toBe('quit')
  })

  it('is given up by ctrl-c, and its answer is dropped', () => {
    const given = pressed({ state: running, effects: [] }, ['ctrl-c'])
    expect([given.running, given.ended]).toEqual([null, null])
    expect(reduce(given, { type: 'swept', job: running.running!.job, sweep: { instants: [], statesChecked: 0, statesSkipped: 0 } }).state).toBe(given)
    expect(reduce(given, { type: 'job-failed', job: running.running!.job, why: 'closed' }).state).toBe(given)
  })

  it('tells why it failed', () => {
    expect(reduce(running, { type: 'job-failed', job: running.running!.job, why: 'the thread died' }).state).toMatchObject({ running: null, message: { text: 'the thread died', tone: 'fail' } })
  })

  it('has a shrunk branch and its nearest in the run of their own, not on the steps of this one', () => {
    const shrunk = after([...PULL, 's'])
    const { plan, nearestPassing } = shrunk.tried[1]!.branch
    expect(effectsOf(after(PULL), 'v')).toEqual([{ effect: 'pull', job: 2, pull: nearestPassing!.pull }])
    expect(effectsOf(shrunk, 'v')).toEqual([{ effect: 'pull', job: 3, pull: nearestPassing!.pull, plan }])
    expect(effectsOf(shrunk, 'R')).toEqual([{ effect: 'replay', job: 3, at: 1, branch: shrunk.tried[1]!.branch }])
    const moved = after([...PULL, 's', '1', 'l', 'l', '4'])
    expect(pressed({ state: moved, effects: [] }, ['enter'])).toMatchObject({ cursor: moved.cursor, tab: 'verdict', message: { text: expect.stringContaining('a smaller run') as string } })
    expect(after([...PULL, 's', 'v']).tried.map(({ elsewhere }) => elsewhere)).toEqual([false, true, true])
    expect(after([...PULL, 'v']).tried.map(({ elsewhere }) => elsewhere)).toEqual([false, false])
  })

  it('finds out when a branch does not show the same again', () => {
    const { state, effects: [effect] } = reduce(after(PULL), { type: 'key', key: 'R' })
    if (effect?.effect !== 'replay') throw new Error('no replay')
    const other = reduce(state, { type: 'replayed', job: effect.job, at: 0, branch: { ...effect.branch, verdict: 'phantom' } }).state
    expect([other.tried[0]!.again, other.message?.tone]).toEqual(['other', 'fail'])
  })
})
