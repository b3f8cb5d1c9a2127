/**
 * An order system of three tiers: a stateless web server, a database for the orders, and an audit log on a machine of
 * its own. Each operation touches the data of one machine, and clients go from one to the other, so a cut that is
 * not the same on both shows a later step without the earlier one. A queue outside, a platform service, is told of each
 * order and never forgets. Not modelled: a cache of its own (what it costs to fill one is a duration of the estate).
 */
import fc from 'fast-check'
import { committed, scenario } from '../../core/index.ts'
import type { Scenario } from '../../core/index.ts'
import { logWriter } from '../log-writer/index.ts'
import { walDb } from '../wal-db/index.ts'
import type { WalDbAppOptions } from '../wal-db/index.ts'
import { webServer } from './web-server.ts'

export type Order = {
  readonly kind: 'order'
  readonly customer: number
  readonly items: string
}
export type Step =
  | Order
  | { readonly kind: 'audit'; readonly event: string }
  /** Everything goes: what an operator does by mistake. */
  | { readonly kind: 'purge' }

interface OrderState {
  readonly orders: Readonly<Record<number, string>>
  /** How often each event was logged. */
  readonly audit: Readonly<Record<string, number>>
}

const CUSTOMERS = 48
const EVENTS = ['login', 'logout', 'price changed', 'refund', 'order shipped', 'stock counted', 'address changed', 'card refused'] as const
const HALF_AN_HOUR_US = 1_800_000_000

export interface OrderSystemOptions {
  readonly database?: WalDbAppOptions
  readonly durability?: Scenario['durability']
}

/** Half an hour between checkpoints, as databases have it that run for days. */
export function orderSystem(name: string, { database = {} }: OrderSystemOptions = {}): Scenario {
  return scenario({
    name,
    machines: {
      web: webServer(),
      orders: walDb({ checkpointIntervalUs: HALF_AN_HOUR_US, walSize: '256KiB', dataSize: '128KiB', ...database }),
      audit: logWriter(),
    },
    operation: steps,
    operationKind: ({ kind }) => kind,
    async apply({ web, orders, audit }, step) {
      if (step.kind === 'audit') return void (await web.serve(() => audit.append(step.event)))
      const { position } = await web.serve(() => orders.transact(writesOf(step)))
      // The number of an order is its place in the log: what is lost with a log may be handed out again.
      return committed(position, { number: position })
    },
    model: { initial: { orders: {}, audit: {} } as OrderState, step: take },
    observe: async ({ web, orders, audit }) => ({
      orders: await web.serve(() => orders.readAll()),
      audit: (await audit.readAll()).reduce(counted, {}),
    }),
  })
}

const order: fc.Arbitrary<Order> = fc.record({
  kind: fc.constant('order' as const),
  customer: fc.nat(CUSTOMERS - 1),
  items: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 60, size: 'max' }),
})

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: order },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('audit' as const), event: fc.constantFrom(...EVENTS) }) },
)

function writesOf(step: Exclude<Step, { readonly kind: 'audit' }>): readonly { readonly key: number; readonly value: string | null }[] {
  if (step.kind === 'order') return [{ key: step.customer, value: step.items }]
  return Array.from({ length: CUSTOMERS }, (_, key) => ({ key, value: null }))
}

function take({ orders, audit }: OrderState, step: Step): OrderState {
  if (step.kind === 'audit') return { orders, audit: counted(audit, step.event) }
  return step.kind === 'purge' ? { orders: {}, audit } : { orders: { ...orders, [step.customer]: step.items }, audit }
}

function counted(counts: OrderState['audit'], event: string): OrderState['audit'] {
  return { ...counts, [event]: (counts[event] ?? 0) + 1 }
}
