/**
 * Bundles a user's scenario file, TypeScript or JavaScript, with whatever local files it imports.
 *
 * Imports of `seeddrill` lead to this very package, so that a scenario runs in a folder where
 * nothing is installed, and so that it shares one copy of the core with the runner. Packages stay
 * outside the bundle; the run refers to them by address, so that the bundle can lie anywhere.
 * A test file is read for the scenarios that it exports: `vitest` is replaced by something that runs no test.
 */
import { isBuiltin } from 'node:module'
import { readFileSync } from 'node:fs'
import { basename, dirname, extname, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import type { BuildFailure, BuildOptions, Loader, OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild'
import { entryPoints, ownEntryPoint } from './package-root.ts'
import { isTestRunner, testRunnerStandIn, TEST_RUNNER } from './test-runner-stand-in.ts'
import { UsageError } from './usage-error.ts'

export interface Bundle {
  /** Names packages as the source does, so that it is the same on every machine. For the code hash. */
  readonly portableText: string
  /** Can be imported from `outputFile`, and maps back to the source. */
  readonly text: string
  /** Absolute paths of the local files that it is made of, the file itself first. */
  readonly inputs: readonly string[]
}

const ASKED = Symbol('asked by the plugin itself')

/** How an import that stays outside is written in the bundle. */
type Address = (file: string, args: OnResolveArgs) => string

/** How a local file knows itself: its `import.meta.url`, for the bundle lies elsewhere. */
type OwnAddress = (file: string) => string

const asWritten: Address = (_, { path }) => path
const asAddress: Address = (file, { kind }) => (kind === 'require-call' ? file : pathToFileURL(file).href)

/**
 * @param file absolute path of the scenario file
 * @param outputFile where the text will be written; source positions are relative to it
 * @param cwd for file names in messages
 * @throws UsageError with file, line and column when it does not compile or an import is not found
 */
export async function bundleFile(file: string, outputFile: string, cwd: string): Promise<Bundle> {
  try {
    const inFolder: OwnAddress = (path) => `file:///${relative(dirname(file), path).replaceAll('\\', '/')}`
    const { text: portableText, inputs } = await make(file, outputFile, { plugins: [resolver(asWritten), selfAware(inFolder), testRunnerStandIn] })
    const plugins = [resolver(asAddress), selfAware((path) => pathToFileURL(path).href), testRunnerStandIn]
    const require = portableText.includes('__require(') ? requireFor(file) : {}
    const { text } = await make(file, outputFile, { sourcemap: 'inline', ...require, plugins })
    return { portableText, text, inputs: [file, ...inputs.filter((each) => each !== file)] }
  } catch (error) {
    throw isBuildFailure(error) ? new UsageError(firstProblem(error, dirname(file), cwd)) : error
  }
}

async function make(file: string, outputFile: string, options: BuildOptions): Promise<{ readonly text: string; readonly inputs: readonly string[] }> {
  const { outputFiles, metafile } = await build({
    entryPoints: [basename(file)],
    absWorkingDir: dirname(file),
    outfile: outputFile,
    write: false,
    metafile: true,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    conditions: ['node'],
    charset: 'utf8',
    logLevel: 'silent',
    sourcesContent: false,
    ...options,
  })
  const isFile = (each: string): boolean => !each.startsWith('<') && !each.startsWith(`${TEST_RUNNER}:`)
  const inputs = Object.keys(metafile!.inputs).filter(isFile).map((each) => resolve(dirname(file), each))
  return { text: outputFiles![0]!.text, inputs }
}

/** CommonJS sources call `require`, which a module does not have. */
function requireFor(file: string): BuildOptions {
  const from = JSON.stringify(pathToFileURL(file).href)
  return { banner: { js: `import { createRequire as $createRequire } from 'node:module';const require = $createRequire(${from});` } }
}

const LOADERS: Readonly<Record<string, Loader>> = { '.tsx': 'tsx', '.jsx': 'jsx' }
const OWN_URL = /\bimport\.meta\.url\b/g

function selfAware(addressOf: OwnAddress): Plugin {
  return {
    name: 'import.meta.url',
    setup(builder) {
      builder.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: 'file' }, ({ path }) => {
        const source = readFileSync(path, 'utf8')
        if (!source.includes('import.meta.url')) return undefined
        const loader = LOADERS[extname(path)] ?? (/\.[cm]?ts$/.test(path) ? 'ts' : 'js')
        return { contents: source.replace(OWN_URL, () => JSON.stringify(addressOf(path))), loader }
      })
    },
  }
}

function resolver(address: Address): Plugin {
  return {
    name: 'seeddrill',
    setup(builder) {
      builder.onResolve({ filter: /^[^./]/ }, (args) =>
        args.kind === 'entry-point' || args.pluginData === ASKED ? undefined : resolvePackage(builder, args, address),
      )
    },
  }
}

async function resolvePackage(builder: PluginBuild, args: OnResolveArgs, address: Address): Promise<OnResolveResult> {
  const { path, kind, importer, resolveDir } = args
  if (isBuiltin(path)) return { path, external: true }
  if (isTestRunner(path)) return { path, namespace: TEST_RUNNER }
  if (/^seeddrill(\/|$)/.test(path)) {
    const own = ownEntryPoint(path)
    if (own === undefined) return { errors: [{ text: `${path} does not exist; there are ${entryPoints().join(', ')}` }] }
    return { path: address(own, args), external: true }
  }
  const { errors, ...found } = await builder.resolve(path, { kind, importer, resolveDir, pluginData: ASKED })
  if (errors.length > 0) return { errors }
  // An alias of the user's own project leads to a local file, which belongs into the bundle.
  if (!/[\\/]node_modules[\\/]/.test(found.path)) return { path: found.path, namespace: found.namespace }
  return { path: address(found.path, args), external: true }
}

const isBuildFailure = (error: unknown): error is BuildFailure => error instanceof Error && 'errors' in error

function firstProblem({ errors, message }: BuildFailure, folder: string, cwd: string): string {
  const problem = errors[0]
  if (!problem?.location) return problem?.text ?? message
  const { file, line, column } = problem.location
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  return `${relative(cwd, `${folder}/${file}`)}:${line}:${column + 1}: ${problem.text}${more}`
}
