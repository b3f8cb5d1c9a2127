/**
 * How long it takes to catch the whole zoo, each bug with the first seed that shows it; and what the memory of one
 * drill does with a great many states.
 */
import process from 'node:process'
import { drill } from '../../core/drill/index.ts'
import type { Scenario } from '../../core/drill/index.ts'
import { zoo } from '../../scenarios/zoo/index.ts'
import type { ZooBug } from '../../scenarios/zoo/index.ts'
import { walDbScenario } from '../../scenarios/wal-db-scenario.ts'
import { BenchSkipped, judged } from './bench-result.ts'
import type { BenchResult } from './bench-result.ts'

export interface ZooSize {
  readonly bugs: readonly ZooBug[]
  /** A bug that this many seeds do not show ends the row. */
  readonly mostSeeds: number
  /** Crash states of a drill, as `seeddrill zoo` has them. */
  readonly states: number
  /** States that the memory row executes in one drill. */
  readonly manyStates: number
}

export const ZOO_SIZE: ZooSize = { bugs: zoo, mostSeeds: 300, states: 200, manyStates: 40_000 }

const MEBIBYTE = 2 ** 20
const MILLION = 1_000_000
/** The design: a million states in under 1 GiB. */
const MOST_BYTES = 1024 * MEBIBYTE

export async function zooBench(size: ZooSize = ZOO_SIZE): Promise<BenchResult[]> {
  return [await catchAll(size), await memoryOf(size.manyStates)]
}

/** By processor time, so that it means the same on a busy machine. The peer drills the twins with the same seeds. */
async function catchAll({ bugs, mostSeeds, states }: ZooSize): Promise<BenchResult> {
  let [value, peerValue, drills] = [0, 0, 0]
  for (const { id, bug, twin, expected } of bugs) {
    let caught = false
    for (let seed = 1; !caught; seed++) {
      if (seed > mostSeeds) throw new BenchSkipped(`${id} was not caught with ${mostSeeds} seeds`)
      const options = { seed: `bench ${seed}`, stateBudget: states, shrinkAttempts: 0 }
      value += await seconds(async () => {
        const { failures } = await drill(bug, { ...options, stopAtVerdicts: expected })
        caught = failures.some(({ verdict }) => expected.includes(verdict))
      })
      peerValue += await seconds(() => drill(twin, options))
      drills++
    }
  }
  return judged({
    name: `catch all ${bugs.length} bugs of the zoo, in ${drills} drills`,
    unit: 's of processor time',
    value,
    peer: 'as many whole drills of their twins',
    peerValue,
    target: null,
  })
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / MILLION
}

/** What a drill keeps of each state that it executed, extended to a million of them. */
async function memoryOf(manyStates: number): Promise<BenchResult> {
  const long: Scenario = { ...walDbScenario('bench/many-states'), policy: false, faults: [], operations: 1500 }
  const kept = await heapAfter(long, manyStates)
  // By half of them all that is bounded is nearly full.
  const least = await heapAfter(long, Math.ceil(manyStates / 2))
  const perState = Math.max(0, kept.bytes - least.bytes) / Math.max(1, kept.states - least.states)
  return judged({
    name: `heap kept by one drill of a million states, from ${kept.states} executed ones`,
    unit: 'MiB',
    value: (least.bytes + perState * MILLION) / MEBIBYTE,
    peer: 'the limit of the design',
    peerValue: MOST_BYTES / MEBIBYTE,
    target: { of: 'ratio', is: 'at most', bound: 1 },
  })
}

/** The heap at the end of a drill, after a collection, while the drill still remembers everything. */
async function heapAfter(scenario: Scenario, stateBudget: number): Promise<{ readonly bytes: number; readonly states: number }> {
  let bytes = 0
  const result = await drill(scenario, {
    seed: 'many',
    stateBudget,
    shrinkAttempts: 0,
    onTrace: () => {
      // What the first one frees of buffers is counted as freed by the second.
      for (let collection = 0; collection < 2; collection++) (globalThis as { gc?: () => void }).gc?.()
      const { heapUsed, arrayBuffers } = process.memoryUsage()
      bytes = heapUsed + arrayBuffers
    },
  })
  return { bytes, states: result.crashStates.checked }
}
