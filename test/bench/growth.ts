/** Whether the work for one crash state grows with the length of the run, or with the size of the disks. */
import { walDb } from '../../scenarios/wal-db/index.ts'
import { judged } from './bench-result.ts'
import type { BenchResult } from './bench-result.ts'
import { race } from './race.ts'
import type { Rounds } from './race.ts'
import { counted } from './touched.ts'
import type { Touched } from './touched.ts'
import { CrashStates } from './wal-db-states.ts'

export interface GrowthSize extends Rounds {
  readonly pages: number
  readonly records: number
  readonly statesPerRound: number
  /** How much longer the log gets, and how much larger the disks. */
  readonly factor: number
}

export const GROWTH_SIZE: GrowthSize = { rounds: 5, warmUps: 2, pages: 64, records: 64, statesPerRound: 300, factor: 100 }

/** Marks, submissions and completions of one small transaction. */
const STEPS_PER_UPDATE = 6
const WAL_KIBIBYTES = 256
/** The record of a small transaction takes one sector. */
const UPDATES_PER_LAP = WAL_KIBIBYTES * 2
const DATA_MEBIBYTES = 1
const MOST_WORK = 1.05
const MOST_TIME = 1.5

interface Ground {
  readonly states: CrashStates
  readonly touched: Touched
}

export async function growthBench(size: GrowthSize = GROWTH_SIZE): Promise<BenchResult[]> {
  const small = await ground(size, 0, 1)
  // Whole laps of the log volume, so that recovery finds its records at the same place.
  const laps = Math.ceil((small.states.logLength * size.factor) / STEPS_PER_UPDATE / UPDATES_PER_LAP)
  const updates = laps * UPDATES_PER_LAP
  const longer = await compare(`a log ×${size.factor}`, await ground(size, updates, 1), small, size)
  const larger = await compare(`disks ×${size.factor}`, await ground(size, 0, size.factor), small, size)
  small.states.release()
  return [...longer, ...larger]
}

async function ground({ pages, records }: GrowthSize, updates: number, diskFactor: number): Promise<Ground> {
  const touched: Touched = { sectors: 0 }
  const app = counted(walDb({
    checkpointIntervalUs: 0,
    walSize: `${WAL_KIBIBYTES * diskFactor}KiB`,
    dataSize: `${DATA_MEBIBYTES * diskFactor}MiB`,
  }), touched)
  return { touched, states: await CrashStates.prepare({ app, pages, valuesPerPage: 1, updates, records }) }
}

async function compare(grown: string, large: Ground, small: Ground, size: GrowthSize): Promise<BenchResult[]> {
  const [work, ordinary] = [await workOf(large, size), await workOf(small, size)]
  const peer = 'the same on the small ground'
  const rows = (['sectors', 'events'] as const).map((what) => judged({
    name: `${what} touched by a crash state, ${grown}`,
    unit: `${what}/state`,
    value: work[what],
    peer,
    peerValue: ordinary[what],
    target: { of: 'ratio', is: 'at most', bound: MOST_WORK },
  }))
  const time = await race({
    name: `time for a crash state, ${grown}`,
    unit: 'µs/state',
    figure: (milliseconds) => (milliseconds * 1000) / size.statesPerRound,
    peer,
    subject: (round) => turn(large, round, size),
    rival: (round) => turn(small, round, size),
    target: { of: 'ratio', is: 'at most', bound: MOST_TIME },
  }, size)
  large.states.release()
  return [...rows, time]
}

async function turn({ states }: Ground, round: number, { statesPerRound, warmUps }: GrowthSize): Promise<void> {
  const first = (round + warmUps) * statesPerRound
  for (let state = first; state < first + statesPerRound; state++) await states.execute(state % states.count)
}

/** Sectors that the application touched or the content store hashed, and events, per state. */
async function workOf({ states, touched }: Ground, { statesPerRound }: GrowthSize): Promise<{ sectors: number; events: number }> {
  await states.execute(0)
  const before = touched.sectors + states.sectorsHashed
  let events = 0
  for (let state = 1; state <= statesPerRound; state++)
    await states.execute(state % states.count, ({ site }) => void (events += site.kernel.executed))
  const sectors = touched.sectors + states.sectorsHashed - before
  return { sectors: sectors / statesPerRound, events: events / statesPerRound }
}
