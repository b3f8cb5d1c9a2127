/** `process` of a realm. */
import { EventEmitter } from 'node:events'
import type { Ticks } from './ticks.ts'
import { PROGRAM_FILE } from './bundle.ts'
import type { HostedWorld } from './world.ts'

/** Thrown to leave the program where it asks to end. */
export class ProgramExit extends Error {
  override readonly name = 'ProgramExit'

  constructor(code: number) {
    super(`the hosted program ended itself with code ${code}`)
  }
}

export interface ProcessOptions {
  /** Environment variables. Default: none; those of the host never show. */
  readonly environment?: Readonly<Record<string, string>>
  /** Where relative paths begin. Default `/`. */
  readonly workingDirectory?: string
}

type Refuse = (what: string, reason: string) => never

/** The Node that a hosted program believes to run on, whatever the host's is. */
const NODE_VERSION = '20.19.0'
const MEMORY_BYTES = 64 * 1024 * 1024
const DEFAULT_UMASK = 0o022

export type VirtualProcess = EventEmitter & { cwd(): string; umask(mask?: number): number; nextTick: Ticks['nextTick'] }

export function virtualProcess(
  world: HostedWorld,
  { nextTick }: Ticks,
  { environment = {}, workingDirectory = '/' }: ProcessOptions,
  refuse: Refuse,
): VirtualProcess {
  const process = new EventEmitter() as VirtualProcess & { exitCode?: number }
  let cwd = workingDirectory
  let mask = DEFAULT_UMASK
  const end = (code = process.exitCode ?? 0): never => {
    process.emit('exit', code)
    world.exited(code)
    throw new ProgramExit(code)
  }
  const { hrtime, uptime } = elapsed(world)
  const denied = Object.fromEntries(['kill', 'dlopen', 'binding', '_linkedBinding', 'send', 'setuid', 'setgid'].map((name) => [
    name, () => refuse(`process.${name}`, 'a hosted program is one simulated process'),
  ]))
  return Object.assign(process, {
    ...denied,
    title: 'node',
    pid: world.pid,
    ppid: 1,
    platform: 'linux',
    arch: 'x64',
    version: `v${NODE_VERSION}`,
    versions: { node: NODE_VERSION },
    release: { name: 'node' },
    config: { variables: {} },
    features: {},
    argv: ['/usr/bin/node', PROGRAM_FILE],
    argv0: 'node',
    execArgv: [],
    execPath: '/usr/bin/node',
    env: { ...environment },
    exitCode: undefined,
    stdout: output(world),
    stderr: output(world),
    stdin: Object.assign(new EventEmitter(), { isTTY: false, read: () => null, resume() {}, pause() {} }),
    cwd: () => cwd,
    chdir: (path: string) => void (cwd = path.startsWith('/') ? path : `${cwd === '/' ? '' : cwd}/${path}`),
    umask: (given?: number) => [mask, given === undefined ? mask : (mask = given)][0]!,
    exit: end,
    reallyExit: end,
    abort: () => end(134),
    nextTick,
    hrtime,
    uptime,
    emitWarning: () => {},
    memoryUsage: Object.assign(
      () => ({ rss: MEMORY_BYTES, heapTotal: MEMORY_BYTES, heapUsed: MEMORY_BYTES, external: 0, arrayBuffers: 0 }),
      { rss: () => MEMORY_BYTES },
    ),
    cpuUsage: () => ({ user: 0, system: 0 }),
    getuid: () => 0,
    geteuid: () => 0,
    getgid: () => 0,
    getegid: () => 0,
    getgroups: () => [0],
  })
}

function elapsed(world: HostedWorld) {
  const startedUs = world.now()
  const sinceUs = (): number => world.now() - startedUs
  const hrtime = Object.assign(
    (since: readonly [number, number] = [0, 0]): [number, number] => {
      const nanoseconds = sinceUs() * 1000 - since[0] * 1e9 - since[1]
      return [Math.floor(nanoseconds / 1e9), ((nanoseconds % 1e9) + 1e9) % 1e9]
    },
    { bigint: () => BigInt(sinceUs()) * 1000n },
  )
  return { hrtime, uptime: () => sinceUs() / 1e6 }
}

function output(world: HostedWorld) {
  const write = (chunk: unknown, ...rest: unknown[]): boolean => {
    world.printed(typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString())
    const callback = rest.at(-1)
    if (typeof callback === 'function') queueMicrotask(() => (callback as () => void)())
    return true
  }
  return Object.assign(new EventEmitter(), { isTTY: false, columns: 80, writable: true, write, end: write })
}
