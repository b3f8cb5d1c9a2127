/** The snippet of docs/write-your-app.md and of the design, as a user types it: it must infer and run. */
import { describe, expect, expectTypeOf, it } from 'vitest'
import { defineApp, drill, fc, Rejected, scenario } from '../../core/index.ts'
import type { AppContext, Volume } from '../../core/index.ts'

const SECTOR = 512

interface Transfer {
  from: string
  to: string
  amount: number
}

type Balances = Record<string, number>

const opening: Balances = { alice: 100, bob: 100, carol: 100 }

function transfer(state: Balances, { from, to, amount }: Transfer): Balances {
  if (from === to || state[from]! < amount) return state
  return { ...state, [from]: state[from]! - amount, [to]: state[to]! + amount }
}

/** Appends one sector for each transfer and flushes it. */
class LedgerDb {
  readonly #wal: Volume
  #sector: number
  #balances: Balances
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(wal: Volume, sector: number, balances: Balances) {
    this.#wal = wal
    this.#sector = sector
    this.#balances = balances
  }

  static async open(wal: Volume, _data: Volume): Promise<LedgerDb> {
    let balances = opening
    let sector = 0
    for (; ; sector++) {
      const text = new TextDecoder().decode(await wal.read(sector * SECTOR, SECTOR)).replace(/\0+$/, '')
      if (text === '') {
        await wal.flush() // what was read may be in the device's cache only
        return new LedgerDb(wal, sector, balances)
      }
      balances = transfer(balances, JSON.parse(text) as Transfer)
    }
  }

  transfer(op: Transfer): Promise<void> {
    const done = this.#turn.then(() => this.#append(op))
    this.#turn = done.catch(() => {})
    return done
  }

  async #append(op: Transfer): Promise<void> {
    if (this.#balances[op.from]! < op.amount) throw new Rejected('not enough')
    const sector = new Uint8Array(SECTOR)
    new TextEncoder().encodeInto(JSON.stringify(op), sector)
    await this.#wal.write(this.#sector++ * SECTOR, sector)
    await this.#wal.flush()
    this.#balances = transfer(this.#balances, op)
  }

  balances(): Balances {
    return this.#balances
  }

  async checkpoint(): Promise<void> {
    await this.#turn
  }
}

const account = fc.constantFrom('alice', 'bob', 'carol')

const ledger = defineApp({
  name: 'ledger',
  volumes: { wal: '4MiB', data: '64MiB' },
  boot: ({ volumes }) => LedgerDb.open(volumes.wal, volumes.data),
  quiesce: (db) => db.checkpoint(),
})

const failover = scenario({
  name: 'ledger/failover',
  machines: { books: ledger },
  operation: fc.record({ from: account, to: account, amount: fc.nat(100) }),
  apply: ({ books }, op) => books.transfer(op),
  model: {
    initial: opening,
    step: (state, op, _result) => transfer(state, op),
  },
  observe: ({ books }) => books.balances(),
})

describe('the snippet', () => {
  it('infers everything', () => {
    expectTypeOf(ledger.boot).parameter(0).toEqualTypeOf<AppContext<'wal' | 'data'>>()
    defineApp({
      name: 'x',
      volumes: { wal: '4KiB' },
      // @ts-expect-error there is no volume `data`
      boot: ({ volumes }) => volumes.data,
    })
    scenario({
      name: 'x',
      machines: { books: ledger },
      operation: fc.nat(),
      // @ts-expect-error a number is no transfer
      apply: ({ books }, op) => books.transfer(op),
      model: { initial: 0, step: (state, op) => state + op },
      observe: () => 0,
    })
  })

  it('runs, and a correct ledger raises no alarm', async () => {
    const result = await drill(failover, { seed: 'snippet' })
    expect(result.failures).toEqual([])
    expect(result.status).toBe('passed')
    expect(result.crashStates.checked).toBeGreaterThan(20)
    expect(result.failovers.crashConsistent).toBeGreaterThan(0)
    expect(result.failovers.appConsistent).toBeGreaterThan(0)
  })
})
