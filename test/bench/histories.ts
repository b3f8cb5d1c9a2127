/**
 * Histories of the built-in estate under the usual strategies, each with one disaster of each usual kind: what a
 * comparison is made of. Beside them the same days of the estate with nobody protecting it, as often as it has to be run.
 */
import { runHistory, USUAL_STRATEGIES } from '../../core/drill/estate/index.ts'
import type { Strategy } from '../../core/drill/estate/index.ts'
import { ordersEstate } from '../../scenarios/orders-estate.ts'
import type { BenchResult, Target } from './bench-result.ts'
import { race } from './race.ts'
import type { Rounds } from './race.ts'

export interface HistoriesSize extends Rounds {
  /** Of one round. */
  readonly histories: number
}

export const HISTORIES_SIZE: HistoriesSize = { rounds: 3, warmUps: 1, histories: 6 }

/** 200 of them in 90 s on two cores. */
const SMALLEST_RATE: Target = { of: 'value', is: 'at least', bound: 200 / (2 * 90) }
/** The usual strategies protect in three different ways: two of them differ in what they choose only. */
const RUNS = 3
const UNPROTECTED: Strategy = { id: 'unprotected', title: 'nobody protects it' }

export async function historiesBench(size: HistoriesSize = HISTORIES_SIZE): Promise<BenchResult[]> {
  const run = async (strategies: readonly Strategy[], round: number): Promise<void> => {
    for (let index = 0; index < size.histories; index++)
      await runHistory(ordersEstate, strategies, { seed: `bench/${round}/${index}` })
  }
  const result = await race({
    name: 'histories of the order system, 5 days, 4 strategies, 5 disasters',
    unit: 'histories/s',
    figure: (milliseconds) => (size.histories * 1000) / milliseconds,
    peer: 'the same days with nobody protecting it, three times',
    subject: (round) => run(USUAL_STRATEGIES, round),
    rival: async (round) => {
      for (let time = 0; time < RUNS; time++) await run([UNPROTECTED], round)
    },
    target: SMALLEST_RATE,
  }, size)
  return [result]
}
