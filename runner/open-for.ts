/** Opens the catalog in which a scenario is that a token, a plan or a saved failure names. */
import { openCatalog } from './catalog.ts'
import type { Catalog } from './catalog.ts'
import type { Host } from './host.ts'
import type { Replayable } from './replayable.ts'
import { projectFiles } from './run-request.ts'

/** Files named by hand win over the one that was recorded. */
export function filesOf(named: readonly string[], replayable: Replayable): readonly string[] {
  if (named.length > 0 || replayable.kind !== 'failure' || replayable.file === undefined) return named
  return [replayable.file]
}

/** Where nobody says which file, the built-in scenarios are looked through, and then those of the project. */
export async function openFor(scenario: string, files: readonly string[], host: Host): Promise<Catalog> {
  const catalog = await openCatalog(files, host.cwd, [scenario])
  if (files.length > 0 || catalog.entries.some(({ ref }) => ref.name === scenario)) return catalog
  catalog.close()
  return openCatalog(await projectFiles(host), host.cwd, [scenario])
}
