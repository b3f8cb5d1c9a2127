/** What the reference model holds after some of the operations of a run. Remembers states on its way: a step costs what is new. */
import type { OperationRecord } from '../../oracle/history.ts'
import type { Model } from '../../oracle/model.ts'
import { countUpTo } from '../../oracle/timeline.ts'
import type { Evidence } from '../source-run.ts'
import { callPart } from '../user-code.ts'

/** So many operations lie between two remembered states. */
const STRIDE = 64

type Records = readonly OperationRecord[]

export class ModelView {
  readonly #scenario: Evidence['run']['scenario']
  readonly #model: Model<unknown, unknown, unknown>
  /** Answered operations as the model takes them: by commit position where all have one, else in the order of their answers. */
  readonly #order: Records
  readonly #placeOfAnswer: ReadonlyMap<OperationRecord, number>
  /** For each place in the order, the latest answer among all up to it. */
  readonly #latestAnswers: readonly number[]
  /** After every so many of the order. */
  readonly #states: unknown[]
  /** Those between two of them that were reached last: who goes step by step, on or back, comes by them again. */
  #stretch: { readonly first: number; readonly states: unknown[] }

  constructor({ run: { scenario }, claims: { answerOrder } }: Evidence) {
    this.#scenario = scenario
    this.#model = scenario.model as Model<unknown, unknown, unknown>
    this.#order = answerOrder.every(({ position }) => position !== undefined) ? answerOrder.toSorted(byPosition) : answerOrder
    this.#placeOfAnswer = new Map(answerOrder.map((record, place) => [record, place]))
    let latest = -1
    this.#latestAnswers = this.#order.map((record) => (latest = Math.max(latest, this.#placeOfAnswer.get(record)!)))
    this.#states = [this.#model.initial]
    this.#stretch = { first: 0, states: [this.#model.initial] }
  }

  /**
   * What the application would show.
   * @param settled so many operations, first in the order of their answers
   * @param further operations that took effect as well
   */
  shown(settled: number, further: Records = []): unknown {
    const prefix = countUpTo(this.#latestAnswers, settled - 1)
    const rest: OperationRecord[] = []
    for (let place = prefix; rest.length < settled - prefix; place++)
      if (this.#placeOfAnswer.get(this.#order[place]!)! < settled) rest.push(this.#order[place]!)
    const last = [...rest, ...further].sort(byPosition)
    const state = last.reduce((reached, record) => this.#step(reached, record), this.#stateAfter(prefix))
    const project = this.#scenario.project as ((state: unknown) => unknown) | undefined
    return project ? callPart(this.#scenario, 'project', () => project(state)) : state
  }

  /** After so many of the order. */
  #stateAfter(count: number): unknown {
    while (this.#states.length * STRIDE <= count) {
      const from = (this.#states.length - 1) * STRIDE
      this.#states.push(this.#steps(this.#states.at(-1), from, from + STRIDE))
    }
    const remembered = Math.floor(count / STRIDE)
    const first = remembered * STRIDE
    if (this.#stretch.first !== first) this.#stretch = { first, states: [this.#states[remembered]] }
    const { states } = this.#stretch
    while (states.length <= count - first) states.push(this.#step(states.at(-1), this.#order[first + states.length - 1]!))
    return states[count - first]
  }

  #steps(state: unknown, from: number, to: number): unknown {
    return this.#order.slice(from, to).reduce((reached, record) => this.#step(reached, record), state)
  }

  #step(state: unknown, { value, result }: OperationRecord): unknown {
    return callPart(this.#scenario, 'model.step', () => this.#model.step(state, value, result))
  }
}

/** Those without a position stay as they are, behind the others. */
function byPosition(one: OperationRecord, other: OperationRecord): number {
  if (one.position === undefined || other.position === undefined) return Number(one.position === undefined) - Number(other.position === undefined)
  return one.position - other.position
}
