/** Finds and loads the configuration of a project. */
import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { distance } from 'fastest-levenshtein'
import { CONFIG_FILES, portablePath, projectRoot } from '../corpus/project-root.ts'
import { isReporterFile } from '../own-reporters.ts'
import { loadFiles } from '../scenario-files.ts'
import { UsageError } from '../usage-error.ts'
import { readFileOptions } from './read-option.ts'
import type { OptionValues } from './table.ts'

/** Of another kind: JSON, YAML, CommonJS. */
const OTHER_CONFIG = /^seeddrill\.config\.[a-z]+$/
const MOST_TYPOS = 2

export interface LoadedConfig {
  /** The folder of the project. */
  readonly root: string
  /** As a person in `cwd` would name it; null: there is none. */
  readonly file: string | null
  readonly values: Partial<OptionValues>
  /** Files that it is made of. */
  readonly inputs: readonly string[]
}

/** @throws UsageError when it does not load, or says something that is not allowed */
export async function loadConfig(cwd: string): Promise<LoadedConfig> {
  const root = projectRoot(cwd)
  const names = CONFIG_FILES.filter((name) => existsSync(join(root, name)))
  if (names.length > 1) throw new UsageError(`there are ${names.join(' and ')}: keep one of them`)
  const [name] = names
  if (name === undefined) {
    refuseMisnamed(root)
    return { root, file: null, values: {}, inputs: [] }
  }
  const file = relative(cwd, join(root, name))
  const { files, close } = await loadFiles<{ readonly config: unknown }>(
    [file], cwd, (realm, bundle) => realm.describeConfig(bundle, cwd), 'no configuration',
  )
  close()
  return { root, file, values: fromRoot(readFileOptions(files[0]!.found.config, file), root, cwd), inputs: files[0]!.inputs }
}

/** @throws UsageError for what is nearly called like a configuration: nothing of it would hold, and nobody would be told */
function refuseMisnamed(root: string): void {
  const found = readdirSync(root).find((name) => !name.includes('.d.') && (OTHER_CONFIG.test(name) || CONFIG_FILES.some((right) => distance(name, right) <= MOST_TYPOS)))
  if (found !== undefined) throw new UsageError(`${found} is not read; a configuration is called ${CONFIG_FILES.join(', ')}`)
}

/** Reporters' files, and those that they write, are named from the folder of the configuration, wherever the run was started. */
function fromRoot({ reporters, ...values }: Partial<OptionValues>, root: string, cwd: string): Partial<OptionValues> {
  if (!reporters) return values
  const fromHere = (path: string): string => portablePath(cwd, join(root, path))
  return { ...values, reporters: reporters.map(({ name, file }) => ({ name: isReporterFile(name) ? fromHere(name) : name, file: file === null ? null : fromHere(file) })) }
}
