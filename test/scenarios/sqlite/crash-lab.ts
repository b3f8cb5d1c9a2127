/** Runs a workload on SQLite once, and opens what crashes leave of its files. */
import fc from 'fast-check'
import { randomStream } from '../../../core/sim/index.ts'
import { model, observe, project, SHORT, transaction } from '../../../scenarios/sqlite-scenarios.ts'
import type { Transaction } from '../../../scenarios/sqlite-scenarios.ts'
import type { SqliteOptions } from '../../../scenarios/sqlite/index.ts'
import { EVERYTHING, NOTHING, RecordingFiles } from './recording-files.ts'
import type { Survival } from './recording-files.ts'
import { Stage } from './stage.ts'

/** What a crash did. `refused`: SQLite says that the file is damaged. */
export type Effect = 'kept' | 'lost' | 'refused' | 'corrupt'

export interface Run {
  readonly files: RecordingFiles
  readonly options: SqliteOptions
  /** Log entries when the database was open. */
  readonly begin: number
  /** What each transaction left, by its place in the commit order. */
  readonly states: readonly string[]
  /** Where in the log each acknowledgement came. */
  readonly acknowledged: readonly { readonly position: number; readonly at: number }[]
}

const textOf = (content: object): string => JSON.stringify(content, (_, value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value)

export async function runWorkload(options: SqliteOptions, seed: number, clients = 3, each = 8): Promise<Run> {
  const files = new RecordingFiles()
  const { size: _, ...short } = SHORT
  const all: SqliteOptions = { ...short, ...options }
  const stage = new Stage(`${seed}`)
  const [db] = await stage.run(() => stage.open(files, all))
  const begin = files.log.length
  const transactions = fc.sample(transaction, { seed, numRuns: clients * each })
  const done: { position: number; at: number; transaction: Transaction }[] = []
  await stage.run(...Array.from({ length: clients }, (_, client) => async () => {
    for (let index = 0; index < each; index++) {
      const value = transactions[client * each + index]!
      const { position } = await db!.transact(value.writes)
      done.push({ position, at: files.log.length, transaction: value })
    }
  }))
  const inOrder = done.toSorted((one, other) => one.position - other.position)
  let state = model.initial
  const states = [state, ...inOrder.map((each) => (state = model.step(state, each.transaction)))].map((each) => textOf(project(each)))
  return { files, options: all, begin, states, acknowledged: done }
}

/** Opens files as an application does that comes back, and says what has become of the run. */
export async function examine(run: Run, files: RecordingFiles, entries: number): Promise<Effect> {
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
