/**
 * Holds the state and does what it asks for: looks, pulls, deeds. Of looks only the newest that is wanted is asked for,
 * one at a time, so that a held key costs what the engine can do, not what the keyboard sends.
 */
import type { Engine } from '../../core/drill/explore/engine.ts'
import type { Action } from './actions.ts'
import type { DeedName, ExplorerDeeds } from './host.ts'
import { reduce } from './reduce.ts'
import { begin } from './state.ts'
import type { Effect, ExplorerState, Running } from './state.ts'
import { messageOf } from '../usage-error.ts'

export interface Driver {
  readonly dispatch: (action: Action) => void
  /** Hears of each new state at most 15 times a second, and of the last one always. */
  readonly subscribe: (listener: () => void) => () => void
  readonly state: () => ExplorerState
  /** Answers that come later are not heard. */
  close(): void
}

/** A person at the keys sees no more frames; each costs tens of milliseconds. */
const FRAME_MS = 66
/** What runs is told of five times a second. */
const PROGRESS_MS = 200

export interface DriverOptions {
  /** Gives the terminal back to the shell until that says otherwise. Default: nothing happens. */
  readonly suspend?: () => void
  readonly now?: () => number
}

export function createDriver(engine: Engine, deeds: ExplorerDeeds, { suspend = () => {}, now = () => performance.now() }: DriverOptions = {}): Driver {
  const listeners = new Set<() => void>()
  const begun = begin(engine.opened, Object.keys(deeds) as DeedName[])
  let { state } = begun
  let closed = false
  let pace: NodeJS.Timeout | null = null
  let lastMs = -Infinity

  const publish = (): void => {
    pace = null
    lastMs = now()
    for (const listener of listeners) listener()
  }
  const changed = (): void => {
    if (pace !== null) return
    const restMs = lastMs + FRAME_MS - now()
    if (restMs <= 0) publish()
    else pace = setTimeout(publish, restMs)
  }
  const dispatch = (action: Action): void => {
    if (closed) return
    const outcome = reduce(state, action)
    const isNew = outcome.state !== state
    state = outcome.state
    for (const effect of outcome.effects) carryOut(effect)
    if (isNew) changed()
  }
  const looks = newestOnly((seq) => engine.look(seq), (_, look) => dispatch({ type: 'looked', look }), (seq, why) => dispatch({ type: 'look-failed', seq, why }))
  const files = newestOnly((seq) => engine.files(seq), (seq, each) => dispatch({ type: 'files', seq, files: each }), (seq, why) => dispatch({ type: 'look-failed', seq, why }))
  const work = jobsOf(engine, deeds, dispatch, now)

  /** A deed outside is not for the engine to give up. */
  function giveUp(what: Running['what']): void {
    if (what !== 'deed') engine.giveUp?.(what === 'replay' ? 'pull' : what)
  }
  function carryOut(effect: Effect): void {
    if (effect.effect === 'look') looks.want(effect.seq)
    else if (effect.effect === 'files') files.want(effect.seq)
    else if (effect.effect === 'suspend') suspend()
    else if (effect.effect === 'give-up') giveUp(effect.what)
    else work(effect)
  }
  for (const effect of begun.effects) carryOut(effect)
  return {
    dispatch,
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close() {
      closed = true
      if (pace !== null) clearTimeout(pace)
      pace = null
    },
  }
}

/** Asks for one at a time; of those wanted meanwhile only the newest. */
function newestOnly<T>(ask: (seq: number) => Promise<T>, tell: (seq: number, answer: T) => void, fail: (seq: number, why: string) => void) {
  let asked: number | null = null
  let next: number | null = null
  const go = async (seq: number): Promise<void> => {
    asked = seq
    try {
      tell(seq, await ask(seq))
    } catch (error) {
      fail(seq, messageOf(error))
    }
    asked = null
    const following = next
    next = null
    if (following !== null) await go(following)
  }
  return {
    want(seq: number): void {
      // What is under way is not asked for again, and nothing else any more.
      if (asked === null) void go(seq)
      else next = asked === seq ? null : seq
    },
  }
}

type Job = Exclude<Effect, { readonly effect: 'look' | 'files' | 'suspend' | 'give-up' }>

function jobsOf(engine: Engine, deeds: ExplorerDeeds, dispatch: (action: Action) => void, now: () => number) {
  return (effect: Job): void => {
    const { job } = effect
    let toldMs = -Infinity
    const onProgress = (progress: Parameters<Parameters<Engine['sweep']>[0]>[0]): void => {
      if (now() - toldMs < PROGRESS_MS) return
      toldMs = now()
      dispatch({ type: 'progress', job, progress })
    }
    carried(effect, engine, deeds, onProgress).then(dispatch, (error: unknown) => dispatch({ type: 'job-failed', job, why: messageOf(error) }))
  }
}

async function carried(effect: Job, engine: Engine, deeds: ExplorerDeeds, onProgress: Parameters<Engine['sweep']>[0]): Promise<Action> {
  const { job } = effect
  switch (effect.effect) {
    case 'pull':
      return { type: 'pulled', job, branch: await engine.pull(effect.pull, effect.plan) }
    case 'replay':
      return { type: 'replayed', job, at: effect.at, branch: await engine.again(effect.branch) }
    case 'sweep':
      return { type: 'swept', job, sweep: await engine.sweep(onProgress) }
    case 'shrink':
      return { type: 'shrunk', job, ...(await engine.shrink(effect.branch, onProgress)) }
    case 'deed':
      return { type: 'deed-done', job, words: await doDeed(effect, engine, deeds) }
  }
}

/** @throws Error when the surroundings cannot; the keys ask before */
async function doDeed({ deed, text, branch }: Extract<Effect, { readonly effect: 'deed' }>, { opened }: Engine, deeds: ExplorerDeeds): Promise<string> {
  const impossible = (): never => {
    throw new Error('that is not possible here')
  }
  switch (deed) {
    case 'copy':
      return (deeds.copy ?? impossible)(text)
    case 'save':
      return branch && deeds.save ? deeds.save(branch) : impossible()
    case 'exportTest':
      return branch && deeds.exportTest ? deeds.exportTest(branch) : impossible()
    case 'openHtml':
      return (deeds.openHtml ?? impossible)(branch)
    case 'exportPerfetto':
      return (deeds.exportPerfetto ?? impossible)(opened.picture, branch)
  }
}
