/**
 * What a run asks of its workers. No code travels: a worker does a run only with a checkout of its own that has the very
 * same code, so nobody who can write to the queue can make a worker run what is not there already.
 */
import { openCatalog } from '../catalog.ts'
import type { Catalog } from '../catalog.ts'
import type { CaseOrder, ScenarioRef } from '../order.ts'
import { messageOf } from '../usage-error.ts'

/** As a worker would name it; where its bundle lies is for each machine to know. */
export type NamedScenario = Omit<ScenarioRef, 'bundle'>

export interface AboutRun {
  /** Of the package. */
  readonly version: string
  readonly scenarios: readonly NamedScenario[]
}

export interface OwnScenarios {
  /** The same order for this machine. */
  own(order: CaseOrder): CaseOrder
  close(): void
}

/**
 * @param cwd files are named from here
 * @returns one line, when this machine has other code
 */
export async function findOwn({ version, scenarios }: AboutRun, ownVersion: string, cwd: string): Promise<OwnScenarios | string> {
  if (version !== ownVersion) return `the run is of seeddrill ${version}, this is ${ownVersion}`
  const files = [...new Set(scenarios.flatMap(({ file }) => file ?? []))]
  let catalog: Catalog
  try {
    catalog = await openCatalog(files, cwd, scenarios.flatMap(({ file, name }) => (file === null ? [name] : [])))
  } catch (error) {
    return messageOf(error)
  }
  const bundles = new Map<string, string | null>()
  for (const { name, codeHash } of scenarios) {
    const ref = catalog.entries.find((entry) => entry.ref.name === name)?.ref
    if (ref?.codeHash === codeHash) bundles.set(name, ref.bundle)
    else {
      catalog.close()
      return ref ? `${name} has other code here: its hash is ${ref.codeHash}, not ${codeHash}` : `there is no scenario ${name} here`
    }
  }
  return {
    own: (order) => ({ ...order, scenario: { ...order.scenario, bundle: bundles.get(order.scenario.name) ?? null } }),
    close: catalog.close,
  }
}
