/** Loads users' scenario files: bundles each, and has a thread of its own say what is in it. */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundleFile } from './bundle.ts'
import { bundleCodeHash } from './code-hash.ts'
import type { ScenarioFacts, ScenarioRef } from './order.ts'
import { openRealm, RealmError } from './realm-client.ts'
import type { Realm } from './realm-client.ts'
import { messageOf, UsageError } from './usage-error.ts'

export interface FileScenario {
  readonly ref: ScenarioRef
  readonly facts: ScenarioFacts
}

/** What came out of a file. */
export interface LoadedFile<Found> {
  /** As the person named it. */
  readonly name: string
  /** Address of its bundle. */
  readonly bundle: string
  /** The bundle as it would be on any machine, for a code hash. */
  readonly portableText: string
  /** Absolute paths of the local files that it is made of. */
  readonly inputs: readonly string[]
  readonly found: Found
}

export interface LoadedFiles<Found> {
  readonly files: readonly LoadedFile<Found>[]
  /** Removes the bundles. */
  close(): void
}

/** A file whose top level never ends must not hang the run; on a machine that is busy with other things a good one takes long. */
const LOADING_MS = 60_000
const EXTENSION = /\.[cm]?[jt]sx?$/

/** Tells a scenario file from the name of a scenario. */
export const isFilePattern = (pattern: string): boolean => EXTENSION.test(pattern)

/** Says what is in a bundle, by asking a thread. Null: nothing of use. */
export type Look<Found> = (realm: Realm, bundle: string) => Promise<Found | null>

/**
 * @param names as on the command line, relative to `cwd`
 * @param what a file must export, and how one writes it, for the message
 * @throws UsageError when a file is missing, does not compile, throws, or exports nothing of use
 */
export async function loadFiles<Found>(names: readonly string[], cwd: string, look: Look<Found>, what: string): Promise<LoadedFiles<Found>> {
  if (names.length === 0) return { files: [], close: () => {} }
  for (const name of names) checkFile(name, cwd)
  const folder = mkdtempSync(join(tmpdir(), 'seeddrill-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  // A second Ctrl-C ends the process without coming back here.
  process.once('exit', remove)
  const close = (): void => {
    process.off('exit', remove)
    remove()
  }
  try {
    const files: LoadedFile<Found>[] = []
    for (const name of new Set(names)) files.push(await loadFile(name, join(folder, String(files.length)), cwd, look, what))
    return { files, close }
  } catch (error) {
    close()
    throw error
  }
}

/** The scenarios in users' files. */
export async function loadScenarioFiles(names: readonly string[], cwd: string): Promise<{ readonly scenarios: readonly FileScenario[]; readonly inputs: readonly string[]; close(): void }> {
  const look: Look<readonly ScenarioFacts[]> = async (realm, bundle) => {
    const facts = await realm.describe(bundle, cwd)
    return facts.length === 0 ? null : facts
  }
  const { files, close } = await loadFiles(names, cwd, look, 'no scenario; write: export default scenario({ … }); an estate is for seeddrill compare')
  const scenarios = files.flatMap(({ name: file, bundle, portableText, found }) =>
    found.map((facts) => ({ facts, ref: { name: facts.name, bundle, file, codeHash: bundleCodeHash(portableText, facts.programs) } })),
  )
  return { scenarios, inputs: files.flatMap(({ inputs }) => inputs), close }
}

function checkFile(name: string, cwd: string): void {
  const status = statSync(resolve(cwd, name), { throwIfNoEntry: false })
  if (!status) throw new UsageError(`${name}: there is no such file; name a scenario file, or a scenario of seeddrill list`)
  if (!status.isFile()) throw new UsageError(`${name}: is not a file`)
}

async function loadFile<Found>(name: string, folder: string, cwd: string, look: Look<Found>, what: string): Promise<LoadedFile<Found>> {
  const file = resolve(cwd, name)
  mkdirSync(folder)
  const output = join(folder, `${basename(file, extname(file))}.mjs`)
  const { portableText, text, inputs } = await bundleFile(file, output, cwd)
  writeFileSync(output, text)
  const bundle = pathToFileURL(output).href
  return { name, bundle, portableText, inputs, found: await lookInto(name, bundle, look, what) }
}

async function lookInto<Found>(name: string, bundle: string, look: Look<Found>, what: string): Promise<Found> {
  const realm = openRealm()
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`is not loaded after ${LOADING_MS / 1000} s`)), LOADING_MS)
  })
  try {
    const found = await Promise.race([look(realm, bundle), tooLong])
    if (found !== null) return found
  } catch (error) {
    const ended = error instanceof RealmError && error.name === 'Exit'
    throw new UsageError(`${name} cannot be loaded: ${ended ? 'it ends the process' : messageOf(error)}`)
  } finally {
    clearTimeout(timer)
    await realm.close()
  }
  throw new UsageError(`${name} exports ${what}`)
}
