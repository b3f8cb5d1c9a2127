/** What was acknowledged up to one instant, ready to judge copies of it. Each part of it is made when it is first asked for. */
import { createClaimIndex } from '../../oracle/claim.ts'
import type { ClaimIndex, SyncSpan } from '../../oracle/claim.ts'
import type { OperationRecord } from '../../oracle/history.ts'
import type { Checker } from '../../oracle/linearise.ts'
import type { Scenario } from '../scenario.ts'
import { checkerOf } from '../user-code.ts'
import type { Estate, EstatePart } from './estate.ts'

/** What was before the history. */
export interface Beginning {
  /** The state of the model. */
  readonly initial: unknown
  /** What systems outside had been told. */
  readonly told: ReadonlySet<string>
}

export class EstateEvidence {
  readonly history: readonly OperationRecord[]
  readonly run: { readonly scenario: Scenario }
  readonly #estate: Estate
  readonly #syncSpans: readonly SyncSpan[]
  readonly #beginning: Beginning | undefined
  #claims: ClaimIndex | null = null
  #checker: Checker<unknown, unknown> | null = null
  #parts: readonly PartEvidence[] | null | undefined
  #told: ReadonlySet<string> | null = null

  /**
   * The history may go on: what is judged here stays as it is. An answer is final, so only the unanswered are copied.
   * @param beginning Default: that of the model
   */
  constructor(estate: Estate, history: readonly OperationRecord[], syncSpans: readonly SyncSpan[], beginning?: Beginning) {
    this.#estate = estate
    this.#beginning = beginning
    this.run = { scenario: estate.scenario }
    this.history = history.map((record) => (record.answered === null ? { ...record } : record))
    this.#syncSpans = [...syncSpans]
  }

  get claims(): ClaimIndex {
    return (this.#claims ??= createClaimIndex(this.history, this.#syncSpans))
  }

  get checker(): Checker<unknown, unknown> {
    return (this.#checker ??= checkerOf(this.run.scenario, this.history, this.#beginning))
  }

  /** Null: the parts of the estate do not cover every operation, so that only the whole can be judged. */
  get parts(): readonly PartEvidence[] | null {
    return (this.#parts === undefined ? (this.#parts = this.#makeParts()) : this.#parts)
  }

  /** What systems outside were told by all that was acknowledged, and before. */
  get told(): ReadonlySet<string> {
    return (this.#told ??= new Set([...(this.#beginning?.told ?? []), ...toldOutside(this.#estate, this.history)]))
  }

  #makeParts(): readonly PartEvidence[] | null {
    const parts = Object.entries(this.#estate.parts)
    if (parts.length === 0 || !this.history.every(({ value }) => parts.some(([, { touches }]) => touches(value as never)))) return null
    return parts.map(([machine, part]) => new PartEvidence(machine, part, this.run.scenario, this.history, this.#beginning))
  }
}

/** The data of one machine, with the operations that concern it. */
export class PartEvidence {
  readonly machine: string
  readonly show: EstatePart['show']
  readonly history: readonly OperationRecord[]
  readonly #scenario: Scenario
  readonly #beginning: Beginning | undefined
  #claims: ClaimIndex | null = null
  #checker: Checker<unknown, unknown> | null = null

  constructor(machine: string, part: EstatePart, scenario: Scenario, all: readonly OperationRecord[], beginning?: Beginning) {
    this.machine = machine
    this.show = part.show
    this.history = all.filter(({ value }) => part.touches(value as never))
    this.#scenario = showing(scenario, part)
    this.#beginning = beginning
  }

  get claims(): ClaimIndex {
    return (this.#claims ??= createClaimIndex(this.history))
  }

  get checker(): Checker<unknown, unknown> {
    return (this.#checker ??= checkerOf(this.#scenario, this.history, this.#beginning))
  }
}

/** The scenario as far as it concerns one machine's data. */
function showing(scenario: Scenario, part: EstatePart): Scenario {
  const project = scenario.project as ((state: unknown) => unknown) | undefined
  return { ...scenario, project: (state: unknown) => part.show((project ? project(state) : state) as never) }
}

/** What systems outside were told by these operations. */
export function toldOutside({ toldOutside: tell }: Estate, operations: readonly OperationRecord[]): readonly string[] {
  if (tell === null) return []
  return operations.filter(({ outcome }) => outcome === 'ok').flatMap(({ value, result }) => tell(value as never, result as never) ?? [])
}
