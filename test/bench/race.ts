/**
 * Subject and peer take turns in every round, so that both see the same machine; a row holds medians
 * over the rounds. What is compared is processor time, of which other work on the machine takes
 * nothing away (though it slows caches and clocks: repeat a run before believing a small difference).
 */
import process from 'node:process'
import { judged } from './bench-result.ts'
import type { BenchResult, Target } from './bench-result.ts'

type Turn = (round: number) => Promise<void> | void

export interface Race {
  readonly name: string
  readonly unit: string
  /** From the milliseconds of one turn to a figure in `unit`. */
  readonly figure: (milliseconds: number) => number
  readonly peer: string
  readonly subject: Turn
  readonly rival: Turn
  readonly target: Target | null
}

/** How often; small numbers are for tests. */
export interface Rounds {
  readonly rounds: number
  /** Rounds before those that count, for the compiler. */
  readonly warmUps: number
}

/** The middle of the values; of an even number the upper one of the two. */
export function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[values.length >> 1]!
}

const MICROSECONDS_PER_MILLISECOND = 1000

/** Milliseconds of processor time that one turn takes, those of the collector's and the compiler's threads included. */
export async function timed(turn: () => Promise<void> | void): Promise<number> {
  const start = process.cpuUsage()
  await turn()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / MICROSECONDS_PER_MILLISECOND
}

export async function race(contest: Race, { rounds, warmUps }: Rounds): Promise<BenchResult> {
  const values: number[] = []
  const peerValues: number[] = []
  for (let round = -warmUps; round < rounds; round++) {
    const peerMs = await timed(() => contest.rival(round))
    const subjectMs = await timed(() => contest.subject(round))
    if (round < 0) continue
    values.push(contest.figure(subjectMs))
    peerValues.push(contest.figure(peerMs))
  }
  const { name, unit, peer, target } = contest
  return judged({ name, unit, value: median(values), peer, peerValue: median(peerValues), target })
}

/** The same numbers in every run: xorshift32, below `bound`. */
export function scatteredNumbers(count: number, bound: number): Uint32Array {
  let state = 0x2545f491
  return new Uint32Array(count).map(() => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % bound
  })
}
