/** What a key does to what is seen: a pure function, so that every key can be tested without a terminal. */
import { plain } from '../../../reports/index.ts'
import { COMMANDS } from './live-commands.ts'
import { bindingOf, contextOf } from './live-keys.ts'
import { listed } from './live-state.ts'
import type { LiveState, Seen } from './live-state.ts'

export type Effect = { readonly effect: 'stop' } | { readonly effect: 'suspend' } | { readonly effect: 'copy'; readonly text: string }

export interface Pressed {
  readonly state: LiveState
  readonly effect: Effect | null
}

export function press(before: Seen, key: string): Pressed {
  const seen: Seen = before.state.message === null ? before : { ...before, state: { ...before.state, message: null } }
  const context = contextOf(seen)
  const typed = context === 'filter' ? editFilter(seen, key) : null
  if (typed) return { state: typed, effect: null }
  const binding = bindingOf(context, key)
  if (!binding) return { state: seen.state, effect: null }
  const why = binding.refusal(seen)
  return why === null ? COMMANDS[binding.command](seen) : { state: { ...seen.state, message: { text: why, tone: 'warn' } }, effect: null }
}

const MOST_CHARACTERS = 200

/** Null: the key has its usual meaning. */
function editFilter(seen: Seen, key: string): LiveState | null {
  const { state } = seen
  switch (key) {
    case 'backspace':
      return state.filter === '' ? { ...state, overlay: null } : filtered(seen, [...state.filter].slice(0, -1).join(''))
    case 'ctrl-u':
      return filtered(seen, '')
    case 'escape':
      return { ...state, overlay: null, filter: '' }
    case 'space':
      return filtered(seen, `${state.filter} `)
    default:
      return [...key].length === 1 ? filtered(seen, state.filter + plain(key)) : null
  }
}

/** What is chosen is always to be seen. */
function filtered(seen: Seen, text: string): LiveState {
  const state: LiveState = { ...seen.state, filter: text.slice(0, MOST_CHARACTERS) }
  const names = listed({ ...seen, state }).map(({ tallied }) => tallied.scenario.name)
  if (state.selected !== null && names.includes(state.selected)) return state
  return state.filter.trim() === '' ? state : { ...state, selected: names[0] ?? null, scroll: 0, failure: null, reading: false }
}
