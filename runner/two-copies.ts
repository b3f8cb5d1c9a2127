/** Two copies of this package in one run: told in a line, before anything is judged wrongly. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { foreignOrigin } from '../core/drill/origin.ts'
import type { Scenario } from '../core/index.ts'
import { fileInPackage, manifest, siblingFolder } from './package-root.ts'

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
    if (origin === null) continue
    const { theirs, ours } = told(origin, root)
    return `two copies of seeddrill: the ${what} comes from ${theirs}, and the run is by ${ours}; install it once`
  }
  return null
}

interface Copy {
  readonly version: string
  readonly folder: string
}

/** Source and build of one package are two copies too; there, the folder of the package would tell nobody which is which. */
function told(origin: string, root: string): { readonly theirs: string; readonly ours: string } {
  const [theirs, ours] = [copyOf(origin), { version: manifest.version, folder: resolve(fileInPackage('.')) }]
  const show = ({ version, folder }: Copy): string => `${version} in ${relative(root, folder) || '.'}`
  if (theirs.folder !== ours.folder) return { theirs: show(theirs), ours: show(ours) }
  return { theirs: show({ ...theirs, folder: dirname(fileURLToPath(origin)) }), ours: show({ ...ours, folder: siblingFolder('core/drill') }) }
}

function copyOf(address: string): Copy {
  let folder = dirname(fileURLToPath(address))
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  const file = join(folder, 'package.json')
  const { version = 'an unknown version' } = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { readonly version?: string }) : {}
  return { version, folder }
}
