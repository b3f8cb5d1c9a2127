/** Two ledgers as an estate: databases that must agree, and a cache tier without which they are too slow to use. */
import { estate } from '../core/drill/estate/estate.ts'
import { assumedMinutes } from '../core/sim/index.ts'
import type { Balances, Booking } from './ledgers/books.ts'
import { ledgers } from './ledgers/index.ts'

const touchesBoth = (): boolean => true

export const ledgersEstate = estate({
  name: 'ledgers',
  summary: 'two databases between which money goes through a desk and an outbox, and a cache tier before them',
  scenario: ledgers('ledgers'),
  machines: {
    desk: { provisionedGiB: 64, changedGiBPerDay: 0.5, warmUp: null },
    cache: { provisionedGiB: 64, changedGiBPerDay: 0.25, warmUp: assumedMinutes(5, 10, 'until most of what is asked for has been asked for', 60) },
    giro: { provisionedGiB: 256, changedGiBPerDay: 12, busyHour: { startsAtHour: 9, percentOfDay: 15 } },
    savings: { provisionedGiB: 256, changedGiBPerDay: 6, busyHour: { startsAtHour: 9, percentOfDay: 15 } },
  },
  recoveryPlan: {
    name: 'ledgers',
    groups: [
      { members: ['giro', 'savings'] },
      { members: ['cache'] },
      { members: ['desk'], after: [{ kind: 'script', name: 'change the names', does: 'dns' }] },
    ],
  },
  dependencies: [
    { item: 'nsg', prepared: true },
    { item: 'udr', prepared: true },
    { item: 'load-balancer', machine: 'desk', prepared: true },
    { item: 'dns' },
    { item: 'application-verification' },
  ],
  operationsPerHour: 12,
  mishap: { kind: 'close-all' } satisfies Booking,
  // Every transfer is in both books.
  parts: {
    giro: { touches: touchesBoth, show: ({ giro }: { giro: Balances }) => giro },
    savings: { touches: touchesBoth, show: ({ savings }: { savings: Balances }) => savings },
  },
})
