/** Where this package lies, and what its entry points are. Works from the source and from the build. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

interface Manifest {
  readonly version: string
  /** Of packages that are optional. */
  readonly peerDependencies: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>
}

const HERE = fileURLToPath(new URL('.', import.meta.url))

function findRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findRoot(dirname(folder))
}

const ROOT = findRoot(HERE)

export const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest

/** A file by its path from the root of the package. */
export const fileInPackage = (path: string): string => join(ROOT, path)

/** Parts of the package that lie beside this one: `core`, `scenarios`. */
export const siblingFolder = (name: string): string => join(HERE, '..', name)

/** Tells code of this package from code of a user, by where it runs from or by where it was built from. */
export const isOwnFile = (path: string): boolean =>
  [HERE, siblingFolder('core'), join(ROOT, 'runner'), join(ROOT, 'core')].some((folder) => path.startsWith(folder))

/** `scenarios/wal-db/log.ts` for an application that comes with the package; undefined for anything else. */
export function pathInPackage(path: string): string | undefined {
  const folders = [siblingFolder('scenarios'), join(ROOT, 'scenarios')]
  const folder = folders.find((each) => path.startsWith(each + sep))
  return folder && `scenarios${path.slice(folder.length)}`.replaceAll(sep, '/')
}

/** File of `seeddrill` or `seeddrill/reporter`; undefined when there is no such entry point. */
export function ownEntryPoint(specifier: string): string | undefined {
  const target = manifest.exports[`.${specifier.slice('seeddrill'.length)}`]
  const path = typeof target === 'object' ? target.default : target
  return path === undefined ? undefined : join(ROOT, path)
}

/** Names of all entry points, as users import them. */
export const entryPoints = (): readonly string[] => Object.keys(manifest.exports).map((name) => `seeddrill${name.slice(1)}`)

/** A script for a worker thread. Threads run built code even when this file does not. */
export function workerScript(name: string): URL {
  const folder = import.meta.url.endsWith('.ts') ? join(ROOT, 'dist/runner') : HERE
  return pathToFileURL(join(folder, `${name}.js`))
}
