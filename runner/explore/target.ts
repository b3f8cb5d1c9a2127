/** What is to be explored: from what was said on the command line to a run that can be opened. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { readLastFailed } from '../corpus/last-run.ts'
import type { FailedScenario } from '../corpus/last-run.ts'
import { allIds, findEntry } from '../corpus/find-entry.ts'
import { projectRoot } from '../corpus/project-root.ts'
import { openCatalog } from '../catalog.ts'
import type { Catalog, CatalogEntry } from '../catalog.ts'
import { filesOf, openFor } from '../open-for.ts'
import { caseEvents } from '../estates/case-events.ts'
import type { CaseEvent } from '../estates/case-events.ts'
import { performCase } from '../estates/replay-case.ts'
import type { Host } from '../host.ts'
import { readReplayable } from '../replayable.ts'
import type { Replayable } from '../replayable.ts'
import { DEFAULT_SEED } from '../run-options.ts'
import { projectFiles } from '../run-request.ts'
import { isFilePattern } from '../scenario-files.ts'
import { suggestion, UsageError } from '../usage-error.ts'
import type { Subject } from './engine-order.ts'
import { readSavedRun } from './saved-run.ts'
import type { SavedFailure } from './saved-run.ts'

export interface LiveTarget {
  readonly kind: 'live'
  readonly entry: Pick<CatalogEntry, 'ref' | 'kind'>
  readonly subject: Subject
  /** Removes what was loaded. */
  close(): void
}

export type Target =
  | LiveTarget
  | { readonly kind: 'failure'; readonly saved: SavedFailure }
  | { readonly kind: 'case'; readonly events: readonly CaseEvent[] }

/** One of several; where nobody chooses, the first. */
export interface Choice {
  readonly kind: 'choice'
  readonly title: string
  readonly rows: readonly { readonly text: string; readonly open: () => Promise<Target> }[]
}

export interface TargetFlags {
  readonly file?: readonly string[]
  readonly seed?: string
  /** Which failure of a saved run, from 1. */
  readonly failure?: number
}

/** The first seed that `run` drills. */
const FIRST_SEED = `${DEFAULT_SEED}-1`

/** @throws UsageError when it is nothing that can be explored */
export async function findTarget(argument: string | undefined, flags: TargetFlags, host: Host): Promise<Target | Choice> {
  if (argument === undefined) return flags.file?.length ? inFiles(flags.file, flags, host) : withoutArgument(flags, host)
  if (isFilePattern(argument)) return inFiles([argument], flags, host)
  const path = resolve(host.cwd, argument)
  // A folder may well be called as a scenario is.
  const isFile = existsSync(path) && statSync(path).isFile()
  if (isFile && isStream(path)) return inStream(argument, readFileSync(path, 'utf8'), flags)
  if (flags.failure !== undefined) throw new UsageError(`--failure is for files of --reporter ndjson, and ${argument} is none`)
  if (/^s[de]\d+\./.test(argument) || isFile || allIds(projectRoot(host.cwd)).includes(argument)) return fromReplayable(readReplayable(argument, host.cwd), flags, host)
  return byName(argument, flags, host)
}

/** Written by `--reporter ndjson`: each line begins with its version. */
const isStream = (path: string): boolean => /\.ndjson$/.test(path) || /^\{"v":1,"type":"/.test(readFileSync(path, 'utf8').slice(0, 40))

function inStream(name: string, text: string, { failure, seed }: TargetFlags): Target | Choice {
  if (seed !== undefined) throw new UsageError('--seed is for scenarios; a saved file has its seeds')
  const run = readSavedRun(name, text)
  if (run.kind === 'case') return run
  const { failures } = run
  if (failure !== undefined && failure > failures.length) throw new UsageError(`--failure ${failure}: ${name} holds ${failures.length}`)
  if (failure !== undefined || failures.length === 1) return { kind: 'failure', saved: failures[(failure ?? 1) - 1]! }
  const rows = failures.map((saved) => ({
    text: `${saved.scenario} › ${saved.failure.verdict} (${saved.failure.fingerprint}, seed ${saved.seed}): ${saved.failure.message}`,
    open: () => Promise.resolve<Target>({ kind: 'failure', saved }),
  }))
  return { kind: 'choice', title: `failures in ${name}`, rows }
}

async function fromReplayable(replayable: Replayable, { file = [], seed }: TargetFlags, host: Host): Promise<Target> {
  if (seed !== undefined) throw new UsageError('--seed is for scenarios; a token and a plan have their own')
  if (replayable.kind === 'case') {
    const again = await performCase(replayable.payload, file, host)
    if (typeof again === 'string') throw new UsageError(`the estate ${replayable.payload.estate} is not there any more, or has no such disaster; name its file with --file`)
    return { kind: 'case', events: caseEvents(again.ref, replayable.payload, again.outcome) }
  }
  const { scenario } = replayable.kind === 'plan' ? replayable.plan : replayable.payload
  const subject: Subject = replayable.kind === 'plan' ? replayable : { kind: 'failure', payload: replayable.payload }
  const catalog = await openFor(scenario, filesOf(file, replayable), host)
  return live(catalog, catalog.entries.find(({ ref }) => ref.name === scenario), subject, `there is no scenario ${scenario}; add its file with --file`)
}

function live(catalog: Catalog, entry: CatalogEntry | undefined, subject: Subject, otherwise: string): LiveTarget {
  if (entry) return { kind: 'live', entry, subject, close: catalog.close }
  catalog.close()
  throw new UsageError(otherwise)
}

const seedOf = ({ seed }: TargetFlags): Subject => ({ kind: 'seed', seed: seed ?? FIRST_SEED })

/** A scenario by its name, or a saved failure by its own. */
async function byName(name: string, flags: TargetFlags, host: Host): Promise<Target> {
  const catalog = await openFor(name, flags.file ?? [], host)
  const entry = catalog.entries.find(({ ref }) => ref.name === name)
  if (entry) return live(catalog, entry, seedOf(flags), '')
  const near = suggestion(name, [...catalog.entries.map(({ ref }) => ref.name), ...allIds(projectRoot(host.cwd))])
  catalog.close()
  if (findEntry(projectRoot(host.cwd), name) === null) throw new UsageError(`${name} is no scenario, no token, no saved failure and no file${near || '; see seeddrill list'}`)
  return fromReplayable(readReplayable(name, host.cwd), flags, host)
}

async function inFiles(files: readonly string[], flags: TargetFlags, host: Host): Promise<Target | Choice> {
  const catalog = await openCatalog(files, host.cwd, [])
  const entries = catalog.entries.filter(({ ref }) => ref.file !== null)
  if (entries.length === 1) return live(catalog, entries[0], seedOf(flags), '')
  catalog.close()
  return { kind: 'choice', title: `scenarios in ${files.join(', ')}`, rows: entries.map((entry) => row(entry, flags, host)) }
}

const row = ({ ref }: CatalogEntry, flags: TargetFlags, host: Host): Choice['rows'][number] => ({
  text: ref.name,
  open: () => byName(ref.name, ref.file === null ? flags : { ...flags, file: [ref.file] }, host),
})

/** What failed in the last run; else the scenarios of the project, and those of the package. */
async function withoutArgument(flags: TargetFlags, host: Host): Promise<Target | Choice> {
  const root = projectRoot(host.cwd)
  const [failed] = flags.seed === undefined ? lastFailed(root) : []
  if (failed) return ofLastRun(failed, root, flags, host)
  const catalog = await openCatalog(await projectFiles(host), host.cwd, [])
  catalog.close()
  const own = catalog.entries.filter(({ kind }) => kind === 'file')
  const suite = catalog.entries.filter(({ kind }) => kind === 'suite')
  return { kind: 'choice', title: 'scenarios', rows: [...own, ...suite].map((entry) => row(entry, flags, host)) }
}

function lastFailed(root: string): readonly FailedScenario[] {
  try {
    return readLastFailed(root)
  } catch (error) {
    if (error instanceof UsageError && error.exit === 'nothing-matched') return []
    throw error
  }
}

function ofLastRun({ name, file, seeds, saved }: FailedScenario, root: string, flags: TargetFlags, host: Host): Promise<Target> {
  const files = flags.file ?? (file === null ? [] : [relative(host.cwd, resolve(root, file))])
  const kept = saved.find((id) => findEntry(root, id) !== null)
  if (kept !== undefined) return fromReplayable(readReplayable(kept, host.cwd), flags, host)
  return byName(name, { ...flags, file: files, seed: seeds[0] ?? FIRST_SEED }, host)
}
