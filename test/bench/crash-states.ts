/** Crash states of the WAL database, executed on one core: how many a second, beside the floor of reading as many bytes. */
import { crc32 } from 'node:zlib'
import { BLOCK_BYTES, SECTOR_BYTES } from '../../core/block/geometry.ts'
import { walDb } from '../../scenarios/wal-db/index.ts'
import type { BenchResult, Target } from './bench-result.ts'
import { race } from './race.ts'
import type { Rounds } from './race.ts'
import { CrashStates } from './wal-db-states.ts'

export interface CrashStatesSize extends Rounds {
  readonly pages: number
  readonly records: number
  /** Executed in one round; over all rounds no state comes twice. */
  readonly statesPerRound: number
}

export const CRASH_STATES_SIZE: CrashStatesSize = {
  rounds: 7, warmUps: 2, pages: 64, records: 64, statesPerRound: 400,
}

const KEYS_PER_PAGE = 16
/** What the design asks for. */
const SMALLEST_RATE: Target = { of: 'value', is: 'at least', bound: 5000 }

export async function crashStatesBench(size: CrashStatesSize = CRASH_STATES_SIZE): Promise<BenchResult[]> {
  return [
    await executed('one value a page', 1, SMALLEST_RATE, size),
    await executed('16 values a page', KEYS_PER_PAGE, null, size),
  ]
}

async function executed(what: string, valuesPerPage: number, target: Target | null, size: CrashStatesSize): Promise<BenchResult> {
  const { pages, records, statesPerRound, rounds, warmUps } = size
  const app = walDb({ checkpointIntervalUs: 0 })
  const states = await CrashStates.prepare({ app, pages, valuesPerPage, updates: 0, records })
  if (statesPerRound * (rounds + warmUps) > states.count)
    throw new RangeError(`crashStatesBench: the run has ${states.count} distinct states only`)
  await checkDistinct(states, Math.min(states.count, 2 * statesPerRound), records)
  const result = await race({
    name: `crash states, WAL database, ${pages} live pages (${what}), ${records} records replayed`,
    unit: 'states/s',
    figure: (milliseconds) => (statesPerRound * 1000) / milliseconds,
    peer: 'memcpy and CRC-32 of the live pages and the log',
    subject: async (round) => {
      const first = (round + warmUps) * statesPerRound
      for (let state = first; state < first + statesPerRound; state++) await states.execute(state)
    },
    rival: floor(pages, records, statesPerRound),
    target,
  }, size)
  states.release()
  return result
}

/** Executes some states beforehand, to see that no two are alike and that each replays what it should. */
async function checkDistinct(states: CrashStates, count: number, records: number): Promise<void> {
  const keys = new Set<string>()
  for (let state = 0; state < count; state++) {
    await states.execute(state, ({ observation }, key) => {
      keys.add(key)
      if (observation.replayed !== records) throw new Error(`bench: ${observation.replayed} records replayed`)
    })
  }
  if (keys.size !== count) throw new Error(`bench: only ${keys.size} of ${count} crash states are distinct`)
}

/** What no recovery can do without: a copy of the pages and the log, into memory that is used again, each checked. */
function floor(pages: number, records: number, states: number): () => void {
  const pageBytes = pages * BLOCK_BYTES
  const logBytes = records * SECTOR_BYTES
  const disk = new Uint8Array(pageBytes + logBytes).fill(1)
  const memory = new Uint8Array(disk.length)
  return () => {
    for (let state = 0; state < states; state++) {
      memory.set(disk)
      for (let at = 0; at < pageBytes; at += BLOCK_BYTES) crc32(memory.subarray(at, at + BLOCK_BYTES))
      for (let at = pageBytes; at < memory.length; at += SECTOR_BYTES) crc32(memory.subarray(at, at + SECTOR_BYTES))
    }
  }
}
