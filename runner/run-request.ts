/** From what was said on the command line, in the environment and in the configuration to the options of a run. */
import { relative, resolve } from 'node:path'
import { readLastFailed } from './corpus/last-run.ts'
import type { FailedScenario } from './corpus/last-run.ts'
import type { Host } from './host.ts'
import { builtIns } from './load-scenario.ts'
import { resolveRunOptions } from './run-options.ts'
import type { RunModes, RunOptions } from './run-options.ts'
import { isFilePattern } from './scenario-files.ts'
import { isOfZoo } from './select.ts'
import { loadConfig } from './settings/config-file.ts'
import type { LoadedConfig } from './settings/config-file.ts'
import { mergeOptions } from './settings/merge.ts'
import type { Merged } from './settings/merge.ts'
import { expandPatterns } from './settings/patterns.ts'
import { readEnvironment } from './settings/read-option.ts'
import type { OptionValues } from './settings/table.ts'
import { UsageError } from './usage-error.ts'

/** As the command line gives it. */
export interface RunRequest {
  readonly patterns: readonly string[]
  readonly given: Partial<OptionValues>
  readonly modes: RunModes
}

export interface ResolvedRun {
  readonly options: RunOptions
  readonly config: LoadedConfig
  /** Scenario files to be opened: those that were asked for, and where names were, those of the project. */
  readonly files: readonly string[]
  /** What alone is to run; null: everything that is selected. */
  readonly failed: readonly FailedScenario[] | null
}

/**
 * @param onInputs hears of the configuration's files before anything else can go wrong
 * @throws UsageError for whatever is wrong with any of them
 */
export async function resolveRun({ patterns, given, modes }: RunRequest, host: Host, onInputs: (inputs: readonly string[]) => void): Promise<ResolvedRun> {
  const config = await loadConfig(host.cwd)
  onInputs(config.inputs)
  const merged = mergedOptions(given, config, host)
  const { values } = merged
  const failed = modes.lastFailed ? lastFailed(config.root) : null
  const expanded = patterns.length > 0 ? expandPatterns(patterns, host.cwd, host.cwd, null) : modes.demo ? [] : failed ? failedPatterns(failed, config.root, host) : scenarioPatterns(merged, config, host)
  const files = filesOf(expanded, (await mayBeOfProject(patterns)) ? scenarioPatterns(merged, config, host) : [], host.cwd)
  return { options: resolveRunOptions(expanded, { ...values, ...modes }, host), config, files, failed }
}

/**
 * The scenario files that patterns speak of. A name may be that of a scenario of the project.
 * @param patterns as they were written, once expanded
 */
export async function filesToOpen(patterns: readonly string[], host: Host): Promise<readonly string[]> {
  return filesOf(patterns, (await mayBeOfProject(patterns)) ? await projectPatterns(host) : [], host.cwd)
}

/** A name may be a part of another one, and that one of the project; but not the whole name of something in the zoo. */
async function mayBeOfProject(patterns: readonly string[]): Promise<boolean> {
  const names = patterns.filter((pattern) => !isFilePattern(pattern))
  if (names.length === 0 || !names.every(isOfZoo)) return names.length > 0
  const known = new Set((await builtIns([])).map(({ scenario }) => scenario.name))
  return !names.every((name) => known.has(name))
}

/** A file of the project that was asked for too goes by the name that it was asked for. */
function filesOf(patterns: readonly string[], ofProject: readonly string[], cwd: string): readonly string[] {
  const asked = patterns.filter(isFilePattern)
  const paths = new Set(asked.map((name) => resolve(cwd, name)))
  return [...asked, ...ofProject.filter((name) => isFilePattern(name) && !paths.has(resolve(cwd, name)))]
}

/** Every option with the level that it comes from. */
export function mergedOptions(given: Partial<OptionValues>, config: LoadedConfig, host: Host): Merged {
  return mergeOptions({ flag: given, environment: readEnvironment(host.env), file: config.values })
}

/** What runs when no patterns are given. */
export function scenarioPatterns({ values, levels }: Merged, { root, file }: LoadedConfig, { cwd }: Host): readonly string[] {
  if (!values.scenarios) return []
  return levels.scenarios === 'file' ? expandPatterns(values.scenarios, root, cwd, `${file}: scenarios`) : expandPatterns(values.scenarios, cwd, cwd, 'SEEDDRILL_SCENARIOS')
}

/** The scenario files of the project, for commands that look for a scenario by its name. */
export async function projectPatterns(host: Host): Promise<readonly string[]> {
  const config = await loadConfig(host.cwd)
  return scenarioPatterns(mergedOptions({}, config, host), config, host)
}

/** Of those, the files. */
export const projectFiles = async (host: Host): Promise<readonly string[]> => (await projectPatterns(host)).filter(isFilePattern)

function lastFailed(root: string): readonly FailedScenario[] {
  const failed = readLastFailed(root)
  if (failed.length > 0) return failed
  throw new UsageError('--last-failed: nothing failed in the last run; leave the flag out to run everything', 'nothing-matched')
}

function failedPatterns(failed: readonly FailedScenario[], root: string, { cwd }: Host): readonly string[] {
  return [...new Set(failed.map(({ name, file }) => (file === null ? name : relative(cwd, resolve(root, file)))))]
}
