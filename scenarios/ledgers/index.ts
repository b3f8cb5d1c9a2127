/**
 * Two ledgers that must agree: giro accounts in one database, savings in another, each on a machine of its own; a desk
 * through which money goes from one to the other; and a cache tier before both. Money that leaves one book comes to the
 * other through an outbox, so one cut over both machines can be completed, and cuts of their own cannot: what the later
 * one has, the earlier one never gave, or the reverse. Not modelled: several desks, or interest.
 */
import fc from 'fast-check'
import { committed, Rejected, scenario } from '../../core/index.ts'
import type { Scenario } from '../../core/index.ts'
import { walDb } from '../wal-db/index.ts'
import type { WalDb } from '../wal-db/index.ts'
import { ACCOUNTS, booked, deliver, pendingIn, shownBooks, take } from './books.ts'
import type { BalanceOf, Balances, Booking, Transfer } from './books.ts'
import { cacheTier } from './cache-tier.ts'
import type { CacheTier } from './cache-tier.ts'
import { desk } from './desk.ts'

interface Books {
  readonly giro: Balances
  readonly savings: Balances
}

const HALF_AN_HOUR_US = 1_800_000_000
const MOST = 500

const transfer: fc.Arbitrary<Transfer> = fc.record({
  kind: fc.constant('transfer' as const),
  from: fc.nat(ACCOUNTS - 1),
  to: fc.nat(ACCOUNTS - 1),
  amount: fc.integer({ min: -MOST, max: MOST }).filter((amount) => amount !== 0),
})

export function ledgers(name: string): Scenario {
  const database = walDb({ checkpointIntervalUs: HALF_AN_HOUR_US, walSize: '128KiB', dataSize: '64KiB' })
  return scenario({
    name,
    machines: { desk: desk(), cache: cacheTier(), giro: database, savings: database },
    operation: transfer as fc.Arbitrary<Booking>,
    apply: ({ desk: { inTurn }, cache, giro, savings }, booking) => inTurn(() => book(cache, giro, savings, booking)),
    model: {
      initial: { giro: {}, savings: {} } as Books,
      step: ({ giro, savings }, booking) => ({ giro: booked(giro, booking, 'from'), savings: booked(savings, booking, 'to') }),
    },
    observe: ({ desk: { inTurn }, giro, savings }) => inTurn(() => shownBooks(giro, savings)),
    invariants: {
      // Every account begins with nothing, so all of them together always have nothing.
      'money-is-conserved': ({ observed: { giro, savings } }) => {
        const sum = [...Object.values(giro), ...Object.values(savings)].reduce((total, balance) => total + balance, 0)
        return sum === 0 ? { status: 'ok' } : { status: 'violated', verdict: 'wrong-data', message: `${sum} too much in both books together` }
      },
    },
  })
}

/** Acknowledged when both books have it. What was taken before a crash and not given comes first. */
async function book(cache: CacheTier, giro: WalDb, savings: WalDb, booking: Booking) {
  const [inGiro, inSavings] = [balanceIn(cache, 'giro', giro), balanceIn(cache, 'savings', savings)]
  const before = await pendingIn(giro)
  await forgetting(cache, before.booking, () => deliver(savings, before, inSavings))
  const pending = { number: before.number + 1, booking }
  return forgetting(cache, booking, async () => {
    const position = await take(giro, pending, inGiro)
    await given(deliver(savings, pending, inSavings))
    return committed(position)
  })
}

/** Whatever becomes of it: from then on the databases know, and the cache does not. */
async function forgetting<Answer>(cache: CacheTier, booking: Booking, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work()
  } finally {
    cache.forget(booking.kind === 'transfer' ? [`giro/${booking.from}`, `savings/${booking.to}`] : null)
  }
}

/** Once the money is taken, nobody may say that nothing has happened. */
async function given(delivery: Promise<void>): Promise<void> {
  try {
    await delivery
  } catch (error) {
    throw error instanceof Rejected ? new Error('the money is taken and not given', { cause: error }) : error
  }
}

function balanceIn(cache: CacheTier, ledger: string, database: WalDb): BalanceOf {
  return async (account) => Number(await cache.read(`${ledger}/${account}`, async () => (await database.get(account)) ?? '0'))
}
