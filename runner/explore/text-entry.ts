/** The line in which a filter or a command is typed. */
import { plain } from '../../reports/format.ts'
import { filterOf } from './filter.ts'
import { runCommand } from './command-line.ts'
import { listed, stepBy } from './moves.ts'
import { settled } from './state.ts'
import type { ExplorerState, Outcome } from './state.ts'

const MOST_CHARACTERS = 200

function typeText(state: ExplorerState, text: string): Outcome {
  const { overlay } = state
  return overlay?.is === 'filter' || overlay?.is === 'command' ? withText(state, overlay.is, overlay.text + plain(text)) : settled(state)
}

/** Null: the key has its usual meaning. */
export function editText(state: ExplorerState, key: string): Outcome | null {
  const { overlay } = state
  if (overlay?.is !== 'filter' && overlay?.is !== 'command') return null
  switch (key) {
    case 'backspace':
      return overlay.text === '' ? settled({ ...state, overlay: null }) : withText(state, overlay.is, [...overlay.text].slice(0, -1).join(''))
    case 'ctrl-u':
      return withText(state, overlay.is, '')
    case 'enter':
      return overlay.is === 'command' ? runCommand({ ...state, overlay: null }, overlay.text) : keepFilter(state)
    case 'escape':
      return settled({ ...state, overlay: null, ...(overlay.is === 'filter' && { filter: null }) })
    case 'space':
      return typeText(state, ' ')
    default:
      return [...key].length === 1 ? typeText(state, key) : null
  }
}

function withText(state: ExplorerState, is: 'filter' | 'command', text: string): Outcome {
  const kept = text.slice(0, MOST_CHARACTERS)
  return settled({ ...state, message: null, overlay: { is, text: kept }, ...(is === 'filter' && { filter: filterOf(state.opened.picture, kept) }) })
}

/** Stands on a match at once, unless it does already. */
function keepFilter(state: ExplorerState): Outcome {
  const kept: ExplorerState = { ...state, overlay: null, focus: 'events' }
  const found = listed(kept)
  return found === null || found.length === 0 || found.includes(kept.cursor.mark) ? settled(kept) : stepBy(kept, 1, found)
}
