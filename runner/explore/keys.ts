/** The one table of keys: the footer, the help and the documentation are made of it. */
import { always, bindingsOf } from '../tui/key-table.ts'
import type { Binding } from '../tui/key-table.ts'
import { busyBecause } from './jobs.ts'
import { noStop } from './moves.ts'
import { noFailing } from './overlays.ts'
import type { Stop } from './picture-index.ts'
import { chosenOf } from './state.ts'
import type { ExplorerState } from './state.ts'
import { isFailing } from './verdict-words.ts'
import { chosenMoment } from './views/tabs.ts'

/** Where keys go: to the panels, or to what lies over them. */
export type Context = 'panels' | 'list' | 'fates' | 'sweep' | 'text' | 'confirm'

export type KeyGroup = 'move' | 'jump' | 'look' | 'try' | 'keep' | 'leave'

export type KeyBinding = Binding<ExplorerState, CommandName, Context, KeyGroup>

export type CommandName =
  | 'down' | 'up' | 'page-down' | 'page-up' | 'first' | 'last' | 'next-event' | 'previous-event' | 'next-step' | 'previous-step'
  | 'next-fault' | 'previous-fault' | 'next-ack' | 'previous-ack' | 'next-flush' | 'previous-flush' | 'next-point' | 'previous-point'
  | 'next-match' | 'previous-match' | 'next-tab' | 'previous-tab' | 'events' | 'timeline' | 'details' | 'branches' | 'next-panel' | 'previous-panel'
  | 'zoom-in' | 'zoom-out' | 'zoom-all' | 'pan-left' | 'pan-right' | 'filter' | 'command' | 'help' | 'enter' | 'back'
  | 'plug' | 'sweep' | 'shrink' | 'replay' | 'nearest' | 'compare' | 'mark' | 'next-fate' | 'copy' | 'save' | 'export' | 'html' | 'perfetto'
  | 'quit' | 'stay' | 'interrupt' | 'suspend'

const PANELS: readonly Context[] = ['panels']
const LISTS: readonly Context[] = ['panels', 'list', 'fates', 'sweep']
const EVERYWHERE: readonly Context[] = [...LISTS, 'text', 'confirm']

const withBranch = (state: ExplorerState): string | null => (chosenOf(state) ? null : 'no branch yet: p pulls the plug and makes one')
const withToken = (state: ExplorerState): string | null =>
  withBranch(state) ?? (chosenOf(state)!.branch.token === null ? 'this branch has nothing to replay' : null)
const withFailure = (state: ExplorerState): string | null =>
  withBranch(state) ?? (isFailing(chosenOf(state)!.branch.verdict) ? null : 'this branch recovers: there is no failure to make smaller')
const able = (what: 'pull' | 'sweep' | 'shrink') => (state: ExplorerState): string | null => state.opened.abilities[what] ?? busyBecause(state)
const first = (...refusals: readonly ((state: ExplorerState) => string | null)[]) => (state: ExplorerState): string | null => {
  for (const refusal of refusals) {
    const why = refusal(state)
    if (why !== null) return why
  }
  return null
}
const withFilter = ({ filter }: ExplorerState): string | null => (filter ? null : 'no filter: / sets one')
const withPassing = (state: ExplorerState): string | null =>
  withBranch(state) ?? (chosenOf(state)!.branch.nearestPassing ? null : 'no crash nearby is known that recovers')
const withTwo = ({ tried }: ExplorerState): string | null => (tried.length > 1 ? null : 'a comparison needs two branches')
const onBranches = ({ focus, tried }: ExplorerState): string | null =>
  focus !== 'branches' ? 'space marks a branch in the list of branches (b)' : tried.length > 0 ? null : 'no branch yet'
const toStop = (stop: Stop, direction: 1 | -1) => (state: ExplorerState): string | null =>
  stop === 'fault' && state.overlay?.is === 'sweep' ? noFailing(state, direction) : noStop(state, stop, direction)
const withSomethingInside = (state: ExplorerState): string | null => {
  if (state.overlay) return null
  if (state.focus === 'branches') return withBranch(state)
  return state.focus === 'details' && chosenMoment(state) === null ? 'this line leads nowhere' : null
}
const withSomethingAbove = ({ overlay, filter, focus }: ExplorerState): string | null =>
  overlay || filter || focus !== 'events' ? null : 'nothing to go back from: q quits'
const deed = (name: 'copy' | 'save' | 'exportTest' | 'openHtml' | 'exportPerfetto') => (state: ExplorerState): string | null =>
  busyBecause(state) ?? (state.deeds.includes(name) ? null : 'that is not possible here')

type Given = Partial<Pick<KeyBinding, 'short' | 'in' | 'refusal' | 'cli'>>
const key = (keys: readonly string[], command: CommandName, group: KeyGroup, words: string, given: Given = {}): KeyBinding => ({
  keys, command, group, words, short: null, in: PANELS, refusal: always, cli: null, ...given,
})

export const KEYS: readonly KeyBinding[] = [
  key(['j', 'down'], 'down', 'move', 'down: next event, lane, line or branch', { short: 'move', in: LISTS }),
  key(['k', 'up'], 'up', 'move', 'up', { in: LISTS }),
  key(['l', 'right'], 'next-event', 'move', 'next event; in the timeline on the chosen lane', { short: 'event', in: ['panels', 'sweep'], cli: 'explore --at' }),
  key(['h', 'left'], 'previous-event', 'move', 'previous event', { in: ['panels', 'sweep'] }),
  key(['.'], 'next-step', 'move', 'one step of the write log further: completions too'),
  key([','], 'previous-step', 'move', 'one step back'),
  key(['pagedown', 'ctrl-d'], 'page-down', 'move', 'a page down', { in: LISTS }),
  key(['pageup', 'ctrl-u'], 'page-up', 'move', 'a page up', { in: LISTS }),
  key(['g', 'home'], 'first', 'move', 'to the begin', { in: LISTS }),
  key(['G', 'end'], 'last', 'move', 'to the end', { in: LISTS }),

  key(['}'], 'next-fault', 'jump', 'next fault; in the sweep the next crash that fails', { short: 'fault', in: ['panels', 'sweep'], refusal: toStop('fault', 1) }),
  key(['{'], 'previous-fault', 'jump', 'previous fault', { in: ['panels', 'sweep'], refusal: toStop('fault', -1) }),
  key(['a'], 'next-ack', 'jump', 'next acknowledgement', { short: 'ack', refusal: toStop('ack', 1) }),
  key(['A'], 'previous-ack', 'jump', 'previous acknowledgement', { refusal: toStop('ack', -1) }),
  key(['f'], 'next-flush', 'jump', 'next flush', { short: 'flush', refusal: toStop('flush', 1) }),
  key(['F'], 'previous-flush', 'jump', 'previous flush', { refusal: toStop('flush', -1) }),
  key(['t'], 'next-point', 'jump', 'next recovery point', { short: 'point', refusal: toStop('point', 1) }),
  key(['T'], 'previous-point', 'jump', 'previous recovery point', { refusal: toStop('point', -1) }),
  key(['/'], 'filter', 'jump', 'filter the events; a word with ! must not be there', { short: 'filter' }),
  key(['n'], 'next-match', 'jump', 'next match of the filter', { refusal: withFilter }),
  key(['N'], 'previous-match', 'jump', 'previous match', { refusal: withFilter }),

  key([']'], 'next-tab', 'look', 'next tab', { short: 'tabs' }),
  key(['['], 'previous-tab', 'look', 'previous tab'),
  key(['1'], 'events', 'look', 'events'),
  key(['2'], 'timeline', 'look', 'timeline'),
  key(['3'], 'details', 'look', 'details'),
  key(['4', 'b'], 'branches', 'look', 'branches: what was tried', { short: 'branches' }),
  key(['tab'], 'next-panel', 'look', 'next panel'),
  key(['shift-tab'], 'previous-panel', 'look', 'previous panel'),
  key(['+', '='], 'zoom-in', 'look', 'zoom in', { short: 'zoom' }),
  key(['-'], 'zoom-out', 'look', 'zoom out'),
  key(['0'], 'zoom-all', 'look', 'the whole run'),
  key([')'], 'pan-right', 'look', 'pan right'),
  key(['('], 'pan-left', 'look', 'pan left'),
  key(['enter'], 'enter', 'look', 'enter: the panes of an event, the moment of a line, a branch', { short: 'open', in: LISTS, refusal: withSomethingInside }),
  key(['escape'], 'back', 'look', 'back; never quits', { short: 'back', in: EVERYWHERE, refusal: withSomethingAbove }),

  key(['p'], 'plug', 'try', 'pull the plug at the cursor', { short: 'pull the plug', in: ['panels', 'sweep'], refusal: able('pull'), cli: 'explore --pull' }),
  key(['S'], 'sweep', 'try', 'sweep: a crash at every instant', { short: 'sweep', refusal: (state) => (state.sweep ? null : able('sweep')(state)), cli: 'explore --print --sweep' }),
  key(['s'], 'shrink', 'try', 'shrink the failure', { short: 'shrink', refusal: first(withFailure, able('shrink')), cli: 'explore --print --shrink' }),
  key(['R'], 'replay', 'try', 'run the branch again and compare', { short: 'replay', refusal: first(withToken, able('pull')), cli: 'replay' }),
  key(['v'], 'nearest', 'try', 'the nearest crash that recovers, beside it', { short: 'nearest', refusal: first(withPassing, able('pull')), cli: 'explore --print --pull' }),
  key(['c'], 'compare', 'try', 'compare two branches side by side', { short: 'compare', refusal: withTwo }),
  key(['space'], 'mark', 'try', 'mark the branch to compare with', { short: 'mark', refusal: onBranches }),
  key(['space'], 'next-fate', 'try', 'the write survives, is torn, is lost', { short: 'its fate', in: ['fates'], cli: 'explore --pull power-cut@SEQ:W41=torn' }),

  key(['y'], 'copy', 'keep', 'copy the command that shows it again', { short: 'copy', refusal: deed('copy'), cli: 'explore --print' }),
  key(['w'], 'save', 'keep', 'save the branch as a token', { short: 'save', refusal: first(withToken, deed('save')), cli: 'explore --print --pull … --save' }),
  key(['x'], 'export', 'keep', 'export the branch as a test', { short: 'export', refusal: first(withToken, deed('exportTest')), cli: 'explore --print --pull … --export-test' }),
  key(['o'], 'html', 'keep', 'open the HTML report', { short: 'html', refusal: deed('openHtml'), cli: 'explore --print --html' }),
  key(['e'], 'perfetto', 'keep', 'export a Perfetto trace', { short: 'perfetto', refusal: deed('exportPerfetto'), cli: 'explore --print --perfetto' }),

  key([':'], 'command', 'leave', 'a command by its name', { short: 'command' }),
  key(['?'], 'help', 'leave', 'help', { short: 'help', in: ['panels', 'list', 'fates', 'sweep'] }),
  key(['q'], 'quit', 'leave', 'quit; asks only while something runs', { short: 'quit', in: ['panels', 'list', 'fates', 'sweep', 'confirm'] }),
  key(['y', 'enter'], 'quit', 'leave', 'yes, quit', { short: 'quit', in: ['confirm'] }),
  key(['n'], 'stay', 'leave', 'no, stay', { short: 'stay', in: ['confirm'] }),
  key(['ctrl-c'], 'interrupt', 'leave', 'give up what runs; with nothing running, leave', { in: EVERYWHERE }),
  key(['ctrl-z'], 'suspend', 'leave', 'put aside; fg in the shell brings it back', { in: EVERYWHERE }),
]

export function contextOf({ overlay }: ExplorerState): Context {
  switch (overlay?.is) {
    case undefined:
      return 'panels'
    case 'fates':
    case 'sweep':
      return overlay.is
    case 'filter':
    case 'command':
      return 'text'
    case 'confirm-quit':
      return 'confirm'
    default:
      return 'list'
  }
}

export const { bindingsIn, bindingOf } = bindingsOf<Context, KeyBinding>(KEYS)
