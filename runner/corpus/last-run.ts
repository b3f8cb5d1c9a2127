/** What failed in the last run, for `--last-failed`: `.seeddrill/last-run.json`. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { FAILING_OUTCOMES } from '../../reports/failing-outcomes.ts'
import type { TalliedScenario } from '../../reports/index.ts'
import type { CaseOrder } from '../order.ts'
import { UsageError } from '../usage-error.ts'
import { portablePath } from './project-root.ts'
import { STATE_FOLDER, writeState } from './store.ts'

const PATH = `${STATE_FOLDER}/last-run.json`

export interface FailedScenario {
  readonly name: string
  /** From the root of the project, with slashes; null for one that comes with the package. */
  readonly file: string | null
  readonly seeds: readonly string[]
  /** Short ids of saved failures that failed. */
  readonly saved: readonly string[]
}

/** @throws UsageError when there is no record, or it cannot be read */
export function readLastFailed(root: string): readonly FailedScenario[] {
  if (!existsSync(join(root, PATH))) throw new UsageError('--last-failed: no failed run is recorded here', 'nothing-matched')
  try {
    const { v, failed } = JSON.parse(readFileSync(join(root, PATH), 'utf8')) as { readonly v: unknown; readonly failed: readonly FailedScenario[] }
    if (v === 1 && failed.every(({ name, seeds, saved }) => typeof name === 'string' && Array.isArray(seeds) && Array.isArray(saved))) return failed
  } catch {
    // Whatever is wrong with it, a person cannot mend it.
  }
  throw new UsageError(`${PATH} cannot be read; delete it, and run without --last-failed`)
}

/**
 * Written only where something failed, or a record is there that no longer holds.
 * @param unfinished of what had failed before and was to run again, cases that never ended
 */
export function writeLastRun(root: string, cwd: string, scenarios: readonly TalliedScenario[], unfinished: readonly CaseOrder[]): void {
  const failed = scenarios.flatMap((row): FailedScenario[] => {
    const { name, file, expects } = row.scenario
    const left = unfinished.filter(({ scenario }) => scenario.name === name)
    const seeds = row.cases.filter(({ outcome }) => expects === null && FAILING_OUTCOMES.includes(outcome)).map(({ seed }) => seed)
    const saved = [
      ...row.saved.filter(({ outcome }) => FAILING_OUTCOMES.includes(outcome)).map(({ id }) => id),
      ...row.failures.flatMap(({ first }) => first.saved?.id ?? []),
    ]
    const all = {
      seeds: [...seeds, ...left.flatMap((order) => (order.saved ? [] : [order.seed]))],
      saved: [...new Set([...saved, ...left.flatMap((order) => (order.saved ? [order.saved.id] : []))])],
    }
    if (all.seeds.length + all.saved.length === 0) return []
    return [{ name, file: file === null ? null : portablePath(root, resolve(cwd, file)), ...all }]
  })
  if (failed.length > 0 || existsSync(join(root, PATH))) writeState(root, PATH, `${JSON.stringify({ v: 1, failed }, null, 2)}\n`)
}
