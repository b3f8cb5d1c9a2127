import ts from 'typescript'
import type { SourceText } from './imports.ts'

const HEAD_COMMENT_CHARACTERS = 200

interface ForbiddenText {
  readonly pattern: RegExp
  readonly why: string
}

/** The words are put together from parts, so that this file passes its own check. */
const FORBIDDEN: readonly ForbiddenText[] = [
  { pattern: new RegExp(`(?<![\\w.)}\\]-])/(${['work', 'tmp', 'root'].join('|')})/`), why: 'a path of one machine' },
  { pattern: new RegExp(`${'regis'}${'try'}\\.(npmjs|yarnpkg|npmmirror)`), why: 'the host of a package registry' },
  { pattern: new RegExp(`\\b(${'TO'}${'DO'}|${'FIX'}${'ME'})\\b`), why: 'work left undone' },
]

/** Finds text that has no place in the repository. Returns one sentence for each line that has some. */
export function checkText({ path, source }: SourceText): readonly string[] {
  return source.split('\n').flatMap((line, index) =>
    FORBIDDEN.filter(({ pattern }) => pattern.test(line)).map(({ why }) => `${path}:${index + 1}: ${why}: ${line.trim()}`),
  )
}

/** Checks that every folder of `core` that holds files has a face that says what the room is for. */
export function checkFaces(files: readonly SourceText[]): readonly string[] {
  const folders = new Set(files.flatMap(({ path }) => /^core\/[^/]+(?=\/)/.exec(path)?.[0] ?? []))
  return [...folders].sort().flatMap((folder) => {
    const face = files.find(({ path }) => path === `${folder}/index.ts`)
    return face ? checkFace(face) : [`${folder}: has files and no index.ts`]
  })
}

function checkFace({ path, source }: SourceText): readonly string[] {
  const comment = headComment(source)
  if (comment.length < HEAD_COMMENT_CHARACTERS)
    return [`${path}: its head comment has ${comment.length} characters, at least ${HEAD_COMMENT_CHARACTERS} are due`]
  if (!/does not model|not modelled/i.test(comment)) return [`${path}: its head comment does not say what it "does not model"`]
  return []
}

/** The text of the comments before the first statement, without the comment signs. */
function headComment(source: string): string {
  return (ts.getLeadingCommentRanges(source, 0) ?? [])
    .map(({ pos, end }) => source.slice(pos, end))
    .join('\n')
    .replace(/^\s*(\/\*\*?|\*\/|\*|\/\/)|\*\/\s*$/gm, '')
    .replace(/\s+/g, ' ')
    .trim()
}

interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>
}

interface LockedPackage {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/**
 * Checks that the lock file names no registry, so that it serves behind any, and holds every
 * optional per-platform package: `npm ci` refuses a lock file that lacks one.
 */
export function checkLock(lock: LockFile): readonly string[] {
  return Object.entries(lock.packages).flatMap(([path, locked]) => {
    if (path === '') return []
    const problems: string[] = []
    if (locked.resolved !== undefined) problems.push(`${path}: is resolved to ${locked.resolved}`)
    if (locked.integrity === undefined) problems.push(`${path}: has no integrity`)
    for (const name of Object.keys(locked.optionalDependencies ?? {}))
      if (!isLocked(lock, path, name)) problems.push(`${path}: its optional dependency ${name} is missing`)
    return problems
  })
}

const isLocked = (lock: LockFile, path: string, name: string): boolean =>
  [`${path}/node_modules/${name}`, `node_modules/${name}`].some((candidate) => Object.hasOwn(lock.packages, candidate))

interface Manifest {
  readonly bin: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

/** The entry points that users may count on, with the source of each. One is exported from the day its source exists. */
const RESERVED_EXPORTS: Readonly<Record<string, string>> = {
  '.': 'core/index',
  './vitest': 'runner/vitest/index',
  './apps': 'scenarios/index',
  './policies': 'core/replication/policies',
  './reporter': 'reports/index',
}

/**
 * Checks that versions are exact, that every export has a `default` and a source, and that no
 * reserved export with a source is left out.
 */
export function checkManifest(manifest: Manifest, paths: readonly string[]): readonly string[] {
  const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `dependency ${name} is not pinned: ${version}`)
  const broken = Object.entries(manifest.exports)
    .flatMap(([name, target]) => Object.values(typeof target === 'string' ? [target] : target).map((to) => [name, to] as const))
    .filter(([, to]) => !sourcesOf(to).some((source) => paths.includes(source)))
    .map(([name, to]) => `export ${name} leads to ${to}, which has no source`)
  const conditions = Object.entries(manifest.exports)
    .filter(([, target]) => typeof target !== 'string' && Object.keys(target).at(-1) !== 'default')
    .map(([name]) => `export ${name} does not end in a default condition`)
  const forgotten = Object.entries(RESERVED_EXPORTS)
    .filter(([name, stem]) => !Object.hasOwn(manifest.exports, name) && paths.includes(`${stem}.ts`))
    .map(([name, stem]) => `${stem}.ts is not exported as ${name}`)
  const commands = Object.values(manifest.bin)
    .filter((path) => !paths.includes(path))
    .map((path) => `command ${path} does not exist`)
  return [...loose, ...broken, ...conditions, ...forgotten, ...commands]
}

function sourcesOf(target: string): readonly string[] {
  const path = target.replace(/^\.\//, '')
  if (!path.startsWith('dist/')) return [path]
  const stem = path.replace(/^dist\//, '').replace(/(\.d\.ts|\.js)$/, '')
  return [`${stem}.ts`, `${stem}.tsx`]
}
