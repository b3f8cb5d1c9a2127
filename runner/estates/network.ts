/** How the network came to the target, item by item: by itself, by a script, or by hand. */
import type { Strategy } from '../../core/drill/estate/index.ts'
import { NETWORK_ITEMS, NETWORK_ITEM_NAMES } from '../../core/failover/network-items.ts'
import type { StepActor } from '../../core/failover/step-record.ts'
import type { CompareItem } from '../../reports/index.ts'
import { median } from './median.ts'
import type { CaseOutcome, EstateFacts } from './order.ts'

const SECOND_US = 1_000_000

/** What the estate needs, in the usual order. @param recovered cases that did */
export function networkOf({ replication, backup }: Strategy, { dependencies }: EstateFacts, recovered: readonly CaseOutcome[]): readonly CompareItem[] {
  return NETWORK_ITEM_NAMES.filter((name) => dependencies.some(({ item }) => item === name)).map((item) => {
    const { carried } = NETWORK_ITEMS[item]
    const works = recovered.flatMap(({ items }) => items.filter((work) => work.item === item))
    const by: Record<StepActor, number> = { platform: 0, script: 0, person: 0 }
    for (const work of works) by[work.by]++
    const p50Us = median(works.map(({ us }) => us))
    return {
      item,
      carried: { failover: replication ? carried.failover : null, restore: backup ? carried.restore : null },
      untouched: recovered.length - works.length,
      by,
      p50Seconds: p50Us === null ? null : p50Us / SECOND_US,
    }
  })
}
