/**
 * How a transfer is written into two databases that know nothing of each other. The first takes the money and puts the rest
 * of the work into its outbox, in one transaction; the second gives the money and notes up to which number it has done so.
 * The outbox holds one transfer: no other begins before it has been delivered.
 */
import { Rejected } from '../../core/index.ts'
import type { KeyWrite, WalDb } from '../wal-db/index.ts'

export type Transfer = {
  readonly kind: 'transfer'
  /** Account in the first book. */
  readonly from: number
  /** Account in the second. */
  readonly to: number
  /** Negative: the other way. */
  readonly amount: number
}
export type Booking =
  | Transfer
  /** All accounts are closed: what somebody does by mistake. */
  | { readonly kind: 'close-all' }

/** The rest of the work, as it lies in the outbox. */
export interface Pending {
  readonly number: number
  readonly booking: Booking
}

export const ACCOUNTS = 12
/** Keys behind those of the accounts. */
const OUTBOX = ACCOUNTS
const DELIVERED = ACCOUNTS

export type Balances = Readonly<Record<number, number>>

/** Balances, as the model and both books have them, after a booking on one side. */
export function booked(balances: Balances, booking: Booking, side: 'from' | 'to'): Balances {
  if (booking.kind === 'close-all') return {}
  const account = booking[side]
  return { ...balances, [account]: (balances[account] ?? 0) + (side === 'from' ? -booking.amount : booking.amount) }
}

/** The keys of a book that a booking changes. */
async function writesOf(booking: Booking, side: 'from' | 'to', balanceOf: (account: number) => Promise<number>): Promise<readonly KeyWrite[]> {
  if (booking.kind === 'close-all') return Array.from({ length: ACCOUNTS }, (_, key) => ({ key, value: null }))
  const account = booking[side]
  const [[, balance]] = Object.entries(booked({ [account]: await balanceOf(account) }, booking, side)) as [[string, number]]
  return [{ key: account, value: String(balance) }]
}

/** What the outbox holds; before the first transfer a transfer of nothing. */
export async function pendingIn(first: WalDb): Promise<Pending> {
  return parsed(await first.get(OUTBOX))
}

function parsed(outbox: string | undefined): Pending {
  return outbox === undefined ? { number: 0, booking: { kind: 'transfer', from: 0, to: 0, amount: 0 } } : (JSON.parse(outbox) as Pending)
}

export async function deliveredIn(second: WalDb): Promise<number> {
  return Number((await second.get(DELIVERED)) ?? 0)
}

export type BalanceOf = (account: number) => Promise<number>

/** The first half. @returns its place in the order of all transfers */
export async function take(first: WalDb, pending: Pending, balanceOf: BalanceOf): Promise<number> {
  const changed = await writesOf(pending.booking, 'from', balanceOf)
  return (await first.transact([...changed, { key: OUTBOX, value: JSON.stringify(pending) }])).position
}

/**
 * The second half; nothing where that has been done.
 * @throws Rejected when the books are further apart than one transfer: then people have to look at them
 */
export async function deliver(second: WalDb, { number, booking }: Pending, balanceOf: BalanceOf): Promise<void> {
  const delivered = await deliveredIn(second)
  if (number === delivered) return
  if (number !== delivered + 1) throw new Rejected(`the books disagree: ${number} taken, ${delivered} given`)
  const changed = await writesOf(booking, 'to', balanceOf)
  await second.transact([...changed, { key: DELIVERED, value: String(number) }])
}

/** Both books as a client is shown them: what is in the outbox counts as given, if it is the next to be. */
export async function shownBooks(first: WalDb, second: WalDb): Promise<{ readonly giro: Balances; readonly savings: Balances }> {
  const [one, other] = [await first.readAll(), await second.readAll()]
  const { number, booking } = parsed(one[OUTBOX])
  const savings = balancesIn(other)
  return { giro: balancesIn(one), savings: number === Number(other[DELIVERED] ?? 0) + 1 ? booked(savings, booking, 'to') : savings }
}

function balancesIn(values: Readonly<Record<number, string>>): Balances {
  return Object.fromEntries(Object.entries(values).filter(([key]) => Number(key) < ACCOUNTS).map(([key, value]) => [key, Number(value)]))
}
