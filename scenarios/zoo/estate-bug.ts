/**
 * A row of the zoo whose bug is not in a component but in how an estate is protected, recovered or run: what takes days, a
 * clock, a plan, people. Bug and twin are cases of an estate, which histories are run of; the bug's is the twin's with
 * nothing exchanged but what is wrong.
 */
import { estate } from '../../core/drill/estate/index.ts'
import type { Estate, EstateDefinition, EstateDisasterKind, Strategy } from '../../core/drill/estate/index.ts'
import type { ZooRow } from './zoo-bug.ts'

/** An estate, how it is protected, and what strikes it. */
export interface EstateCase {
  readonly estate: Estate
  readonly strategy: Strategy
  readonly kinds: readonly EstateDisasterKind[]
  /** In each history. */
  readonly disasters: number
  /** Days, or a part of one, before the 24 hours in which disasters strike. */
  readonly quietDays: number
}

/** What a bug may exchange of its twin. */
export interface EstateExchange extends Partial<Omit<EstateCase, 'estate'>> {
  readonly estate?: Partial<Omit<EstateDefinition, 'name' | 'scenario'>>
  /** Machines of its scenario. */
  readonly machines?: Readonly<Record<string, unknown>>
}

export interface EstateRow extends Omit<ZooRow, 'twin' | 'exchange'> {
  /** The correct case; several rows may share one. Its estate is named `zoo/twin/<…>`. */
  readonly twin: EstateCase
  /** What makes it wrong. */
  readonly exchange: EstateExchange
}

export interface EstateBug extends Omit<EstateRow, 'exchange'> {
  /** Its estate is named `zoo/<id>`. */
  readonly bug: EstateCase
}

export function estateBug({ exchange, ...row }: EstateRow): EstateBug {
  const { estate: changed, machines, ...rest } = exchange
  const { toldOutside, scenario, ...definition } = row.twin.estate
  const exchanged = machines ? { ...scenario, machines: { ...(scenario.machines as object), ...machines } } : scenario
  const told = toldOutside === null ? {} : { toldOutside }
  const wrong = estate({ ...definition, ...told, ...changed, scenario: exchanged, name: `zoo/${row.id}` })
  return { ...row, bug: { ...row.twin, ...rest, estate: wrong } }
}
