/**
 * Makes one script of a program: an npm package, or a user's own files. Modules of Node stay outside; the realm
 * answers for them.
 */
import { builtinModules, createRequire, SourceMap } from 'node:module'
import type { SourceMapPayload } from 'node:module'
import { basename, dirname, isAbsolute, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type * as Esbuild from 'esbuild'
import { HostingError } from './hosting-error.ts'
import { bareName, NATIVE_LOADERS } from './module-table.ts'

/** What to host. */
export type Entry = {
  /** A folder, or a file in it (`import.meta.url`): where the program is looked for. */
  readonly from: string | URL
} & (
  | { readonly package: string }
  /** A file, relative to `from`. */
  | { readonly entry: string }
)

export interface Bundle {
  readonly name: string
  /** A CommonJS script whose `exports.program` is what `import()` of the entry would give. */
  readonly code: string
  /** The code as it is wherever the program's files lie. */
  readonly portableCode: string
  /** As stacks show it. */
  readonly fileName: string
  /** By module of Node: the files that import it, relative to the folder they were looked for from. */
  readonly importers: ReadonlyMap<string, readonly string[]>
  /** Every file that went in, absolute. */
  readonly files: readonly string[]
  /** Replaces positions in the bundle by those in the files that it was made of. */
  mapStack(stack: string): string
}

/** Where a hosted program finds itself. */
export const PROGRAM_FILE = '/app/program.js'

/** Packages by the folder they were looked for from: they do not change while a process runs, as a user's files may. */
const packages = new Map<string, Bundle>()

/** @throws HostingError with file, line and reason when the program cannot be bundled */
export function bundle(given: Entry): Bundle {
  const folder = folderOf(given.from)
  if (!('package' in given)) return bundleFrom(folder, given)
  const key = `${folder}\n${given.package}`
  const made = packages.get(key) ?? bundleFrom(folder, given)
  packages.set(key, made)
  return made
}

function bundleFrom(folder: string, given: Entry): Bundle {
  const specifier = 'package' in given ? given.package : `./${relative(folder, resolve(folder, given.entry)).replaceAll('\\', '/')}`
  const name = ('package' in given ? given.package : basename(given.entry)).replace(/[^\w.-]+/g, '-').replace(/^-/, '')
  const { code, map, metafile } = build(folder, specifier)
  const fileName = fileNameFor(name, code)
  const made: Bundle = {
    name,
    code,
    portableCode: withoutFolders(code, folder, metafile),
    fileName,
    importers: importersOf(metafile),
    files: Object.keys(metafile.inputs).filter((file) => !file.startsWith('<')).map((file) => resolve(folder, file)),
    mapStack: stackMapper(fileName, folder, map),
  }
  bundles.set(fileName, made)
  return made
}

/** The bundler names files in comments and keys; packages lie here on one machine and there on another. */
function withoutFolders(code: string, folder: string, { inputs }: Esbuild.Metafile): string {
  let portable = code
  for (const file of Object.keys(inputs)) {
    const [, inPackage] = /^.*\/node_modules\/(.*)$/.exec(resolve(folder, file).replaceAll('\\', '/')) ?? []
    if (inPackage !== undefined) portable = portable.replaceAll(file, inPackage)
  }
  return portable
}

/** By the name that stacks show: whoever reads a stack later knows nothing of the application that it is of. */
const bundles = new Map<string, Bundle>()

/** Two programs may have one name, and their stacks must not be mixed up. */
function fileNameFor(name: string, code: string): string {
  for (let nth = 1; ; nth++) {
    const fileName = `hosted://${name}/bundle${nth === 1 ? '' : `-${nth}`}.js`
    const known = bundles.get(fileName)
    if (!known || known.code === code) return fileName
  }
}

/** Replaces positions in bundles of hosted programs by those in the programs' own files. */
export function mapHostedStack(stack: string): string {
  const named = new Set(stack.match(/hosted:\/\/[\w.-]+\/bundle(?:-\d+)?\.js/g))
  return [...named].reduce((mapped, fileName) => bundles.get(fileName)?.mapStack(mapped) ?? mapped, stack)
}

function folderOf(from: string | URL): string {
  const path = from instanceof URL || from.startsWith('file:') ? fileURLToPath(from) : from
  if (!isAbsolute(path)) throw new HostingError('', `hosting: from must be absolute or a file URL, got ${JSON.stringify(path)}`)
  return from instanceof URL || from.startsWith('file:') ? dirname(path) : path
}

/** Loaded when it is first needed: that takes longer than all the rest of the core. */
const bundler = () => createRequire(import.meta.url)('esbuild') as typeof Esbuild

function build(folder: string, specifier: string) {
  const { buildSync } = bundler()
  try {
    const { outputFiles, metafile } = buildSync({
      stdin: {
        contents: `import * as program from ${JSON.stringify(specifier)}\nexport { program }`,
        resolveDir: folder,
        // A module that imports CommonJS as Node itself does: `default` is what was exported.
        sourcefile: ENTRY,
        loader: 'ts',
      },
      absWorkingDir: folder,
      outfile: resolve(folder, 'bundle.js'),
      write: false,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      charset: 'utf8',
      logLevel: 'silent',
      metafile: true,
      sourcemap: 'external',
      sourcesContent: false,
      external: ['*.node', ...NATIVE_LOADERS],
      loader: { '.wasm': 'binary' },
      define: {
        'import.meta.url': JSON.stringify(`file://${PROGRAM_FILE}`),
        'import.meta.filename': JSON.stringify(PROGRAM_FILE),
        'import.meta.dirname': JSON.stringify(dirname(PROGRAM_FILE)),
      },
      // What is left of dynamic imports then comes to the realm's own `require`.
      supported: { 'dynamic-import': false },
    })
    const [map, code] = [/\.map$/, /\.js$/].map((ending) => outputFiles.find(({ path }) => ending.test(path))!.text)
    return { code: code!, map: map!, metafile }
  } catch (error) {
    throw error instanceof Error && 'errors' in error ? unbundlable(error as Esbuild.BuildFailure, specifier) : error
  }
}

const ENTRY = '<entry>.mts'
const NO_FILE = 'there is no such file; entry is relative to the folder of from'

function unbundlable({ errors, message }: Esbuild.BuildFailure, specifier: string): HostingError {
  const [first] = errors
  if (first?.location?.file === ENTRY && first.text.startsWith('Could not resolve'))
    return new HostingError(specifier, `hosting ${specifier}: ${specifier.startsWith('.') ? NO_FILE : `there is no such package here; npm install ${specifier}`}`)
  const place = first?.location ? `${first.location.file}:${first.location.line}:${first.location.column + 1}: ` : ''
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  return new HostingError(specifier, `hosting ${specifier}: ${place}${first?.text ?? message}${more}`)
}

function importersOf({ inputs }: Esbuild.Metafile): ReadonlyMap<string, readonly string[]> {
  const importers = new Map<string, string[]>()
  for (const [file, { imports }] of Object.entries(inputs)) {
    for (const { path, external } of imports) {
      if (!external || !(builtinModules.includes(bareName(path)) || path.endsWith('.node') || NATIVE_LOADERS.includes(path))) continue
      const known = importers.get(bareName(path)) ?? []
      if (!known.includes(file)) importers.set(bareName(path), [...known, file])
    }
  }
  return importers
}

function stackMapper(fileName: string, folder: string, map: string): (stack: string) => string {
  let parsed: SourceMap | undefined
  const position = new RegExp(`${fileName.replace(/[.]/g, '\\.')}:(\\d+):(\\d+)`, 'g')
  return (stack) =>
    stack.replace(position, (shown, line: string, column: string) => {
      parsed ??= new SourceMap(JSON.parse(map) as SourceMapPayload)
      const found = parsed.findEntry(Number(line) - 1, Number(column) - 1)
      if (!('originalSource' in found)) return shown
      return `${resolve(folder, found.originalSource)}:${found.originalLine + 1}:${found.originalColumn + 1}`
    })
}
