/** All estates and strategies that a command can name: those of the package and those in users' files. */
import { strategies as presets, USUAL_STRATEGIES } from '../../core/drill/estate/index.ts'
import type { Strategy } from '../../core/drill/estate/index.ts'
import { builtInCodeHash, bundleCodeHash } from '../code-hash.ts'
import { builtIns } from '../load-scenario.ts'
import { isFilePattern, loadFiles } from '../scenario-files.ts'
import { suggestion, UsageError } from '../usage-error.ts'
import { builtInEstates, estateFactsOf, zooCases } from './load-estate.ts'
import type { StatedCase } from './load-estate.ts'
import type { EstateFacts, EstateFileFacts, EstateRef } from './order.ts'
import { estateOfScenario } from './scenario-estate.ts'

export interface EstateEntry {
  readonly ref: EstateRef
  readonly facts: EstateFacts
  /** Of the zoo: what is compared where nobody says otherwise. Null: what is usual. */
  readonly stated: StatedCase | null
}

export interface EstateCatalog {
  /** Built-in ones first. */
  readonly estates: readonly EstateEntry[]
  /** Scenarios in users' files that no estate is made of, with an estate of defaults around each. */
  readonly scenarios: readonly EstateEntry[]
  /** Presets first. */
  readonly strategies: readonly Strategy[]
  /** What is compared where nobody says otherwise: the usual ones, and all that the files state. */
  readonly usual: readonly Strategy[]
  close(): void
}

const NOTHING = 'no estate, no scenario and no strategy; write: export default estate({ … })'

/**
 * @param files as on the command line
 * @throws UsageError when a file cannot be loaded, or two estates or strategies have one name
 */
export async function openEstateCatalog(files: readonly string[], cwd: string): Promise<EstateCatalog> {
  const { files: loaded, close } = await loadFiles<EstateFileFacts>(files, cwd, async (realm, bundle) => {
    const found = await realm.describeEstates(bundle, cwd)
    return found.estates.length + found.scenarios.length + found.strategies.length === 0 ? null : found
  }, NOTHING)
  try {
    const entriesOf = (kind: 'estates' | 'scenarios') => loaded.flatMap(({ name: file, bundle, portableText, found }) =>
      found[kind].map((facts): EstateEntry => ({
        facts,
        stated: null,
        ref: { name: facts.name, bundle, file, codeHash: bundleCodeHash(portableText, facts.programs) },
      })),
    )
    const [fromFiles, scenarios] = [entriesOf('estates'), entriesOf('scenarios')]
    const own = loaded.flatMap(({ found }) => found.strategies)
    const estates = [...(await builtInEntries()), ...fromFiles]
    const strategies = [...Object.values(presets), ...own]
    refuseDoubles('estates', [...estates, ...scenarios].map(({ ref }) => ref.name))
    refuseDoubles('strategies', strategies.map(({ id }) => id))
    return { estates, scenarios, strategies, usual: [...USUAL_STRATEGIES, ...own], close }
  } catch (error) {
    close()
    throw error
  }
}

async function builtInEntries(): Promise<readonly EstateEntry[]> {
  const own = (await builtInEstates()).map((estate) => ({ estate, stated: null }))
  const ofZoo = (await zooCases()).map((stated) => ({ estate: stated.estate, stated }))
  return [...own, ...ofZoo].map(({ estate, stated }) => {
    const facts = estateFactsOf(estate)
    return { facts, stated, ref: { name: estate.name, bundle: null, file: null, codeHash: builtInCodeHash(facts.programs) } }
  })
}

function refuseDoubles(what: string, names: readonly string[]): void {
  const double = names.find((name, index) => names.indexOf(name) !== index)
  if (double !== undefined) throw new UsageError(`two ${what} are named ${double}; rename one of them`)
}

/**
 * The estate that a command means. A file means the one in it; nothing means the one in the only file, else the first built-in one.
 * @throws UsageError when there is none, or there are several
 */
export function chooseEstate({ estates }: EstateCatalog, wanted: string | undefined): EstateEntry {
  const inFiles = estates.filter(({ ref }) => ref.file !== null)
  if (wanted === undefined) return inFiles.length === 0 ? estates[0]! : theOnly(inFiles)
  if (isFilePattern(wanted)) return theOnly(inFiles.filter(({ ref }) => ref.file === wanted))
  const found = estates.find(({ ref }) => ref.name === wanted)
  if (found) return found
  const names = estates.map(({ ref }) => ref.name)
  const outsideZoo = estates.filter(({ stated }) => stated === null).map(({ ref }) => ref.name)
  throw new UsageError(`there is no estate ${wanted}${suggestion(wanted, names) || `; there is ${outsideZoo.join(', ')}, or add its file with --file`}`)
}

/** A built-in scenario with an estate of defaults around it; null: there is no such scenario. */
export async function builtInScenario(name: string): Promise<EstateEntry | null> {
  const found = (await builtIns([name])).find(({ scenario }) => scenario.name === name)
  if (!found) return null
  const facts = estateFactsOf(estateOfScenario(found.scenario))
  return { facts, stated: null, ref: { name, bundle: null, file: null, codeHash: builtInCodeHash(facts.programs) } }
}

/**
 * What advice is wanted about: an estate or, where there is none of the name or in the file, a scenario.
 * @throws UsageError as {@link chooseEstate}
 */
export async function chooseAdvised(catalog: EstateCatalog, wanted: string | undefined): Promise<EstateEntry> {
  const { estates, scenarios } = catalog
  const inFile = ({ ref }: EstateEntry): boolean => wanted === undefined ? ref.file !== null : ref.file === wanted
  const named = (wanted !== undefined && !isFilePattern(wanted))
  if (named && !estates.some(({ ref }) => ref.name === wanted)) {
    const found = scenarios.find(({ ref }) => ref.name === wanted) ?? (await builtInScenario(wanted))
    if (found) return found
  }
  if (!named && !estates.some(inFile) && scenarios.some(inFile)) return theOnly(scenarios.filter(inFile))
  return chooseEstate(catalog, wanted)
}

function theOnly(entries: readonly EstateEntry[]): EstateEntry {
  if (entries.length === 1) return entries[0]!
  if (entries.length === 0) throw new UsageError('the file exports strategies, and no estate; name an estate')
  throw new UsageError(`there are several estates: ${entries.map(({ ref }) => ref.name).join(', ')}; name one of them`)
}

/**
 * Those of these names, in the order of the catalog.
 * @throws UsageError for a name that there is not
 */
export function chooseByName<Each>(option: string, what: string, given: readonly string[], all: readonly Each[], nameOf: (each: Each) => string): readonly Each[] {
  const names = all.map(nameOf)
  const unknown = given.find((name) => !names.includes(name))
  if (unknown !== undefined) throw new UsageError(`${option}: there is no ${what} ${unknown}${suggestion(unknown, names) || `; there are ${names.join(', ')}`}`)
  return all.filter((each) => given.includes(nameOf(each)))
}
