/** From one state to the next: a pure function, so that every key can be tested without a terminal. */
import type { Look } from '../../core/drill/explore/look.ts'
import type { Action } from './actions.ts'
import { COMMANDS } from './commands.ts'
import { deedDone, jobFailed, progressed, pulled, replayed, shrunk, swept } from './jobs.ts'
import { bindingOf, contextOf } from './keys.ts'
import { markAtSeq } from './picture-index.ts'
import { refused, saying, settled } from './state.ts'
import type { ExplorerState, Outcome } from './state.ts'
import { editText } from './text-entry.ts'

export function reduce(state: ExplorerState, action: Action): Outcome {
  switch (action.type) {
    case 'key':
      return press(state.message === null ? state : { ...state, message: null }, action.key)
    case 'looked':
      return settled(looked(state, action.look))
    case 'look-failed':
      return settled(action.seq === state.cursor.seq ? saying(state, action.why, 'fail') : state)
    case 'files':
      // What was asked for before the cursor moved on is of no use any more.
      return settled(action.seq === state.cursor.seq ? { ...state, files: { seq: action.seq, files: action.files } } : state)
    case 'progress':
      return progressed(state, action.job, action.progress)
    case 'pulled':
      return pulled(state, action.job, action.branch)
    case 'replayed':
      return replayed(state, action.job, action.at, action.branch)
    case 'swept':
      return swept(state, action.job, action.sweep)
    case 'shrunk':
      return shrunk(state, action.job, action.branch, action.report)
    case 'deed-done':
      return deedDone(state, action.job, action.words)
    case 'job-failed':
      return jobFailed(state, action.job, action.why)
  }
}

function press(state: ExplorerState, key: string): Outcome {
  const context = contextOf(state)
  const edited = context === 'text' ? editText(state, key) : null
  if (edited) return edited
  const binding = bindingOf(context, key)
  if (!binding) return settled(state)
  const why = binding.refusal(state)
  return why === null ? COMMANDS[binding.command](state) : refused(state, why)
}

/** Between two marks the time is known only now. */
function looked(state: ExplorerState, look: Look): ExplorerState {
  const { cursor, index } = state
  if (look.seq !== cursor.seq) return state
  const between = index.seqs[markAtSeq(index, cursor.seq)] !== cursor.seq
  return { ...state, look, cursor: between ? { ...cursor, us: look.atUs } : cursor }
}
