/** What `compare` and `advise` were asked for, with every default filled in. */
import { DEFAULT_QUIET_DAYS, ESTATE_DISASTER_KINDS } from '../../core/drill/estate/index.ts'
import type { EstateDisasterKind } from '../../core/drill/estate/index.ts'
import type { Language } from '../../reports/index.ts'
import { SEEDDRILL, shellArgument } from '../../reports/shell.ts'
import type { Host } from '../host.ts'
import { DEFAULT_SEED, defaultWorkers } from '../run-options.ts'
import { isFilePattern } from '../scenario-files.ts'
import { chooseByName, chooseEstate, openEstateCatalog } from './catalog.ts'
import type { EstateCatalog, EstateEntry } from './catalog.ts'
import type { Comparison } from './measure.ts'
import { whatStrikes } from './what-strikes.ts'

/** As the command line gives them. */
export interface EstateFlags {
  readonly file?: readonly string[]
  readonly histories?: number
  readonly disasters?: number
  readonly quietDays?: number
  readonly kinds?: readonly string[]
  readonly strategies?: readonly string[]
  readonly seed?: string
  readonly workers?: number
  /** True: on standard output; a text: into this file. */
  readonly json?: true | string
  readonly lang?: Language
  readonly color: boolean
}

export const DEFAULT_HISTORIES = 200

export interface EstateOptions extends Comparison {
  readonly seed: string
  readonly histories: number
  readonly workers: number
  readonly language: Language
}

export interface OpenedEstate {
  readonly options: EstateOptions
  readonly catalog: EstateCatalog
}

/** @throws UsageError when there is none, or there are several */
export type ChooseEntry = (catalog: EstateCatalog, wanted: string | undefined) => EstateEntry | Promise<EstateEntry>

/**
 * The catalog is left open.
 * @param wanted name of an estate, or a file with one
 * @throws UsageError for whatever there is not, and when nothing could strike
 */
export async function openEstate(wanted: string | undefined, flags: EstateFlags, host: Host, choose: ChooseEntry = chooseEstate): Promise<OpenedEstate> {
  const wantedKinds = flags.kinds
    ? chooseByName<EstateDisasterKind>('--kinds', 'kind of disaster', flags.kinds, ESTATE_DISASTER_KINDS, (kind) => kind)
    : null
  const catalog = await openEstateCatalog(filesOf(wanted, flags), host.cwd)
  try {
    const { ref: estate, facts, stated } = await choose(catalog, wanted)
    const kinds = whatStrikes({ name: estate.name, hasMishap: facts.hasMishap, kinds: wantedKinds, stated: stated?.kinds, disasters: flags.disasters })
    const known = stated ? [stated.strategy, ...catalog.strategies] : catalog.strategies
    const strategies = flags.strategies
      ? chooseByName('--strategies', 'strategy', flags.strategies, known, ({ id }) => id)
      : stated ? [stated.strategy] : catalog.usual
    const { seed = DEFAULT_SEED, histories = DEFAULT_HISTORIES, disasters = stated?.disasters ?? kinds.length, workers = defaultWorkers(host.processors) } = flags
    const { quietDays = stated?.quietDays ?? DEFAULT_QUIET_DAYS, lang: language = 'en' } = flags
    return { catalog, options: { estate, facts, strategies, kinds, disasters, quietDays, seed, histories, workers: Math.min(workers, histories), language } }
  } catch (error) {
    catalog.close()
    throw error
  }
}

/** Every file that was named, each once. */
export function filesOf(wanted: string | undefined, { file = [] }: EstateFlags): readonly string[] {
  return [...new Set([...(wanted !== undefined && isFilePattern(wanted) ? [wanted] : []), ...file])]
}

/** The command that gives the same document again, on any machine and with any number of workers. */
export function commandOf(name: 'compare' | 'advise', { estate, strategies, kinds, disasters, quietDays, seed, histories }: EstateOptions, files: readonly string[]): string {
  const parts = [
    SEEDDRILL, name, shellArgument(estate.name),
    ...files.flatMap((file) => ['--file', shellArgument(file)]),
    '--histories', String(histories),
    ...(name === 'compare' ? ['--disasters', String(disasters), '--kinds', kinds.join(), '--strategies', strategies.map(({ id }) => id).join()] : []),
    ...(quietDays === DEFAULT_QUIET_DAYS ? [] : ['--quiet-days', String(quietDays)]),
    '--seed', shellArgument(seed),
  ]
  return parts.join(' ')
}
