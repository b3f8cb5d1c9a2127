/** Keys one after the other, with an engine that answers at once. */
import type { Action } from '../../../runner/explore/actions.ts'
import { reduce } from '../../../runner/explore/reduce.ts'
import type { Effect, ExplorerState, Outcome } from '../../../runner/explore/state.ts'
import { branchOf, lookOf, sweepOf } from './fake-run.ts'

/** The answer to an effect; null: none comes. */
export function answerOf(effect: Effect, { opened }: ExplorerState): Action | null {
  switch (effect.effect) {
    case 'look':
      return { type: 'looked', look: lookOf(effect.seq) }
    case 'files':
      return { type: 'files', seq: effect.seq, files: [] }
    case 'pull':
    case 'replay': {
      const pull = effect.effect === 'pull' ? effect.pull : effect.branch.pull
      const recovers = 'survivors' in pull && pull.survivors === 'completed'
      const branch = branchOf(pull, recovers ? { verdict: 'ok', message: 'as the model allows', lost: [], cause: null, nearestPassing: null } : {})
      return effect.effect === 'pull' ? { type: 'pulled', job: effect.job, branch } : { type: 'replayed', job: effect.job, at: effect.at, branch }
    }
    case 'sweep':
      return { type: 'swept', job: effect.job, sweep: sweepOf(opened.picture) }
    case 'shrink':
      return {
        type: 'shrunk', job: effect.job, branch: effect.branch,
        report: { fromOperations: 163, toOperations: 4, faults: { from: 9, to: 1 }, disks: null, lostWrites: null, attempts: 212, budget: 500, ended: 'nothing-smaller' },
      }
    case 'suspend':
    case 'give-up':
      return null
    case 'deed':
      return { type: 'deed-done', job: effect.job, words: `done: ${effect.deed} ${effect.text}` }
  }
}

export function pressed(begun: Outcome, keys: readonly string[]): ExplorerState {
  let { state } = begun
  const take = (outcome: Outcome): void => {
    state = outcome.state
    for (const effect of outcome.effects) {
      const answer = answerOf(effect, state)
      if (answer) take(reduce(state, answer))
    }
  }
  take(begun)
  for (const key of keys) take(reduce(state, { type: 'key', key }))
  return state
}
