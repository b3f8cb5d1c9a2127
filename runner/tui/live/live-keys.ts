/** The one table of keys of the live view: the footer and the help are made of it. */
import { always, bindingsOf } from '../key-table.ts'
import type { Binding } from '../key-table.ts'
import { chosenFailure, failuresOf } from './live-state.ts'
import type { Seen } from './live-state.ts'

/** Where keys go: to the panels, or to what lies over them. */
export type Context = 'panels' | 'help' | 'filter'
export type KeyGroup = 'move' | 'look' | 'keep' | 'leave'
export type CommandName =
  | 'down' | 'up' | 'page-down' | 'page-up' | 'first' | 'last' | 'next-match' | 'previous-match' | 'filter'
  | 'next-tab' | 'previous-tab' | 'scenarios' | 'details' | 'next-panel' | 'enter' | 'back' | 'copy' | 'help' | 'suspend' | 'stop'

export type KeyBinding = Binding<Seen, CommandName, Context, KeyGroup>

const PANELS: readonly Context[] = ['panels']
const LISTS: readonly Context[] = ['panels', 'help']

const withFilter = ({ state }: Seen): string | null => (state.filter.trim() === '' ? 'no filter: / sets one' : null)
const withFailure = (seen: Seen): string | null => (chosenFailure(seen) ? null : 'no failure so far')
const withSomethingInside = (seen: Seen): string | null => {
  const { focus, tab, reading } = seen.state
  if (focus === 'scenarios') return null
  return tab === 'failures' && !reading && failuresOf(seen).length > 0 ? null : 'nothing to open here'
}
const withSomethingAbove = ({ state: { overlay, reading, focus, filter } }: Seen): string | null =>
  overlay || reading || focus === 'details' || filter !== '' ? null : 'nothing to go back from: q stops the run'

type Given = Partial<Pick<KeyBinding, 'short' | 'in' | 'refusal' | 'cli'>>
const key = (keys: readonly string[], command: CommandName, group: KeyGroup, words: string, given: Given = {}): KeyBinding => ({
  keys, command, group, words, short: null, in: PANELS, refusal: always, cli: null, ...given,
})

export const KEYS: readonly KeyBinding[] = [
  key(['j', 'down'], 'down', 'move', 'down: next scenario, failure or line', { short: 'move', in: LISTS }),
  key(['k', 'up'], 'up', 'move', 'up', { in: LISTS }),
  key(['pagedown', 'ctrl-d'], 'page-down', 'move', 'a page down', { in: LISTS }),
  key(['pageup', 'ctrl-u'], 'page-up', 'move', 'a page up', { in: LISTS }),
  key(['g', 'home'], 'first', 'move', 'to the begin', { in: LISTS }),
  key(['G', 'end'], 'last', 'move', 'to the end', { in: LISTS }),
  key(['/'], 'filter', 'move', 'filter the scenarios; a word with ! must not be there', { short: 'filter', cli: 'run --filter' }),
  key(['n'], 'next-match', 'move', 'next scenario that matches', { short: 'next', refusal: withFilter }),
  key(['N'], 'previous-match', 'move', 'previous scenario that matches', { refusal: withFilter }),

  key([']'], 'next-tab', 'look', 'next tab', { short: 'tabs' }),
  key(['['], 'previous-tab', 'look', 'previous tab'),
  key(['1'], 'scenarios', 'look', 'scenarios'),
  key(['2'], 'details', 'look', 'details of the chosen scenario'),
  key(['tab', 'shift-tab'], 'next-panel', 'look', 'the other panel', { short: 'panel' }),
  key(['enter'], 'enter', 'look', 'enter: the details of a scenario, the whole text of a failure', { short: 'open', refusal: withSomethingInside }),
  key(['enter'], 'back', 'look', 'keep the filter', { in: ['filter'] }),
  key(['escape'], 'back', 'look', 'back; never stops the run', { short: 'back', in: LISTS, refusal: withSomethingAbove }),

  key(['y'], 'copy', 'keep', 'copy the command that shows the chosen failure again', { short: 'copy', refusal: withFailure, cli: 'replay' }),

  key(['?'], 'help', 'leave', 'help', { short: 'help' }),
  key(['q', '?'], 'back', 'leave', 'close the help', { short: 'close', in: ['help'] }),
  key(['q', 'ctrl-c'], 'stop', 'leave', 'stop, and report what ran; once more: end at once', { short: 'stop' }),
  key(['ctrl-c'], 'stop', 'leave', 'stop, and report what ran', { in: ['help', 'filter'] }),
  key(['ctrl-z'], 'suspend', 'leave', 'put aside, the run with it; fg in the shell brings it back', { in: [...LISTS, 'filter'] }),
]

export const contextOf = ({ state: { overlay } }: Seen): Context => overlay?.is ?? 'panels'

export const { bindingsIn, bindingOf } = bindingsOf<Context, KeyBinding>(KEYS)
