/** The folder of saved failures: `.seeddrill/corpus/<scenario>/<fingerprint>.json`. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { replaceFile } from '../report-file.ts'
import type { SavedCase } from '../order.ts'
import { UsageError } from '../usage-error.ts'
import { readEntry } from './entry.ts'
import type { CorpusEntry } from './entry.ts'
import { slugOf } from './short-id.ts'

export const STATE_FOLDER = '.seeddrill'
const CORPUS = `${STATE_FOLDER}/corpus`
/** What was found belongs to everybody who works on the project; what failed last belongs to one. */
const IGNORED = 'last-run.json\n*.tmp\n'

export type StoredEntry = CorpusEntry & SavedCase

/** Where an entry lies, from the root. */
export const pathOf = (scenario: string, name: string): string => `${CORPUS}/${slugOf(scenario)}/${name}.json`

/**
 * Entries of one scenario, those that a person understands fastest first; whatever their folder holds of others is left out.
 * @throws UsageError for a file that holds no saved failure
 */
export function entriesOf(root: string, scenario: string): readonly StoredEntry[] {
  return pathsIn(root, slugOf(scenario))
    .map((path) => readStored(root, path))
    .filter(({ payload }) => payload.scenario === scenario)
    .sort((one, other) => complexity(one) - complexity(other))
}

/** A second crash is harder to follow than any number of operations. */
function complexity({ payload: { crash, plan } }: StoredEntry): number {
  const goesOn = crash.then !== undefined || (crash.kind === 'disaster' && crash.failback !== undefined)
  return plan.operations.length + (goesOn ? 1e6 : 0)
}

/** Paths of all entries, from the root, in one order. Nothing is read. */
export function allPaths(root: string): readonly string[] {
  return namesIn(join(root, CORPUS)).flatMap((folder) => pathsIn(root, folder))
}

/** @throws UsageError for a file that holds no saved failure */
export function readStored(root: string, path: string): StoredEntry {
  const read = readEntry(readFileSync(join(root, path), 'utf8'))
  if (!read.ok) throw new UsageError(`${path} is no saved failure: ${read.message}; mend it or delete it`)
  // Whoever moves a file names it anew.
  return { ...read.entry, id: idOf(path), path }
}

/** The id of an entry, by where it lies. */
export const idOf = (path: string): string => `${basename(dirname(path))}-${basename(path, '.json')}`

/** There as a whole or not at all. Throws what the file system says. */
export function writeState(root: string, path: string, text: string): void {
  const target = join(root, path)
  mkdirSync(dirname(target), { recursive: true })
  ignoreState(root)
  replaceFile(target, text)
}

function ignoreState(root: string): void {
  try {
    writeFileSync(join(root, STATE_FOLDER, '.gitignore'), IGNORED, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

function pathsIn(root: string, folder: string): readonly string[] {
  const names = namesIn(join(root, CORPUS, folder)).filter((name) => /^[^.].*\.json$/.test(name)).map((name) => basename(name, '.json'))
  return names.sort().map((name) => `${CORPUS}/${folder}/${name}.json`)
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort()
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return []
    throw error
  }
}
