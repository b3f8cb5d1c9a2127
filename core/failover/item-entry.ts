import { NETWORK_ITEM_NAMES, NETWORK_ITEMS } from './network-items.ts'
import type { Dependency, NetworkItem, NetworkItemModel } from './network-items.ts'

/** `carried`: nothing to do. `open`: to be done. `forgotten`: nobody will. */
export type ItemState = 'carried' | 'open' | 'working' | 'done' | 'forgotten'

export interface Entry {
  readonly dependency: Dependency
  /** `dns`, or `nsg/db` where it belongs to a machine. */
  readonly key: string
  /** A script that belongs to no plan runs as soon as it can. */
  readonly prepared: boolean
  state: ItemState
  /** The step that saw to it. */
  doneBy: string | null
  /** A script of the plan is going to. */
  scripted: boolean
  /** The steps that showed that none is. */
  leftBy: readonly string[]
  attempts: number
}

export function modelOf({ dependency }: Pick<Entry, 'dependency'>): NetworkItemModel {
  return NETWORK_ITEMS[dependency.item]
}

/** What clients miss comes first, then the order of the table. A plan's own actions, of rank 0, are before all of it. */
export function rankOf(item: NetworkItem): number {
  const place = 1 + NETWORK_ITEM_NAMES.indexOf(item)
  return NETWORK_ITEMS[item].reachability ? place : NETWORK_ITEM_NAMES.length + place
}

export function isMissing({ state }: Entry): boolean {
  return state !== 'carried' && state !== 'done'
}

/** An action without a machine sees to an item of all of them. */
export function covers(action: { readonly does?: NetworkItem; readonly machine?: string | undefined }, { item, machine }: Dependency): boolean {
  return action.does === item && (action.machine === undefined || action.machine === machine)
}
