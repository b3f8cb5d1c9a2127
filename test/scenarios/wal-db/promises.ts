/** What the database has promised, and whether a state keeps it. */
import type { KeyWrite } from '../../../scenarios/wal-db/index.ts'

export type State = Record<number, string>

export interface Transaction {
  readonly writes: readonly KeyWrite[]
  position?: number
}

/** Since the last completed recovery. */
export class Promises {
  baseline: State = {}
  history: Transaction[] = []

  /** Undefined if the state is legal, else why not. */
  objection(observed: State): string | undefined {
    const seen = JSON.stringify(observed)
    const open = this.history.filter((transaction) => transaction.position === undefined)
    if (open.length > 8) throw new Error('too many transactions are open')
    let last = -1
    for (const { position } of this.history) {
      if (position === undefined) continue
      if (position <= last) return 'positions are not in the order of the calls'
      last = position
    }
    for (let mask = 0; mask < 1 << open.length; mask++) {
      const state: State = { ...this.baseline }
      for (const transaction of this.history) {
        const index = open.indexOf(transaction)
        if (index >= 0 && (mask & (1 << index)) === 0) continue
        for (const { key, value } of transaction.writes) {
          if (value === null) delete state[key]
          else state[key] = value
        }
      }
      if (JSON.stringify(state) === seen) return undefined
    }
    return `state is not legal: ${seen.slice(0, 300)}`
  }

  settle(observed: State): void {
    this.baseline = observed
    this.history = []
  }
}
