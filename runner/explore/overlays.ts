/** What Enter, space and the arrows do in what lies over the panels. */
import { pullPlug } from './jobs.ts'
import { moveToSeq } from './moves.ts'
import { clamp } from '../tui/steps.ts'
import { choosablePoints, fatesOf, pendingWrites, PLUG_CHOICES, withNextFate } from './plug.ts'
import type { PlugChoice } from './plug.ts'
import { refused, settled } from './state.ts'
import type { ExplorerState, Outcome } from './state.ts'
import { isFailing } from './verdict-words.ts'

export function choose(state: ExplorerState): Outcome {
  const { overlay } = state
  switch (overlay?.is) {
    case 'plug':
      return follow(state, PLUG_CHOICES[overlay.at]!)
    case 'points': {
      const point = choosablePoints(state)[overlay.at]
      return point ? pullPlug(state, { how: 'recovery-point', point: point.id }) : settled(state)
    }
    case 'fates':
      return pullPlug(state, { how: 'power-cut', seq: state.cursor.seq, survivors: 'floors', fates: fatesOf(state) })
    case 'sweep': {
      const instant = state.sweep?.instants[overlay.at]
      return instant ? moveToSeq({ ...state, overlay: null, focus: 'timeline' }, instant.seq, instant.atUs) : settled(state)
    }
    default:
      return settled({ ...state, overlay: null })
  }
}

/** Pulls the plug like that, or opens the list in which one goes on choosing. */
export function follow(state: ExplorerState, { leads, refusal }: PlugChoice): Outcome {
  const why = refusal(state)
  if (why !== null) return refused(state, why)
  return typeof leads === 'string' ? settled({ ...state, overlay: { is: leads, at: 0 } }) : pullPlug(state, leads(state.cursor.seq, fatesOf(state), state))
}

export function nextFate(state: ExplorerState): Outcome {
  const write = state.overlay?.is === 'fates' ? pendingWrites(state)[state.overlay.at] : undefined
  return settled(write ? withNextFate(state, write.seq) : state)
}

const sweepAt = ({ overlay }: ExplorerState): number => (overlay?.is === 'sweep' ? overlay.at : 0)

export function sweepStep(state: ExplorerState, by: 1 | -1): Outcome {
  const most = Math.max(0, (state.sweep?.instants.length ?? 0) - 1)
  return settled({ ...state, overlay: { is: 'sweep', at: clamp(sweepAt(state) + by, 0, most) } })
}

/** Its place; null: none. */
function failingFrom(state: ExplorerState, by: 1 | -1): number | null {
  const instants = state.sweep?.instants ?? []
  for (let at = sweepAt(state) + by; at >= 0 && at < instants.length; at += by) if (isFailing(instants[at]!.worst)) return at
  return null
}

/** Why there is none to go to; null: there is one. */
export const noFailing = (state: ExplorerState, by: 1 | -1): string | null => (failingFrom(state, by) === null ? `no crash that fails ${by === 1 ? 'after' : 'before'} this one` : null)

export function nextFailing(state: ExplorerState, by: 1 | -1): Outcome {
  return settled({ ...state, overlay: { is: 'sweep', at: failingFrom(state, by) ?? sweepAt(state) } })
}
