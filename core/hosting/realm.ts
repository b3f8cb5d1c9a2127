/** Runs a program in a fresh realm: its own globals and module state, with the simulated world behind them. */
import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import { createContext, Script } from 'node:vm'
import { createNodeFs, DEFAULT_EPOCH_MS } from '../fs/node/index.ts'
import type { Bundle } from './bundle.ts'
import { PROGRAM_FILE } from './bundle.ts'
import { forbiddenModule } from './forbidden.ts'
import { HostingError, refusal } from './hosting-error.ts'
import { bareName, ruleOf } from './module-table.ts'
import { PRELUDE } from './prelude.ts'
import { hostClasses, realmGlobals, virtualConsole } from './realm-globals.ts'
import { ticksOf } from './ticks.ts'
import { virtualCrypto } from './virtual-crypto.ts'
import { virtualModules } from './virtual-modules.ts'
import { ProgramExit, virtualProcess } from './virtual-process.ts'
import type { ProcessOptions } from './virtual-process.ts'
import type { HostedWorld } from './world.ts'

export interface RealmOptions extends ProcessOptions {
  /** The program's date at virtual time zero, milliseconds since 1970. Default 2024-01-01. */
  readonly epochMs?: number
}

type Main = (module: object, exports: object, require: unknown, file: string, folder: string) => void

const preludes = new Script(PRELUDE, { filename: 'hosted://prelude.js' })
const compiled = new WeakMap<Bundle, Script>()

/** Exact: both powers are of two. */
const fraction = (high: number, low: number): number => (high * 2 ** 32 + low) / 2 ** 53

/**
 * Evaluates a bundle as the start of one simulated process.
 *
 * The kernel must drain by `immediate`: a program's ticks, and those of Node's streams, are the host's own.
 * @returns what `import()` of the entry would give
 */
export function openRealm(bundle: Bundle, world: HostedWorld, options: RealmOptions = {}): unknown {
  const { epochMs = DEFAULT_EPOCH_MS } = options
  const { random } = world
  const fail = (what: string, module: string, reason: string): HostingError => {
    const error = refusal(what, module, reason, bundle.importers.get(module))
    world.refused(error)
    return error
  }
  const refuse = (what: string, reason: string): never => {
    throw fail(what, what.split('.')[0]!, reason)
  }
  let ended = false
  const living: HostedWorld = {
    ...world,
    exited: (code) => {
      ended = true
      world.exited(code)
    },
  }
  const call = (callback: () => unknown): void => {
    if (ended) return
    try {
      callback()
    } catch (error) {
      uncaught(error)
    }
  }
  const ticks = ticksOf(world, call)
  const process = virtualProcess(living, ticks, options, refuse)
  const uncaught = (error: unknown): void => {
    if (error instanceof ProgramExit) return
    if (!process.emit('uncaughtException', error, 'uncaughtException')) world.uncaught(error)
  }
  const fs = createNodeFs(world.fileSystem, {
    cwd: process.cwd,
    umask: () => process.umask(),
    epochMs,
    randomBelow: (bound) => random.below(bound),
    uncaught,
  })
  const nowMs = (): number => Math.floor(epochMs + world.now() / 1000)
  const startedUs = world.now()
  const performance = {
    now: () => (world.now() - startedUs) / 1000,
    timeOrigin: epochMs + startedUs / 1000,
    mark: () => ({}),
    measure: () => ({}),
  }
  const console = virtualConsole(world)
  const crypto = virtualCrypto(random, ticks, refuse)
  const require = (specifier: string): unknown => requireIn(specifier)
  const parts = { world, ticks, fs, process, console, performance, crypto, require }
  const modules = moduleResolver(parts, fail)
  const requireIn = modules

  const context = createContext({}, { name: bundle.name })
  const enter = preludes.runInContext(context) as (host: object) => void
  enter({
    classes: hostClasses(),
    globals: realmGlobals(parts, refuse),
    nowMs,
    random: () => fraction(random.below(2 ** 21), random.below(2 ** 32)),
    refuse,
  })
  const module = { exports: {} as { program?: unknown } }
  const main = scriptOf(bundle).runInContext(context) as Main
  main(module, module.exports, require, PROGRAM_FILE, posix.dirname(PROGRAM_FILE))
  return module.exports.program
}

/** Compiled once, evaluated at every boot. */
function scriptOf(bundle: Bundle): Script {
  const known = compiled.get(bundle)
  if (known) return known
  // On the first line, so that the lines of the bundle stay its own.
  const code = `(function (module, exports, require, __filename, __dirname) {${bundle.code}\n})`
  const script = new Script(code, { filename: bundle.fileName })
  compiled.set(bundle, script)
  return script
}

type Parts = Omit<Parameters<typeof virtualModules>[0], 'fail'>

function moduleResolver(parts: Parts, fail: (what: string, module: string, reason: string) => HostingError) {
  const loaded = new Map<string, unknown>()
  const virtual = virtualModules({ ...parts, fail: (what) => fail(what, what.split('.')[0]!, 'it works beside the turns of the simulation; use the synchronous calls') })

  const load = (specifier: string, name: string): unknown => {
    const rule = ruleOf(specifier, builtinModules)
    if (!rule)
      throw new HostingError(name, `require('${specifier}'): only what the bundler sees can be hosted; import it by a literal name`, 'MODULE_NOT_FOUND')
    switch (rule.kind) {
      case 'virtual':
        return virtual[name]!()
      case 'pure':
        return name === 'path' || name === 'path/posix' ? posix : process.getBuiltinModule(`node:${name}` as never)
      case 'forbidden':
        return forbiddenModule(name, (what) => fail(what, name, rule.reason))
      case 'native':
        throw fail(name, name, rule.reason)
    }
  }
  return (specifier: string): unknown => {
    const name = bareName(specifier)
    if (!loaded.has(name)) loaded.set(name, load(specifier, name))
    return loaded.get(name)
  }
}
