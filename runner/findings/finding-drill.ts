/** The drills that docs/findings.md tells of, each with the package that it is about and what that promises. */
import type { ExpectedBecause } from '../../core/drill/events.ts'
import type { Scenario, VerdictName } from '../../core/index.ts'
import type { AnyApp } from '../../core/drill/scenario.ts'
import type { EngineScenario } from '../../scenarios/engine-scenario.ts'
import { hostedDrills } from '../../scenarios/hosted-scenarios.ts'
import type { HostedDrill } from '../../scenarios/hosted-scenarios.ts'
import { sqliteDrills } from '../../scenarios/sqlite-scenarios.ts'
import type { SqliteDrill } from '../../scenarios/sqlite-scenarios.ts'
import { manifest } from '../package-root.ts'
import { suggestion, UsageError } from '../usage-error.ts'

export interface FindingDrill extends EngineScenario {
  /** Name and version of the package; null for a program of our own. */
  readonly subject: string | null
  /** The kind of its file system, as mounted. */
  readonly mount: string
  /** What is promised and what is not, as a paragraph with sources. */
  readonly promise: string
}

/** What the result is called. */
export const KINDS: Readonly<Record<ExpectedBecause, string>> = { planted: 'known-bad', documented: 'witness', contradicted: 'finding' }

const SQLITE_PACKAGE = '@sqlite.org/sqlite-wasm'
/** Of SQLite two that its pages speak of, with the verdicts that show it. */
const SQLITE_SHOWN: Readonly<Record<string, readonly VerdictName[]>> = {
  'sqlite/persist-normal': ['order-hole', 'partial-transaction', 'wrong-data', 'silent-corruption', 'refuses-to-open'],
  'sqlite/wal-normal/acknowledged': ['lost-ack'],
}

/**
 * In the order of the document.
 * @param names of scenarios; none: all
 * @throws UsageError for a name that there is not
 */
export function findingDrills(names: readonly string[]): readonly FindingDrill[] {
  const all = [...hostedDrills().map(ofHosted), ...sqliteDrills().flatMap(ofSqlite)]
  const known = all.map(({ scenario }) => scenario.name)
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) throw new UsageError(`there is no finding ${unknown}${suggestion(unknown, known)}`)
  return names.length === 0 ? all : all.filter(({ scenario }) => names.includes(scenario.name))
}

function ofHosted({ contract, ...drill }: HostedDrill): FindingDrill {
  const mount = mountOf(drill.scenario)
  if (contract === null) return { ...drill, mount, subject: null, promise: 'It promises nothing; it is here to show what such programs lose.' }
  const { package: name, promises, permits, page } = contract
  const doubt = contract.doubt === null ? '' : ` A doubt: ${contract.doubt}.`
  return {
    ...drill,
    mount,
    subject: `${name} ${versionOf(name)}`,
    promise: `What is promised: ${promises} ([README](${page})). What is not: ${permits}.${doubt}`,
  }
}

function ofSqlite({ contract, ...drill }: SqliteDrill): readonly FindingDrill[] {
  const expected = SQLITE_SHOWN[drill.scenario.name]
  if (!expected) return []
  const said = contract.sources.map(({ page, says }) => `${says} ([source](${page}))`)
  return [{
    ...drill,
    expected,
    mount: mountOf(drill.scenario),
    subject: `${SQLITE_PACKAGE} ${versionOf(SQLITE_PACKAGE)}`,
    promise: `What is promised: ${said.join('; ')}.`,
  }]
}

/** That which users are asked to install. */
function versionOf(name: string): string {
  return manifest.peerDependencies[name]!
}

function mountOf({ machines }: Scenario): string {
  const [app] = Object.values(machines as Readonly<Record<string, AnyApp>>)
  const disk = app?.fileSystems?.disk
  const mount = typeof disk === 'object' ? (disk.mount ?? 'ext4') : 'ext4'
  return typeof mount === 'string' ? mount : 'options of its own'
}
