/** Which scenarios a run drills, with which seeds, and which saved failures it shows again first. */
import type { RunScenario } from '../core/drill/events.ts'
import type { CatalogEntry } from './catalog.ts'
import type { FailedScenario } from './corpus/last-run.ts'
import { entriesOf } from './corpus/store.ts'
import type { StoredEntry } from './corpus/store.ts'
import { pathHint } from './path-hint.ts'
import type { RunOptions } from './run-options.ts'
import { DEMO_PATTERNS, selectScenarios } from './select.ts'
import { UsageError } from './usage-error.ts'

/** A scenario of the run with what it is expected to find. */
export interface Selected extends Pick<RunScenario, 'seeds' | 'expects' | 'because'> {
  readonly entry: CatalogEntry
  readonly saved: readonly StoredEntry[]
}

/**
 * @param places `root`: of the project, where the corpus is; `cwd`: where names of files were written
 * @param failed what alone is to run; null: everything
 * @throws UsageError when nothing is selected, or the corpus holds a broken file of a selected scenario
 */
export function chooseForRun(
  entries: readonly CatalogEntry[],
  options: RunOptions,
  { root, cwd }: { readonly root: string; readonly cwd: string },
  failed: readonly FailedScenario[] | null,
): readonly Selected[] {
  const { demo, patterns, filterPattern } = options
  const chosen = selectScenarios(entries, demo ? DEMO_PATTERNS : patterns, filterPattern, (text) => pathHint(text, cwd)).map((entry) => selectedOf(entry, options, root))
  if (failed === null) return chosen
  const again = chosen.flatMap((each) => onlyFailed(each, failed.find(({ name }) => name === each.entry.ref.name)))
  if (again.length > 0) return again
  throw new UsageError('--last-failed: nothing of what failed in the last run is selected', 'nothing-matched')
}

function selectedOf(entry: CatalogEntry, { demo, seeds, plantedSeeds, corpus }: RunOptions, root: string): Selected {
  if ((demo || entry.kind === 'engine' || entry.kind === 'recovery') && entry.expects)
    return { entry, seeds: demo ? plantedSeeds : seeds, expects: entry.expects, because: entry.because, saved: [] }
  return { entry, seeds, expects: null, because: null, saved: corpus ? entriesOf(root, entry.ref.name) : [] }
}

function onlyFailed(selected: Selected, failed: FailedScenario | undefined): readonly Selected[] {
  if (!failed) return []
  return [{ ...selected, seeds: failed.seeds, saved: selected.saved.filter(({ id }) => failed.saved.includes(id)) }]
}
