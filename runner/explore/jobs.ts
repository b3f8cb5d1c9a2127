/** What takes its time: pulling the plug, the sweep, shrinking, running a branch again, and deeds outside. One at a time. */
import type { Branch, Pull, SweepBar } from '../../core/drill/explore/branch.ts'
import type { Progress } from '../../core/drill/explore/engine.ts'
import type { ShrinkReport } from '../../core/drill/result.ts'
import type { Plan } from '../../core/index.ts'
import { wholeSpan } from './moves.ts'
import { saying, settled, tried } from './state.ts'
import type { Effect, ExplorerState, Outcome, Running } from './state.ts'
import { isFailing, verdictTone, verdictWords } from './verdict-words.ts'

/** Why nothing can be begun now; null: it can. */
export const busyBecause = ({ running }: ExplorerState): string | null => (running ? `${running.progress.what} goes on; ctrl-c gives it up` : null)

/** Numbers the job; the effect carries the number, and the answer brings it back. */
export function start(state: ExplorerState, what: Running['what'], words: string, effect: (job: number) => Effect, then: Running['then'] = null): Outcome {
  const job = state.jobs + 1
  const running: Running = { job, what, then, progress: { what: words, done: 0, of: null } }
  return { state: { ...state, jobs: job, running, overlay: null, message: null }, effects: [effect(job)] }
}

/** @param plan whose run the steps of the pull are of. Default: the run that was opened */
export const pullPlug = (state: ExplorerState, pull: Pull, then: Running['then'] = null, plan?: Plan): Outcome =>
  start(state, 'pull', 'pulling the plug', (job) => ({ effect: 'pull', job, pull, ...(plan && { plan }) }), then)

/** The answer is not waited for any more, and what works at it need not. */
export function giveUp(state: ExplorerState): Outcome {
  const { running } = state
  if (!running) return settled(state)
  return { state: saying({ ...state, running: null, jobs: state.jobs + 1 }, `given up: ${running.progress.what}`, 'warn'), effects: [{ effect: 'give-up', what: running.what }] }
}

const isStale = (state: ExplorerState, job: number): boolean => state.running?.job !== job

export function progressed(state: ExplorerState, job: number, progress: Progress): Outcome {
  return isStale(state, job) ? settled(state) : settled({ ...state, running: { ...state.running!, progress } })
}

export function jobFailed(state: ExplorerState, job: number, why: string): Outcome {
  return isStale(state, job) ? settled(state) : settled(saying({ ...state, running: null }, why, 'fail'))
}

export function deedDone(state: ExplorerState, job: number, words: string): Outcome {
  return isStale(state, job) ? settled(state) : settled(saying({ ...state, running: null }, words, 'ok'))
}

export function pulled(state: ExplorerState, job: number, branch: Branch): Outcome {
  if (isStale(state, job)) return settled(state)
  return settled(withBranch({ ...state, running: null }, branch, null, state.running!.then))
}

export function shrunk(state: ExplorerState, job: number, branch: Branch, report: ShrinkReport): Outcome {
  if (isStale(state, job)) return settled(state)
  const smaller = withBranch({ ...state, running: null }, branch, report, null)
  return settled(saying(smaller, `from ${report.fromOperations} operations to ${report.toOperations}, ${report.attempts} attempts`, 'ok'))
}

/** A run that does not show the same again is news of the first order. */
export function replayed(state: ExplorerState, job: number, at: number, branch: Branch): Outcome {
  if (isStale(state, job)) return settled(state)
  const before = state.tried[at]!
  const same = branch.verdict === before.branch.verdict && branch.message === before.branch.message
  const list = state.tried.map((each, index) => (index === at ? { ...each, again: same ? ('same' as const) : ('other' as const) } : each))
  const words = same ? `the same again: ${verdictWords(branch.verdict)}` : `not the same again: ${verdictWords(branch.verdict)} · ${branch.message}`
  return settled(saying({ ...state, running: null, tried: list }, words, same ? 'ok' : 'fail'))
}

export function swept(state: ExplorerState, job: number, sweep: SweepBar): Outcome {
  if (isStale(state, job)) return settled(state)
  const failing = sweep.instants.findIndex(({ worst }) => isFailing(worst))
  const at = Math.max(0, failing)
  return settled({ ...state, running: null, sweep, overlay: { is: 'sweep', at } })
}

function withBranch(state: ExplorerState, branch: Branch, report: ShrinkReport | null, then: Running['then']): ExplorerState {
  const isElsewhere = report !== null || (then !== null && state.tried[then.compareWith]!.elsewhere)
  const list = [...state.tried, tried(branch, report, isElsewhere)]
  const newest = list.length - 1
  // What it stands beside is what a person goes on with: to save it, to shrink it.
  const chosen = then ? then.compareWith : newest
  const wasWhole = sameSpan(state.span, wholeSpan(state))
  const added: ExplorerState = { ...state, tried: list, chosen, marked: then ? newest : state.marked, tab: 'verdict', scroll: { ...state.scroll, verdict: 0 } }
  const seen = wasWhole ? { ...added, span: wholeSpan(added) } : added
  const said = saying(seen, `${verdictWords(branch.verdict)}: ${branch.message}`, verdictTone(branch.verdict))
  return then ? { ...said, overlay: { is: 'compare', scroll: 0, left: then.compareWith, right: newest } } : said
}

const sameSpan = (one: ExplorerState['span'], other: ExplorerState['span']): boolean => one.fromUs === other.fromUs && one.toUs === other.toUs
