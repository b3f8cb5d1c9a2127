/** The rows of the replicated day. It runs in a fresh process, where its memory is its own. */
import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { judged } from './bench-result.ts'
import type { BenchResult } from './bench-result.ts'
import { median } from './race.ts'
import type { DayFigures } from './replicated-day.ts'

export interface DayRowsSize {
  readonly rounds: number
  /** Runs the day once. */
  readonly measure: () => Promise<DayFigures> | DayFigures
}

/** The hidden argument with which the benchmark starts itself for one day. */
export const DAY_ARGUMENT = '--replicated-day'

const MOST_SECONDS = 4
const MOST_MEBIBYTES = 512
const MOST_BYTES_OF_OUTPUT = 2 ** 20

export const DAY_ROWS_SIZE: DayRowsSize = { rounds: 3, measure: inFreshProcess }

export async function dayBench({ rounds, measure }: DayRowsSize = DAY_ROWS_SIZE): Promise<BenchResult[]> {
  const days: DayFigures[] = []
  for (let round = 0; round < rounds; round++) days.push(await measure())
  const { operations, events, points } = days[0]!
  const made = Object.entries(points).map(([kind, count]) => `${count} ${kind}`).join(', ')
  const what = `replicated estate of two, ${operations} transactions, ${events} events, points: ${made}`
  return [
    judged({
      name: `${what}: processor time`,
      unit: 's',
      value: median(days.map(({ seconds }) => seconds)),
      peer: 'limit',
      peerValue: MOST_SECONDS,
      target: { of: 'value', is: 'at most', bound: MOST_SECONDS },
    }),
    judged({
      name: `${what}: peak RSS`,
      unit: 'MiB',
      value: Math.max(...days.map(({ peakRssMebibytes }) => peakRssMebibytes)),
      peer: 'limit',
      peerValue: MOST_MEBIBYTES,
      target: { of: 'value', is: 'at most', bound: MOST_MEBIBYTES },
    }),
  ]
}

function inFreshProcess(): DayFigures {
  const { status, stdout } = spawnSync(process.execPath, [process.argv[1]!, DAY_ARGUMENT], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: MOST_BYTES_OF_OUTPUT,
  })
  if (status !== 0) throw new Error(`bench: the process of the replicated day ended with ${status}`)
  return JSON.parse(stdout) as DayFigures
}
