/** Opens what was found, with all that can be done to it. */
import type { Engine } from '../../core/drill/explore/engine.ts'
import { UsageError } from '../usage-error.ts'
import type { Explored } from './deeds.ts'
import { openEngine } from './engine-client.ts'
import { EngineError } from './engine-thread.ts'
import type { ThreadOptions } from './engine-thread.ts'
import { caseEngine, failureEngine } from './saved-engine.ts'
import type { Choice, Target } from './target.ts'

export interface OpenedTarget {
  readonly engine: Engine
  readonly explored: Explored
  /** The user's scenario file; null: it comes with the package, or is not here. */
  readonly file: string | null
  close(): Promise<void>
}

/** @throws UsageError when the run cannot be opened; the target is closed then */
export async function openTarget(target: Target, options: ThreadOptions): Promise<OpenedTarget> {
  if (target.kind === 'case') return recorded(caseEngine(target.events), null)
  if (target.kind === 'failure') {
    const { saved } = target
    const about = saved.about ?? { name: saved.scenario, file: null, codeHash: '' }
    return recorded(failureEngine(saved), { about, seed: saved.seed, failure: saved.failure })
  }
  const { entry, subject, close } = target
  try {
    const engine = await asUsage(() => openEngine({ scenario: entry.ref, subject }, options))
    return {
      engine, file: entry.ref.file, explored: { entry, recorded: null, picture: engine.opened.picture },
      close: async () => {
        await engine.close()
        close()
      },
    }
  } catch (error) {
    close()
    throw error
  }
}

const recorded = (engine: Engine, one: Explored['recorded']): OpenedTarget => ({
  engine, file: one?.about.file ?? null, explored: { entry: null, recorded: one, picture: engine.opened.picture }, close: () => engine.close(),
})

/** Whoever has no choice to make gets the first. */
export async function firstOf(found: Target | Choice): Promise<Target> {
  if (found.kind !== 'choice') return found
  const [first] = found.rows
  if (!first) throw new UsageError(`there are no ${found.title}`, 'nothing-matched')
  return first.open()
}

/** What a person can mend, whatever the thread calls it: one line. */
const MENDABLE: readonly string[] = ['ScenarioError', 'UsageError', 'RangeError']

/** What went wrong in the thread, in one line and with the exit code for it. */
export async function asUsage<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw new UsageError(error.message, MENDABLE.includes(error.name) ? 'usage' : 'internal-error')
  }
}
