/** The modules of Node that a realm has of its own. */
import type { NodeFs } from '../fs/node/index.ts'
import { forbiddenModule } from './forbidden.ts'
import type { Fail } from './forbidden.ts'
import type { Ticks } from './ticks.ts'
import type { virtualCrypto } from './virtual-crypto.ts';
import { fromSync } from './virtual-crypto.ts'
import type { VirtualProcess } from './virtual-process.ts'
import type { HostedWorld } from './world.ts'

const hostOs = process.getBuiltinModule('node:os')
const hostV8 = process.getBuiltinModule('node:v8')
const hostZlib = process.getBuiltinModule('node:zlib')

export interface RealmParts {
  readonly world: HostedWorld
  readonly ticks: Ticks
  readonly fs: NodeFs
  readonly process: VirtualProcess
  readonly console: object
  readonly performance: object
  readonly crypto: ReturnType<typeof virtualCrypto>
  /** Makes the error of a call that is refused, and reports it. */
  readonly fail: Fail
  require(specifier: string): unknown
}

/** By name, without `node:`. */
export function virtualModules(parts: RealmParts): Readonly<Record<string, () => unknown>> {
  const { world, ticks, fs, fail } = parts
  const { promises: timerPromises, queueMicrotask: _microtask, nextTick: _tick, ...timers } = ticks
  return {
    fs: () => fs,
    'fs/promises': () => fs.promises,
    console: () => parts.console,
    crypto: () => parts.crypto,
    process: () => parts.process,
    perf_hooks: () => ({ performance: parts.performance }),
    timers: () => ({ ...timers, promises: timerPromises }),
    'timers/promises': () => timerPromises,
    tty: () => ({ isatty: () => false }),
    os: () => operatingSystem(world),
    module: () => ({ createRequire: () => parts.require, builtinModules: [], isBuiltin: () => false }),
    v8: () => ({
      ...forbiddenModule('v8', fail),
      serialize: hostV8.serialize,
      deserialize: hostV8.deserialize,
    }),
    worker_threads: () => ({
      ...forbiddenModule('worker_threads', fail),
      isMainThread: true,
      threadId: 0,
      parentPort: null,
      workerData: null,
    }),
    zlib: () => compression(ticks, fail),
  }
}

const CLASSES = /^[A-Z]|^create/

/** The host compresses in other threads unless it is asked to do it at once. */
function compression({ setImmediate }: Ticks, fail: Fail): object {
  const forbidden = forbiddenModule('zlib', fail) as Record<string, unknown>
  const members: Record<string, unknown> = { ...hostZlib }
  for (const name of Object.keys(members)) {
    if (CLASSES.test(name) && typeof members[name] === 'function') members[name] = forbidden[name]
    const sync = members[`${name}Sync`]
    if (typeof sync === 'function') members[name] = fromSync(sync as (...parameters: unknown[]) => unknown, setImmediate)
  }
  return members
}

const MEMORY_BYTES = 4 * 2 ** 30

function operatingSystem({ name, now }: HostedWorld): object {
  return {
    EOL: '\n',
    devNull: '/dev/null',
    constants: hostOs.constants,
    arch: () => 'x64',
    platform: () => 'linux',
    type: () => 'Linux',
    release: () => '6.1.0',
    version: () => '#1 SMP',
    machine: () => 'x86_64',
    endianness: () => 'LE',
    hostname: () => name,
    homedir: () => '/root',
    tmpdir: () => '/tmp',
    uptime: () => Math.floor(now() / 1e6),
    loadavg: () => [0, 0, 0],
    totalmem: () => MEMORY_BYTES,
    freemem: () => MEMORY_BYTES / 2,
    availableParallelism: () => 1,
    cpus: () => [{ model: 'simulated', speed: 1000, times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 } }],
    networkInterfaces: () => ({}),
    userInfo: () => ({ username: 'root', uid: 0, gid: 0, shell: '/bin/sh', homedir: '/root' }),
    getPriority: () => 0,
    setPriority: () => {},
  }
}
