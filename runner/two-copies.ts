/** Two copies of this package in one run: told in a line, before anything is judged wrongly. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { foreignOrigin } from '../core/drill/origin.ts'
import type { Scenario } from '../core/index.ts'
import { fileInPackage, manifest } from './package-root.ts'

/**
 * One line that names both copies; null when there is only this one.
 * @param root what paths are told from
 */
export function twoCopies(scenarios: readonly Scenario[], root: string): string | null {
  const made = scenarios.flatMap((scenario) => [
    [`scenario ${scenario.name}`, scenario] as const,
    ...Object.entries(scenario.machines).map(([machine, app]) => [`application of ${machine}`, app as object] as const),
  ])
  for (const [what, thing] of made) {
    const origin = foreignOrigin(thing)
    if (origin !== null) return `two copies of seeddrill: the ${what} comes from ${copyAt(origin, root)}, and the run is by ${own(root)}; install it once`
  }
  return null
}

const shown = (folder: string, root: string): string => relative(root, folder) || '.'

const own = (root: string): string => `${manifest.version} in ${shown(fileInPackage('.'), root)}`

function copyAt(address: string, root: string): string {
  let folder = dirname(fileURLToPath(address))
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  const file = join(folder, 'package.json')
  const { version = 'an unknown version' } = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { readonly version?: string }) : {}
  return `${version} in ${shown(folder, root)}`
}
