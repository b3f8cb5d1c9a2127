/** Runs a program in a fresh realm: its own globals and module state, with the simulated world behind them. */
import { posix } from 'node:path'
import { createContext, Script } from 'node:vm'
import { createNodeFs, DEFAULT_EPOCH_MS } from '../fs/node/index.ts'
import { admitTicks } from '../sim/guard.ts'
import type { Bundle } from './bundle.ts'
import { PROGRAM_FILE } from './bundle.ts'
import { refusal } from './hosting-error.ts'
import { requireOf } from './modules.ts'
import type { Refuse } from './modules.ts'
import { PRELUDE } from './prelude.ts'
import { hostClasses, realmGlobals, virtualConsole } from './realm-globals.ts'
import { asTask, ticksOf } from './ticks.ts'
import { virtualCrypto } from './virtual-crypto.ts'
import { ProgramExit, virtualProcess } from './virtual-process.ts'
import type { ProcessOptions, VirtualProcess } from './virtual-process.ts'
import type { HostedWorld } from './world.ts'

export interface RealmOptions extends ProcessOptions {
  /** The program's date at virtual time zero, milliseconds since 1970. Default 2024-01-01. */
  readonly epochMs?: number
}

type Main = (module: object, exports: object, require: unknown, file: string, folder: string) => void

const prelude = new Script(PRELUDE, { filename: 'hosted://prelude.js' })
const compiled = new WeakMap<Bundle, Script>()

/**
 * Evaluates a bundle as the start of one simulated process.
 *
 * The kernel must drain by `immediate`: a program's ticks, and those of Node's streams, are the host's own.
 * @returns what `import()` of the entry would give
 */
export function openRealm(bundle: Bundle, world: HostedWorld, options: RealmOptions = {}): unknown {
  admitTicks()
  const { random } = world
  const refuse: Refuse = (what, module, reason) => {
    const error = refusal(what, module, reason, bundle.importers.get(module))
    world.refused(error)
    return error
  }
  const deny = (what: string, reason: string): never => {
    throw refuse(what, what.split('.')[0]!, reason)
  }
  const { parts, nowMs } = partsOf(world, options, deny)
  const require = requireOf(parts, refuse)

  const context = createContext({ ...realmGlobals(parts, deny) }, { name: bundle.name })
  const enter = prelude.runInContext(context) as (host: object) => void
  enter({
    classes: hostClasses(),
    nowMs,
    // 53 bits; exact, for both powers are of two.
    random: () => (random.below(2 ** 21) * 2 ** 32 + random.below(2 ** 32)) / 2 ** 53,
    refuse: deny,
  })
  const module = { exports: {} as { program?: unknown } }
  const main = scriptOf(bundle).runInContext(context) as Main
  main(module, module.exports, require, PROGRAM_FILE, posix.dirname(PROGRAM_FILE))
  return module.exports.program
}

function partsOf(world: HostedWorld, options: RealmOptions, deny: (what: string, reason: string) => never) {
  const { epochMs = DEFAULT_EPOCH_MS } = options
  const { random } = world
  const { life, call, uncaught } = lifeOf(world)
  const ticks = ticksOf(world, call)
  const process = virtualProcess(life.world, ticks, options, deny)
  life.process = process
  const fs = createNodeFs(world.fileSystem, {
    cwd: process.cwd,
    umask: () => process.umask(),
    epochMs,
    randomBelow: (bound) => random.below(bound),
    answer: (callback) => asTask(() => call(callback)),
    uncaught,
  })
  const startedUs = world.now()
  const performance = {
    now: () => (world.now() - startedUs) / 1000,
    timeOrigin: epochMs + startedUs / 1000,
    mark: () => ({}),
    measure: () => ({}),
  }
  return {
    parts: { world, ticks, fs, process, performance, console: virtualConsole(world), crypto: virtualCrypto(random, ticks, deny) },
    nowMs: (): number => Math.floor(epochMs + world.now() / 1000),
  }
}

/** Whether the program still runs, and where its uncaught errors go: first to itself, as in Node. */
function lifeOf(world: HostedWorld) {
  let ended = false
  const life: { readonly world: HostedWorld; process?: VirtualProcess } = {
    world: {
      ...world,
      exited: (code) => {
        ended = true
        world.exited(code)
      },
    },
  }
  const uncaught = (error: unknown): void => {
    if (error instanceof ProgramExit) return
    if (!life.process?.emit('uncaughtException', error, 'uncaughtException')) world.uncaught(error)
  }
  const call = (callback: () => unknown): void => {
    if (ended) return
    try {
      callback()
    } catch (error) {
      uncaught(error)
    }
  }
  return { life, call, uncaught }
}

/** Compiled once, evaluated at every boot. */
function scriptOf(bundle: Bundle): Script {
  const known = compiled.get(bundle)
  if (known) return known
  // On one line with the bundle's first, so that its lines keep their numbers.
  const code = `(function (module, exports, require, __filename, __dirname) {${bundle.code}\n})`
  const script = new Script(code, { filename: bundle.fileName })
  compiled.set(bundle, script)
  return script
}
