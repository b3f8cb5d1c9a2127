/** Runs a workload on SQLite once, and opens what crashes leave of its files. */
import fc from 'fast-check'
import type { FileCalls } from '../../../core/fs/file-calls.ts'
import { randomStream } from '../../../core/sim/index.ts'
import { model, observe, project, SHORT, transaction } from '../../../scenarios/sqlite-scenarios.ts'
import type { Transaction } from '../../../scenarios/sqlite-scenarios.ts'
import type { SqliteOptions } from '../../../scenarios/sqlite/index.ts'
import { EVERYTHING, NOTHING, RecordingFiles } from './recording-files.ts'
import type { Survival } from './recording-files.ts'
import { Stage } from './stage.ts'

const CLIENTS = 3
/** Transactions of a client. */
const EACH = 8

/** What a crash did. `refused`: SQLite says that the file is damaged. */
export type Effect = 'kept' | 'lost' | 'refused' | 'corrupt'

/** What a workload left, wherever its files lie. */
export interface Work {
  readonly options: SqliteOptions
  /** Log entries when the database was open. */
  readonly begin: number
  /** What each transaction left, by its place in the commit order. */
  readonly states: readonly string[]
  /** Where in the log each acknowledgement came. */
  readonly acknowledged: readonly { readonly position: number; readonly at: number }[]
}

export interface Run extends Work {
  readonly files: RecordingFiles
}

const textOf = (content: object): string => JSON.stringify(content, (_, value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value)

export async function runWorkload(options: SqliteOptions, seed: number): Promise<Run> {
  const files = new RecordingFiles()
  return { files, ...await work(new Stage(`${seed}`), files, () => files.log.length, options, seed) }
}

/** @param at where the log stands */
export async function work(stage: Stage, files: FileCalls, at: () => number, given: SqliteOptions, seed: number): Promise<Work> {
  const { size: _, ...short } = SHORT
  const options: SqliteOptions = { ...short, ...given }
  const [db] = await stage.run(() => stage.open(files, options))
  const begin = at()
  const transactions = fc.sample(transaction, { seed, numRuns: CLIENTS * EACH })
  const done: { position: number; at: number; transaction: Transaction }[] = []
  await stage.run(...Array.from({ length: CLIENTS }, (_, client) => async () => {
    for (let index = 0; index < EACH; index++) {
      const value = transactions[client * EACH + index]!
      const { position } = await db!.transact(value.writes)
      done.push({ position, at: at(), transaction: value })
    }
  }))
  const inOrder = done.toSorted((one, other) => one.position - other.position)
  let state = model.initial
  const states = [state, ...inOrder.map((each) => (state = model.step(state, each.transaction)))].map((each) => textOf(project(each)))
  return { options, begin, states, acknowledged: done }
}

/** Opens files as an application does that comes back, and says what has become of the run. */
export async function examine(run: Work, files: FileCalls, entries: number): Promise<Effect> {
  const stage = new Stage('recovery')
  try {
    const [seen] = await stage.run(async () => observe(await stage.open(files, run.options)))
    if (run.states[seen!.commits] !== textOf(seen!)) return 'corrupt'
    return run.acknowledged.every(({ position, at }) => at > entries || position <= seen!.commits) ? 'kept' : 'lost'
  } catch (error) {
    if ((error as Error).name !== 'SqliteError') throw error
    return 'refused'
  }
}

export const killed = (run: Run, entries: number): RecordingFiles => run.files.after(entries, EVERYTHING)

/** What a power cut may leave, one of many ways. */
export function cut(run: Run, entries: number, variant: number): RecordingFiles {
  return run.files.after(entries, survivalOf(entries, variant))
}

function survivalOf(entries: number, variant: number): Survival {
  if (variant === 0) return NOTHING
  const random = randomStream(`cut/${entries}/${variant}`)
  const rare = random.below(3)
  return {
    names: (pending) => random.below(pending + 1),
    data: () => (rare === 0 ? random.chance(1, 2) : rare === 1 ? random.chance(1, 10) : random.chance(9, 10)),
  }
}
