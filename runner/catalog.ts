/** All scenarios that a command can name: those of the package and those in users' files. */
import type { RunScenario } from '../core/drill/events.ts'
import { builtInCodeHash } from './code-hash.ts'
import { builtIns, factsOf } from './load-scenario.ts'
import type { BuiltIn } from './load-scenario.ts'
import type { ScenarioFacts, ScenarioRef } from './order.ts'
import { isFilePattern, loadScenarioFiles } from './scenario-files.ts'
import { suggestion, UsageError } from './usage-error.ts'

export interface CatalogEntry extends Pick<RunScenario, 'expects' | 'because'> {
  readonly kind: BuiltIn['kind'] | 'file'
  readonly ref: ScenarioRef
  readonly facts: ScenarioFacts
  readonly summary: string | null
}

export interface Catalog {
  readonly entries: readonly CatalogEntry[]
  /** Absolute paths of the files that users' scenarios are made of. */
  readonly inputs: readonly string[]
  close(): void
}

/**
 * @param files scenario files as on the command line
 * @param mentioned patterns or names, by which sets are loaded, files aside; null: all
 * @throws UsageError when a file cannot be loaded or two scenarios have one name
 */
export async function openCatalog(files: readonly string[], cwd: string, mentioned: readonly string[] | null): Promise<Catalog> {
  const loaded = await loadScenarioFiles(files, cwd)
  const fromFiles = loaded.scenarios.map((each): CatalogEntry => ({ ...each, kind: 'file', expects: null, because: null, summary: null }))
  const entries = [...(await builtInEntries(mentioned)), ...fromFiles]
  const double = entries.find(({ ref }, index) => entries.findIndex((other) => other.ref.name === ref.name) !== index)
  if (!double) return { entries, inputs: [...loaded.inputs, ...fromFiles.flatMap(({ facts }) => facts.programFiles)], close: loaded.close }
  loaded.close()
  const places = entries.filter(({ ref }) => ref.name === double.ref.name).map(({ ref }) => ref.file ?? 'seeddrill itself')
  throw new UsageError(`two scenarios are named ${double.ref.name} (in ${places.join(' and in ')}); rename one of them`)
}

async function builtInEntries(mentioned: readonly string[] | null): Promise<readonly CatalogEntry[]> {
  return (await builtIns(mentioned && mentioned.filter((text) => !isFilePattern(text)))).map(({ scenario, ...rest }) => {
    const facts = factsOf(scenario)
    return { ...rest, facts, ref: { name: scenario.name, bundle: null, file: null, codeHash: builtInCodeHash(facts.programs) } }
  })
}

/** @throws UsageError when no scenario has this name */
export function findByName(entries: readonly CatalogEntry[], name: string): CatalogEntry {
  const found = entries.find(({ ref }) => ref.name === name)
  if (found) return found
  const near = suggestion(name, entries.map(({ ref }) => ref.name))
  throw new UsageError(`there is no scenario ${name}${near || '; see seeddrill list, or add its file with --file'}`)
}
