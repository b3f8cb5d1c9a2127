/**
 * The explorer on a long run: what a step of the cursor costs, frame and Ink included, and what waiting costs. A terminal
 * in memory takes the frames; every step is drawn, for the next one waits until the terminal was written to.
 */
import process from 'node:process'
import { createColors } from 'picocolors'
import { fakeEngine, marksOf, openedOf, pictureOf } from '../runner/explore/fake-run.ts'
import { fakeTerminal } from '../runner/explore/fake-terminal.ts'
import type { FakeTerminal } from '../runner/explore/fake-terminal.ts'
import { judged } from './bench-result.ts'
import type { BenchResult } from './bench-result.ts'
import { median } from './race.ts'

export interface ExplorerSize {
  readonly transactions: number
  readonly steps: number
  /** Steps before those that count, for the compiler. */
  readonly warmUps: number
  readonly idleMs: number
}

export const EXPLORER_SIZE: ExplorerSize = { transactions: 14_286, steps: 60, warmUps: 30, idleMs: 2000 }

const MOST_MS_A_STEP = 50
const MOST_IDLE_PERCENT = 1
/** Of one step to the next: longer than the explorer waits between two frames. */
const PACE_MS = 80

export async function explorerBench({ transactions, steps, warmUps, idleMs }: ExplorerSize = EXPLORER_SIZE): Promise<BenchResult[]> {
  // Ink decides on its colours, and React on its checks, while they load.
  process.env.NODE_ENV ??= 'production'
  const { openExplorer } = await import('../../runner/explore/open-explorer.tsx')
  const terminal = fakeTerminal(120, 40)
  const { left } = openExplorer(fakeEngine(openedOf(pictureOf(transactions))), { colors: createColors(true), ascii: false, deeds: {}, ...terminal })
  await until(() => terminal.isRaw() && terminal.screen().includes('must'), 'drew no first frame')
  const costs: number[] = []
  for (let step = 0; step < warmUps + steps; step++) {
    const cost = await drawn(terminal, step % 10 === 9 ? '}' : 'l')
    if (step >= warmUps) costs.push(cost)
  }
  // Compiler and collector end what the steps have begun.
  await rest(idleMs / 2)
  const idle = await cpuOf(() => rest(idleMs))
  terminal.type('q')
  await left
  return [
    judged({
      name: `explorer, ${marksOf(transactions)} events at 120×40: a step of the cursor, processor time`,
      unit: 'ms', value: median(costs), peer: 'limit', peerValue: MOST_MS_A_STEP,
      target: { of: 'value', is: 'at most', bound: MOST_MS_A_STEP },
    }),
    judged({
      name: 'explorer, nobody presses a key: share of one core',
      unit: '%', value: (idle / idleMs) * 100, peer: 'limit', peerValue: MOST_IDLE_PERCENT,
      target: { of: 'value', is: 'at most', bound: MOST_IDLE_PERCENT },
    }),
  ]
}

/** Milliseconds of processor time from a key until the terminal has its frames, the answer of the engine included. */
async function drawn(terminal: FakeTerminal, key: string): Promise<number> {
  const before = terminal.writes()
  const cost = await cpuOf(async () => {
    terminal.type(key)
    await rest(PACE_MS)
    await until(() => terminal.writes() > before, `drew nothing for the key ${key}`)
  })
  return cost
}

async function cpuOf(what: () => Promise<void>): Promise<number> {
  const start = process.cpuUsage()
  await what()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

const POLL_MS = 20
const LONGEST_WAIT_MS = 10_000

async function until(condition: () => boolean, otherwise: string): Promise<void> {
  for (let waitedMs = 0; !condition(); waitedMs += POLL_MS) {
    if (waitedMs > LONGEST_WAIT_MS) throw new Error(`bench: the explorer ${otherwise}`)
    await rest(POLL_MS)
  }
}

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
