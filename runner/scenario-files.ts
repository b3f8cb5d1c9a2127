/** Loads users' scenario files: bundles each, and has a thread of its own say what is in it. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundleFile } from './bundle.ts'
import { bundleCodeHash } from './code-hash.ts'
import type { ScenarioFacts, ScenarioRef } from './order.ts'
import { openRealm, RealmError } from './realm-client.ts'
import { messageOf, UsageError } from './usage-error.ts'

export interface FileScenario {
  readonly ref: ScenarioRef
  readonly facts: ScenarioFacts
}

export interface LoadedFiles {
  readonly scenarios: readonly FileScenario[]
  /** Removes the bundles. */
  close(): void
}

const LOADING_MS = 10_000
const EXTENSION = /\.[cm]?[jt]sx?$/

/** Tells a scenario file from the name of a scenario. */
export const isFilePattern = (pattern: string): boolean => EXTENSION.test(pattern)

/**
 * @param names as on the command line, relative to `cwd`
 * @throws UsageError when a file is missing, does not compile, throws, or exports no scenario
 */
export async function loadScenarioFiles(names: readonly string[], cwd: string): Promise<LoadedFiles> {
  if (names.length === 0) return { scenarios: [], close: () => {} }
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
    const loaded: FileScenario[] = []
    for (const name of new Set(names)) loaded.push(...(await loadFile(name, folder, loaded.length, cwd)))
    return { scenarios: loaded, close }
  } catch (error) {
    close()
    throw error
  }
}

function checkFile(name: string, cwd: string): void {
  const status = statSync(resolve(cwd, name), { throwIfNoEntry: false })
  if (!status) throw new UsageError(`${name}: there is no such file; name a scenario file, or a scenario of seeddrill list`)
  if (!status.isFile()) throw new UsageError(`${name}: is not a file`)
}

async function loadFile(name: string, folder: string, nth: number, cwd: string): Promise<readonly FileScenario[]> {
  const file = resolve(cwd, name)
  const output = join(folder, `${basename(file, extname(file))}-${nth}.mjs`)
  const { portableText, text } = await bundleFile(file, output, cwd)
  writeFileSync(output, text)
  const bundle = pathToFileURL(output).href
  const found = await describe(name, bundle, cwd)
  return found.map((facts) => {
    const codeHash = bundleCodeHash(portableText, facts.programs)
    return { facts, ref: { name: facts.name, bundle, file: name, codeHash } }
  })
}

async function describe(name: string, bundle: string, cwd: string): Promise<readonly ScenarioFacts[]> {
  const realm = openRealm()
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`is not loaded after ${LOADING_MS / 1000} s`)), LOADING_MS)
  })
  try {
    const found = await Promise.race([realm.describe(bundle, cwd), tooLong])
    if (found.length > 0) return found
  } catch (error) {
    const ended = error instanceof RealmError && error.name === 'Exit'
    throw new UsageError(`${name} cannot be loaded: ${ended ? 'it ends the process' : messageOf(error)}`)
  } finally {
    clearTimeout(timer)
    await realm.close()
  }
  throw new UsageError(`${name} exports no scenario; write: export default scenario({ … })`)
}
