/** What each command does, by its name. A command is only called when its key is not refused. */
import { jump, jumpToStop, listed, moveToSeq, moveToUs, pan, stepBy, stepLog, wanted, wholeSpan, zoom } from './moves.ts'
import { giveUp, pullPlug, start } from './jobs.ts'
import type { CommandName } from './keys.ts'
import { down, endOf, pageOf } from './lists.ts'
import { firstChoice } from './plug.ts'
import { choose, nextFate, nextFailing, sweepStep } from './overlays.ts'
import { chosenOf, PANELS, refused, settled, TABS } from './state.ts'
import type { DeedName } from './host.ts'
import type { ExplorerState, Outcome, Panel } from './state.ts'
import { openCommand, replayCommand } from '../replay-command.ts'
import { cycled } from '../tui/steps.ts'
import { chosenMoment } from './views/tabs.ts'

export type Command = (state: ExplorerState) => Outcome

const focusOn = (focus: Panel): Command => (state) => settled({ ...state, focus })
const cyclePanel = (by: 1 | -1): Command => (state) => settled({ ...state, focus: cycled(PANELS, state.focus, by) })
const inSweep = ({ overlay }: ExplorerState): boolean => overlay?.is === 'sweep'
const PAN_SHARE = 0.25
const ZOOM_FACTOR = 2

function cycleTab(by: 1 | -1): Command {
  return (state) => {
    const turned: ExplorerState = { ...state, tab: cycled(TABS, state.tab, by) }
    return { state: turned, effects: wanted(turned) }
  }
}

/** In the timeline the events of the chosen lane, else all. */
const eventBy = (by: 1 | -1): Command => (state) => {
  if (inSweep(state)) return sweepStep(state, by)
  if (state.focus === 'timeline' && state.lane !== null) return jump(state, state.index.lanes[state.lane]!.marks, by, 'event on this lane')
  return stepBy(state, by)
}

const faultBy = (by: 1 | -1): Command => (state) => (inSweep(state) ? nextFailing(state, by) : jumpToStop(state, 'fault', by))

const deed = (name: DeedName, text: (state: ExplorerState) => string, words: string): Command => (state) =>
  start(state, 'deed', words, (job) => ({ effect: 'deed', job, deed: name, text: text(state), branch: chosenOf(state)?.branch ?? null }))

function reproOf(state: ExplorerState): string {
  const token = chosenOf(state)?.branch.token ?? null
  const { picture: { scenario, seed }, file } = state.opened
  return token === null ? openCommand(scenario, seed, file ?? null) : replayCommand(token, file ?? null)
}

function quit(state: ExplorerState): Outcome {
  if (state.running && state.overlay?.is !== 'confirm-quit') return settled({ ...state, overlay: { is: 'confirm-quit' } })
  return settled({ ...state, ended: 'quit' })
}

/** One thing at a time: what lies above, then the filter, the lane, the panel. */
function back(state: ExplorerState): Outcome {
  if (state.overlay) return settled({ ...state, overlay: state.overlay.is === 'points' || state.overlay.is === 'fates' ? { is: 'plug', at: 0 } : null })
  if (state.filter) return settled({ ...state, filter: null })
  if (state.focus === 'timeline' && state.lane !== null) return settled({ ...state, lane: null })
  return settled({ ...state, focus: 'events' })
}

function enter(state: ExplorerState): Outcome {
  if (state.overlay) return choose(state)
  if (state.focus === 'branches') {
    const { branch, elsewhere } = chosenOf(state)!
    const opened: ExplorerState = { ...state, tab: 'verdict', focus: 'details' }
    if (elsewhere) return refused(opened, 'it is of a smaller run than this timeline: y copies the command that shows it')
    return 'seq' in branch.pull ? moveToSeq(opened, branch.pull.seq, branch.atUs) : moveToUs(opened, branch.atUs)
  }
  if (state.focus !== 'details') return settled({ ...state, focus: 'details' })
  const moment = chosenMoment(state)!
  return 'seq' in moment ? moveToSeq(state, moment.seq) : moveToUs(state, moment.us)
}

function compare(state: ExplorerState): Outcome {
  const right = state.chosen ?? state.tried.length - 1
  const other = state.marked !== null && state.marked !== right ? state.marked : right > 0 ? right - 1 : 1
  return settled({ ...state, overlay: { is: 'compare', scroll: 0, left: Math.min(other, right), right: Math.max(other, right) } })
}

function shrinkBranch(state: ExplorerState): Outcome {
  const { branch } = chosenOf(state)!
  return start(state, 'shrink', 'shrinking', (job) => ({ effect: 'shrink', job, branch }))
}

function replayBranch(state: ExplorerState): Outcome {
  const at = state.chosen!
  return start(state, 'replay', 'running it again', (job) => ({ effect: 'replay', job, at, branch: state.tried[at]!.branch }))
}

function nearest(state: ExplorerState): Outcome {
  const { branch: { nearestPassing, plan }, elsewhere } = chosenOf(state)!
  return pullPlug(state, nearestPassing!.pull, { compareWith: state.chosen! }, elsewhere ? plan : undefined)
}

function sweep(state: ExplorerState): Outcome {
  if (state.sweep) return settled({ ...state, overlay: { is: 'sweep', at: 0 } })
  return start(state, 'sweep', 'sweeping', (job) => ({ effect: 'sweep', job }))
}

/** In the sweep at its chosen instant. */
function plug(state: ExplorerState): Outcome {
  const { state: there, effects } = inSweep(state) ? choose(state) : settled(state)
  return { state: { ...there, overlay: { is: 'plug', at: firstChoice(there) } }, effects }
}

export const COMMANDS: Readonly<Record<CommandName, Command>> = {
  down: (state) => down(state, 1),
  up: (state) => down(state, -1),
  'page-down': (state) => down(state, pageOf(state)),
  'page-up': (state) => down(state, -pageOf(state)),
  first: (state) => endOf(state, -1),
  last: (state) => endOf(state, 1),
  'next-event': eventBy(1),
  'previous-event': eventBy(-1),
  'next-step': (state) => stepLog(state, 1),
  'previous-step': (state) => stepLog(state, -1),
  'next-fault': faultBy(1),
  'previous-fault': faultBy(-1),
  'next-ack': (state) => jumpToStop(state, 'ack', 1),
  'previous-ack': (state) => jumpToStop(state, 'ack', -1),
  'next-flush': (state) => jumpToStop(state, 'flush', 1),
  'previous-flush': (state) => jumpToStop(state, 'flush', -1),
  'next-point': (state) => jumpToStop(state, 'point', 1),
  'previous-point': (state) => jumpToStop(state, 'point', -1),
  'next-match': (state) => jump(state, listed(state)!, 1, 'match'),
  'previous-match': (state) => jump(state, listed(state)!, -1, 'match'),
  'next-tab': cycleTab(1),
  'previous-tab': cycleTab(-1),
  events: focusOn('events'),
  timeline: focusOn('timeline'),
  details: focusOn('details'),
  branches: focusOn('branches'),
  'next-panel': cyclePanel(1),
  'previous-panel': cyclePanel(-1),
  'zoom-in': (state) => zoom(state, 1 / ZOOM_FACTOR),
  'zoom-out': (state) => zoom(state, ZOOM_FACTOR),
  'zoom-all': (state) => settled({ ...state, span: wholeSpan(state) }),
  'pan-left': (state) => pan(state, -PAN_SHARE),
  'pan-right': (state) => pan(state, PAN_SHARE),
  filter: (state) => settled({ ...state, overlay: { is: 'filter', text: state.filter?.text ?? '' } }),
  command: (state) => settled({ ...state, overlay: { is: 'command', text: '' } }),
  help: (state) => settled({ ...state, overlay: state.overlay?.is === 'help' ? null : { is: 'help', scroll: 0 } }),
  enter,
  back,
  plug,
  sweep,
  shrink: shrinkBranch,
  replay: replayBranch,
  nearest,
  compare,
  mark: (state) => settled({ ...state, marked: state.marked === state.chosen ? null : state.chosen }),
  'next-fate': nextFate,
  copy: deed('copy', reproOf, 'copying'),
  save: deed('save', reproOf, 'saving'),
  export: deed('exportTest', reproOf, 'writing a test'),
  html: deed('openHtml', reproOf, 'writing the report'),
  perfetto: deed('exportPerfetto', reproOf, 'writing the trace'),
  quit,
  stay: (state) => settled({ ...state, overlay: null }),
  suspend: (state) => ({ state, effects: [{ effect: 'suspend' }] }),
  interrupt: (state) => (state.running ? giveUp({ ...state, overlay: state.overlay?.is === 'confirm-quit' ? null : state.overlay }) : settled({ ...state, ended: 'interrupted' })),
}
