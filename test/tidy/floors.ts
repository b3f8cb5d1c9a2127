import { posix } from 'node:path'
import { importsOf, type ImportEdge, type SourceText } from './imports.ts'

/** The floors of `core`, from the ground up. A floor imports only lower ones and itself. */
export const FLOORS = [
  'sim', 'block', 'fs', 'net', 'machine', 'hosting', 'replication', 'backup', 'failover', 'crash', 'oracle', 'drill',
] as const

/** What each folder may import beside itself. */
export const FOLDERS: Readonly<Record<string, { readonly imports: readonly string[]; readonly typesOnly?: true }>> = {
  core: { imports: [] },
  scenarios: { imports: ['core'] },
  reports: { imports: ['core'], typesOnly: true },
  runner: { imports: ['core', 'scenarios', 'reports'] },
  test: { imports: ['core', 'scenarios', 'reports', 'runner'] },
  docs: { imports: [] },
}

/** Floors that may import nothing but types from other floors. */
const PURE_FLOORS: readonly string[] = ['oracle']

/** An import of one of our files by another, with the target as a path from the root. */
interface Edge extends ImportEdge {
  readonly from: string
  readonly to: string
}

/**
 * Checks folders, floors and cycles. Returns one sentence for each violation, none if the house is
 * in order. Does not check that an imported file exists: the compiler does.
 */
export function checkHouse(files: readonly SourceText[]): readonly string[] {
  const sources = files.filter(({ path }) => path.includes('/') && /\.(tsx?|m?js)$/.test(path))
  const edges = sources.flatMap(edgesOf)
  return [
    ...files.flatMap(({ path }) => checkPlace(path)),
    ...edges.flatMap((edge) => checkFolders(edge) ?? checkFloors(edge) ?? []),
    ...sources.flatMap(checkSelfImports),
    ...findCycles(edges.filter(({ typeOnly }) => !typeOnly)).map((cycle) => `cycle of imports: ${cycle.join(' → ')}`),
  ]
}

const isRelative = ({ specifier }: ImportEdge): boolean => specifier.startsWith('.')

function edgesOf(file: SourceText): readonly Edge[] {
  return importsOf(file)
    .filter(isRelative)
    .map((edge) => ({ ...edge, from: file.path, to: posix.join(posix.dirname(file.path), edge.specifier) }))
}

function checkPlace(path: string): readonly string[] {
  const [folder = '', floor = ''] = path.split('/')
  if (!path.includes('/') || folder.startsWith('.')) return []
  if (!Object.hasOwn(FOLDERS, folder)) return [`${path}: there is no folder ${folder}/ in this house`]
  if (folder !== 'core' || path === 'core/index.ts') return []
  if (path.split('/').length === 2) return [`${path}: only index.ts lies at the root of core/`]
  return FLOORS.some((name) => name === floor) ? [] : [`${path}: core/ has no floor ${floor}`]
}

/** The package's own name leads to what was built last, which may be older than the source. */
function checkSelfImports(file: SourceText): readonly string[] {
  if (file.path.startsWith('test/')) return []
  return importsOf(file)
    .filter(({ specifier }) => /^seeddrill(\/|$)/.test(specifier))
    .map(({ specifier }) => `${file.path}: import ${specifier} by a relative path`)
}

function checkFolders({ from, to, typeOnly }: Edge): string | undefined {
  const source = from.split('/')[0]!
  const target = to.split('/')[0]!
  const rule = FOLDERS[source]
  if (source === target || !rule) return undefined
  if (!rule.imports.includes(target)) return `${from}: ${source}/ may not import ${to}`
  if (rule.typesOnly && !typeOnly) return `${from}: ${source}/ may import only types of ${to}`
  return undefined
}

function checkFloors({ from, to, typeOnly }: Edge): string | undefined {
  if (!from.startsWith('core/') || !to.startsWith('core/')) return undefined
  const [source, target] = [floorOf(from), floorOf(to)]
  if (source === target) return undefined
  if (heightOf(target) > heightOf(source)) return `${from}: floor ${source} may not import ${to} above it`
  if (PURE_FLOORS.includes(source) && !typeOnly) return `${from}: floor ${source} may import only types of ${to}`
  return undefined
}

/** `core/index.ts`, the face of the whole, counts as the roof. */
const floorOf = (path: string): string => (path.split('/').length > 2 ? path.split('/')[1]! : 'roof')

function heightOf(floor: string): number {
  const height = FLOORS.findIndex((name) => name === floor)
  return height < 0 ? FLOORS.length : height
}

/** Every cycle that a depth-first walk closes, each told once, from its smallest path on. */
function findCycles(edges: readonly Edge[]): readonly (readonly string[])[] {
  const targets = new Map<string, string[]>()
  for (const { from, to } of edges) targets.set(from, [...(targets.get(from) ?? []), to])
  const state = new Map<string, 'open' | 'done'>()
  const cycles: string[][] = []
  const trail: string[] = []
  const walk = (path: string): void => {
    if (state.get(path) === 'open') cycles.push(rotate(trail.slice(trail.indexOf(path))))
    if (state.has(path)) return
    state.set(path, 'open')
    trail.push(path)
    for (const target of targets.get(path) ?? []) walk(target)
    trail.pop()
    state.set(path, 'done')
  }
  for (const path of [...targets.keys()].sort()) walk(path)
  return cycles
}

function rotate(cycle: readonly string[]): string[] {
  const start = cycle.indexOf([...cycle].sort()[0]!)
  return [...cycle.slice(start), ...cycle.slice(0, start), cycle[start]!]
}
