/** The order system as an estate: what it needs beside its machines, and what can go wrong with it. */
import { estate } from '../core/drill/estate/estate.ts'
import { orderSystem } from './orders/index.ts'
import type { Step } from './orders/index.ts'

export const ordersEstate = estate({
  name: 'orders',
  summary: 'a web server, a database for orders and an audit log, each on a machine of its own, and a queue outside',
  scenario: orderSystem('orders'),
  machines: {
    web: { provisionedGiB: 64, changedGiBPerDay: 0.5 },
    orders: { provisionedGiB: 512, changedGiBPerDay: 8 },
    audit: { provisionedGiB: 128, changedGiBPerDay: 2, warmUp: null },
  },
  recoveryPlan: {
    name: 'orders',
    groups: [
      { members: ['orders', 'audit'] },
      {
        members: ['web'],
        after: [
          { kind: 'script', name: 'make a public address', does: 'public-ip' },
          { kind: 'script', name: 'change the names', does: 'dns' },
        ],
      },
    ],
  },
  dependencies: [
    { item: 'nsg', prepared: true },
    { item: 'udr', prepared: true },
    { item: 'load-balancer', machine: 'web', prepared: true },
    { item: 'public-ip', machine: 'web' },
    { item: 'dependent-paas' },
    { item: 'dns' },
    { item: 'application-verification' },
  ],
  mishap: { kind: 'purge' } satisfies Step,
  parts: {
    orders: { touches: ({ kind }: Step) => kind !== 'audit', show: ({ orders }: { orders: unknown }) => orders },
    audit: { touches: ({ kind }: Step) => kind === 'audit', show: ({ audit }: { audit: unknown }) => audit },
  },
  toldOutside: ({ kind }: Step, result: { readonly number: number }) => (kind === 'order' ? `order ${result.number}` : null),
})
